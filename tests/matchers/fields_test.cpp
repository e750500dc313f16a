#include "phantomime/matchers/fields.hpp"

#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

TEST(Query, MatchesAndTellsWhatDiffers) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{query: {page: 2}}", make_request("GET /a?page=2"), ""},
           {"{query: {page: 2}}", make_request("GET /a?page=1&page=2"), ""},
           {"{query: {page: 2}}", make_request("GET /a?p%61ge=%32"), ""},
           {"{query: {page: 2}}", make_request("GET /a?page=2.0"),
            "query page: equals \"2\"; \"2.0\"; set the query field page to 2"},
           {"{query: {page: 2}}", make_request("GET /a"),
            "query page: equals \"2\"; absent; add the query field page=2"},
           {"{query: {page: 2}}", make_request("GET /a?pgae=2"),
            "query page: equals \"2\"; absent; rename the query field pgae to page"},
           {"{query: {page: 2}}", make_request("GET /a?Page=2"),
            "query page: equals \"2\"; absent; rename the query field Page to page"},
           {"{query: {pretty: {bare: true}}}", make_request("GET /a?pretty"), ""},
           {"{query: {pretty: {bare: true}}}", make_request("GET /a?pretty="),
            "query pretty: is bare (without \"=\"); \"\"; change the query field pretty without \"=\""},
           {"{query: {pretty: {bare: true}}}", make_request("GET /a"),
            "query pretty: is bare (without \"=\"); absent; add the query field pretty without \"=\""},
           {"{query: {id: {values: [1, 2]}}}", make_request("GET /a?id=1&id=2"), ""},
           {"{query: {id: {values: [1, 2]}}}", make_request("GET /a?id=2&id=1"),
            "query id: has exactly the values \"1\", \"2\"; \"2\", \"1\"; send the query fields id=1&id=2"},
           {"{query: {id: {absent: true}}}", make_request("GET /a?id"),
            "query id: is absent; bare; remove the query field id"},
           {"{query: {token: abc}}", make_request("GET /a?token=xyz"),
            "query token: equals [redacted]; [redacted]; add the query field token with the value that the stub asks "
            "for"},
       })
    expect_case(one);
}

TEST(Headers, MatchAndTellWhatDiffers) {
  const http::Request json = make_request("GET /a", {{"content-type", "application/json; charset=utf-8"}});
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{headers: {Content-Type: {starts_with: application/json}}}", json, ""},
           {"{headers: {CONTENT-TYPE: {contains: JSON, ignoring_case: true}}}", json, ""},
           {"{headers: {Content-Type: application/json}}", json,
            "header Content-Type: equals \"application/json\"; \"application/json; charset=utf-8\"; send the header "
            "Content-Type: application/json"},
           {"{headers: {X-Request-Id: {matches: '[0-9a-f]{4}'}}}", make_request("GET /a", {{"X-Request-Id", "00ff"}}),
            ""},
           {"{headers: {X-Request-Id: {matches: '[0-9a-f]{4}'}}}", make_request("GET /a", {{"X-Request-Id", "00fff"}}),
            "header X-Request-Id: matches [0-9a-f]{4}; \"00fff\"; change the header X-Request-Id so that it matches "
            "[0-9a-f]{4}"},
           {"{headers: {X-Request-Id: {matches: '[0-9a-f]{4}'}}}", make_request("GET /a"),
            "header X-Request-Id: matches [0-9a-f]{4}; absent; send a header X-Request-Id that matches [0-9a-f]{4}"},
           {"{headers: {Authorization: {starts_with: Basic s3cr3t}}}",
            make_request("GET /a", {{"Authorization", "Basic x"}}),
            "header Authorization: starts with [redacted]; [redacted]; send the header Authorization with the value "
            "that "
            "the stub asks for"},
       })
    expect_case(one);
}

TEST(Cookies, MatchAndNeverShowValues) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{cookies: {sessionid: {present: true}}}", make_request("GET /a", {{"Cookie", "a=1; sessionid=x"}}), ""},
           {"{cookies: {a: 1}}", make_request("GET /a", {{"Cookie", "b=2"}, {"cookie", "a=1"}}), ""},
           {"{cookies: {a: 1}}", make_request("GET /a", {{"Cookie", "a=2"}}),
            "cookie a: equals [redacted]; [redacted]; send the cookie a with the value that the stub asks for"},
           {"{cookies: {x: {absent: true}}}", make_request("GET /a", {{"Cookie", "x=2"}}),
            "cookie x: is absent; [redacted]; remove the cookie x"},
       })
    expect_case(one);
}

