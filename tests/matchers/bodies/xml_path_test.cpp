#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

http::Request xml(std::string body) { return make_request("POST /", {{"Content-Type", "text/xml"}}, std::move(body)); }

TEST(BodyXmlPath, LooksAtSelectedNodes) {
  constexpr std::string_view order =
      "<?xml version='1.0'?><order><id>7</id><item gift='y'>tea</item><item>mug</item></order>";
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{body: {xml_path: {/order/id: 7, '//item[@gift]': {present: true}}}}", xml(std::string{order}), ""},
           {"{body: {xml_path: {//item: {values: [tea, mug]}}}}", xml(std::string{order}), ""},
           {"{body: {xml_path: {//item/@gift: y}}}", xml(std::string{order}), ""},
           {"{body: {xml_path: {count(//item): 2}}}", xml(std::string{order}), ""},
           {"{body: {xml_path: {count(//item) > 1: true}}}", xml(std::string{order}), ""},
           {"{body: {xml_path: {'string(/order/id)': 7}}}", xml(std::string{order}), ""},
           {"{body: {xml_path: {/a: '1 < 2'}}}", xml("<a>1 &lt; <b>2</b></a>"), ""},
           {"{body: {xml_path: {//gone: {absent: true}}}}", xml(std::string{order}), ""},
           {"{body: {xml_path: {/order/id: 8}}}", xml(std::string{order}),
            "body /order/id: equals \"8\"; \"7\"; change /order/id in the body from \"7\" to \"8\""},
           {"{body: {xml_path: {/order/no: 8}}}", xml(std::string{order}),
            "body /order/no: equals \"8\"; absent; add /order/no with \"8\" to the body"},
           {"{body: {xml_path: {//item: {matches: x+}}}}", xml(std::string{order}),
            "body //item: matches x+; \"tea\", \"mug\"; change the body so that //item matches x+"},
           {"{body: {xml_path: {/login/password: s3cr3t}}}", xml("<login><password>p</password></login>"),
            "body /login/password: equals [redacted]; [redacted]; give /login/password in the body the value that the "
            "stub asks for"},
           {"{body: {xml_path: {/a: 1}}}", xml("{}"), "body: is XML; not XML; send a body that is XML"},
           {"{body: {xml_path: {/a: 1}}}", xml(""), "body: is XML; no body; send a body that is XML"},
           {"{body: {xml_path: {/a: 1}}}", xml("<a>"),
            "body: is XML; not XML: Start-end tags mismatch; send a body that is XML"},
       })
    expect_case(one);
}

TEST(BodyXmlPath, HostileDocumentsAreHarmless) {
  const Loaded loaded{"{body: {xml_path: {//b: lol}}}"};
  std::string deep;
  for (int level = 0; level < 100'000; ++level) deep += "<a>";
  deep += "<b>lol</b>";
  for (int level = 0; level < 100'000; ++level) deep += "</a>";
  const http::Request nested = xml(deep);
  EXPECT_TRUE(loaded.spec.matches(http::RequestView{nested}));
  const http::Request entities =
      xml("<!DOCTYPE a [<!ENTITY l 'lol'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><a><b>&l;</b><b>&f;</b></a>");
  EXPECT_FALSE(loaded.spec.matches(http::RequestView{entities}));
}

TEST(BodyXmlPath, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"{body: {xml_path: [/a]}}", "'xml_path': expected a mapping, found a list"},
           {"{body: {xml_path: {}}}", "'xml_path' asks for nothing (write {/order/id: 7})"},
           {"{body: {xml_path: {'/order/[id]': 7}}}",
            "the XPath '/order/[id]' does not compile: unrecognized node test at character 8 (this is XPath 1.0, such "
            "as "
            "/order/id or //item[@gift])"},
       })
    expect_bad(one);
}

}  // namespace
}  // namespace phantomime::matchers::testing