TEST(NothingElse, AllowsOnlyWhatIsNamed) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"{query: {a: 1}, nothing_else: [query]}", make_request("GET /?a=1&a=2"), ""},
           {"{nothing_else: [query], query: {a: 1}}", make_request("GET /?a=1"), ""},
           {"{nothing_else: [query]}", make_request("GET /"), ""},
           {"{query: {a: 1}, nothing_else: [query]}", make_request("GET /?a=1&b=2&b=3&c"),
            "query b: is absent; present; remove the query field b\nquery c: is absent; present; remove the query "
            "field c"},
           {"{any: [{query: {a: 1}}, {query: {b: 1}}], nothing_else: [query]}", make_request("GET /?b=1"), ""},
           {"{headers: {Accept: '*/*'}, nothing_else: [headers]}",
            make_request("GET /", {{"Host", "x"}, {"accept", "*/*"}, {"Connection", "close"}}), ""},
           {"{headers: {Accept: '*/*'}, nothing_else: [headers]}",
            make_request("GET /", {{"Accept", "*/*"}, {"X-A", "1"}}),
            "header X-A: is absent; present; remove the header X-A"},
           {"{cookies: {a: 1}, nothing_else: [cookies, headers]}", make_request("GET /", {{"Cookie", "a=1"}}), ""},
           {"{credentials: {bearer: t}, nothing_else: [headers]}",
            make_request("GET /", {{"Authorization", "Bearer t"}}), ""},
           {"{body: {form: {a: 1}}, nothing_else: [form]}", make_form_request("POST /", "a=1&b"),
            "form b: is absent; present; remove the form field b"},
       })
    expect_case(one);
}

TEST(Fields, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"{query: [page]}", "'query': expected a mapping, found a list"},
           {"{query: {}}",
            "'query' names no field (leave it out, or write nothing_else: [query] for requests without any)"},
           {"{headers: {'Content-Type:': a}}",
            "'Content-Type:' is no header name (use letters, digits and hyphens, without the colon)"},
           {"{headers: {Accept: {bare: true}}}",
            "unknown key 'bare' in the condition on 'Accept' (valid keys: equals, any_of, contains, starts_with, "
            "ends_with, matches, greater_than, at_least, less_than, at_most, present, absent, values, not, "
            "ignoring_case)"},
           {"{cookies: {a=1: {present: true}}}", "'a=1' is no cookie name (name one cookie, without its value)"},
           {"{nothing_else: [querry]}",
            "'nothing_else': expected 'query', 'headers', 'cookies' or 'form', found \"querry\" (did you mean "
            "'query'?)"},
           {"{nothing_else: []}", "'nothing_else' is empty (name query, headers, cookies or form)"},
           {"{nothing_else: [query, query]}", "'query' is listed twice (name it once)"},
       })
    expect_bad(one);
}

TEST(Fields, EqualitiesBecomeFacets) {
  const Loaded loaded{
      "{query: {a: 1, b: {equals: 2, starts_with: 2}, c: {equals: x, ignoring_case: true}, d: {not: {equals: y}}, "
      "e: {values: [1]}}, headers: {X-Id: 7}, cookies: {k: v}, body: {form: {f: 9}}}"};
  ASSERT_EQ(loaded.loading.message(), "");
  std::vector<std::string> facets;
  for (const MatcherPtr& condition : loaded.spec.conditions) {
    std::vector<Facet> found;
    condition->facets(found);
    for (const Facet& facet : found)
      facets.push_back(std::to_string(static_cast<int>(facet.key.kind)) + ' ' + facet.key.name + '=' + facet.value);
  }
  EXPECT_THAT(facets, ::testing::ElementsAre("0 a=1", "0 b=2", "1 x-id=7", "2 k=v", "3 f=9"));
}

TEST(Fields, NearTextsAreNearerThanAbsentOnes) {
  const auto distance = [](std::string_view target) {
    const Loaded loaded{"{query: {scope: new}}"};
    const http::Request request = make_request(std::string{"GET "} + std::string{target});
    std::vector<Difference> differences;
    loaded.spec.explain(http::RequestView{request}, differences);
    return differences.at(0).distance;
  };
  EXPECT_LT(distance("/?scope=nww"), distance("/?scope=elsewhere"));
  EXPECT_LT(distance("/?scope=elsewhere"), distance("/"));
}

TEST(Fields, ManyRepeatsCostNoMatch) {
  std::string target = "GET /?";
  for (int index = 0; index < 1000; ++index) target += "a=" + std::to_string(index) + '&';
  expect_case({"{query: {a: 999}}", make_request(target), ""});
  expect_case({"{query: {a: {absent: true}}}", make_request(target),
               "query a: is absent; \"0\", \"1\", \"2\" and 997 more; remove the query field a"});
}

}  // namespace
}  // namespace phantomime::matchers::testing
