// The words of C++ say what those of the scenario language say: each is written out as a pack, which is loaded again.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;
using namespace std::chrono_literals;
using testing::HasSubstr;

ServerOptions no_sockets() { return {.sockets = ServerOptions::Sockets::none, .allow_unmatched = true}; }

struct Said {
  RequestMatcher request;
  Request reaches;
  Request misses;
};

Request post_of(std::string body, std::vector<HeaderLine> headers = {}) {
  return {.method = "POST", .target = "/a", .headers = std::move(headers), .body = std::move(body)};
}

Said body_said(const BodyMatcher& body, std::string reaches, std::string misses) {
  return {post("/a").body(body), post_of(std::move(reaches)), post_of(std::move(misses))};
}

std::vector<Said> requests() {
  const Request any{.target = "/a"};
  return {
      {get("/a").query("q", 2), {.target = "/a?q=2"}, any},
      {get("/a").query("q", "2"), {.target = "/a?q=2"}, {.target = "/a?q=02"}},
      {get("/a").query("q", bare()), {.target = "/a?q"}, {.target = "/a?q=1"}},
      {get("/a").query("q", values({1, "b"})), {.target = "/a?q=1&q=b"}, {.target = "/a?q=1"}},
      {get("/a").query("q", contains("x") && not_so(equals("xx"))), {.target = "/a?q=xxx"}, {.target = "/a?q=xx"}},
      {get("/a").query("q", starts_with("a")).query("q", ends_with("b")),
       {.target = "/a?q=acb"},
       {.target = "/a?q=ac"}},
      {get("/a").header("X", matches("[0-9]+")), {.target = "/a", .headers = {{"x", "12"}}}, any},
      {get("/a").header("X", absent()), any, {.target = "/a", .headers = {{"X", ""}}}},
      {get("/a").cookie("c", present()), {.target = "/a", .headers = {{"Cookie", "c=1"}}}, any},
      {get("/a").query("n", greater_than(1) && at_most(3.5)), {.target = "/a?n=3.5"}, {.target = "/a?n=1"}},
      {get("/a").query("n", at_least(1) && less_than(3)), {.target = "/a?n=1"}, {.target = "/a?n=3"}},
      {get("/a").query("q", any_of({"a", 1}).ignoring_case()), {.target = "/a?q=A"}, {.target = "/a?q=b"}},
      {get("/a").tolerating_trailing_slash(), {.target = "/a/"}, {.target = "/b"}},
      {get("/a").query("a", 1).nothing_else({"query"}), {.target = "/a?a=1"}, {.target = "/a?a=1&b=1"}},
      {get("/a").basic("ann", "secret"),
       {.target = "/a", .headers = {{"Authorization", "Basic YW5uOnNlY3JldA=="}}},
       any},
      {get("/a").bearer(starts_with("ey")), {.target = "/a", .headers = {{"Authorization", "Bearer eyJ"}}}, any},
      {get("/a").without_credentials(), any, {.target = "/b"}},
      {request("/a").with("method: [PUT, PATCH]\nany: [{query: {a: 1}}, {query: {b: 1}}]"),
       {.method = "PATCH", .target = "/a?b=1"},
       {.method = "PUT", .target = "/a"}},
      {any_request().query("${q}", "$${x}"), {.target = "/?%24%7Bq%7D=%24%24%7Bx%7D"}, any},
      {"PROPFIND /a", {.method = "PROPFIND", .target = "/a"}, any},
      {put("/a"), {.method = "PUT", .target = "/a"}, any},
      {patch("/a"), {.method = "PATCH", .target = "/a"}, any},
      {del("/a"), {.method = "DELETE", .target = "/a"}, any},
      {head("/a"), {.method = "HEAD", .target = "/a"}, any},
      body_said(json_body(R"({"a": 1.0, "b": ["x"]})"), R"({"b": ["x"], "a": 1})", "{}"),
      body_said(json_like(R"({"id": "<integer>"})") && ignoring({"extra_members"}), R"({"id": 7, "x": 1})",
                R"({"id": "7"})"),
      body_said(json_path("$.a", "1") && json_path("$.b[*]", greater_than(3)), R"({"a": "1", "b": [1, 4]})",
                R"({"a": 1, "b": [4]})"),
      body_said(json_schema(R"({"type": "object", "required": ["a"]})"), R"({"a": 1})", "{}"),
      body_said(xml_path("/order/id", 7), "<order><id>7</id></order>", "<order/>"),
      body_said(form_field("user", "ann"), "user=ann", "user=bob"),
      body_said(body_size(at_most(3)), "abc", "abcd"),
      body_said(body_digest("md5", "900150983cd24fb0d6963f7d28e17f72"), "abc", "abd"),
      body_said(text_body(contains("oo")), "foo", "bar"),
  };
}

TEST(Words, OfARequestSayWhatAPackSays) {
  for (const Said& said : requests()) {
    MockServer server{no_sockets()};
    server.given(said.request).respond(status(200)).named("it");
    EXPECT_EQ(server.answer(said.reaches).status, 200) << said.reaches;
    EXPECT_EQ(server.answer(said.misses).status, 404) << said.misses;

    const std::string written = server.to_yaml();
    MockServer again{yaml(written), no_sockets()};
    EXPECT_EQ(again.answer(said.reaches).status, 200) << written;
    EXPECT_EQ(again.answer(said.misses).status, 404) << written;
  }
}

struct Answered {
  Response response;
  int status = 200;
  std::string body;
  std::string header;  ///< `Name: value`
};

std::vector<Answered> responses() {
  return {
      {status(200).json(R"({"a": 1.10, "b": [null, true]})"), 200, R"({"a":1.10,"b":[null,true]})",
       "Content-Type: application/json"},
      {status(201).json(R"({"a": "\u00e4"})").spelling("python"), 201, R"({"a": "\u00e4"})", ""},
      {status(200).text("1.10"), 200, "1.10", "Content-Type: text/plain; charset=utf-8"},
      {status(200).text("${HOME} $${x}"), 200, "${HOME} $${x}", ""},
      {status(200).text("line\nline\ttab \x01"), 200, "line\nline\ttab \x01", ""},
      {status(200).bytes(std::string_view{"\0\xff", 2}), 200, std::string{"\0\xff", 2},
       "Content-Type: application/octet-stream"},
      {status(200).rendered("{{ request.method }}"), 200, "GET", ""},
      {status(200).computed(R"({"path": "{{ request.path }}"})"), 200, R"({"path":"/a"})", ""},
      {status(200).header("X", "no").header("X", "yes"), 200, "", "X: no"},
      {status(200).text("a").without_header("Content-Type"), 200, "a", ""},
      {status(404).reason("Gone Fishing"), 404, "", ""},
      {status(200).text("abc").coding("identity").chunks({1, 2}), 200, "abc", ""},
      {status(200).delay(5ms), 200, "", ""},
      {status(200).text("abc").fault("{drip: {bytes: 1, every: 1ms}}"), 200, "abc", ""},
      {status(200).text("a").text("b"), 200, "b", ""},
      {Response{}, 200, "", ""},
      {status(200).with("json: {a: 1}\ndelay: {uniform: [1ms, 2ms]}"), 200, R"({"a":1})", ""},
      {sequence({status(503), status(200).text("later")}), 503, "", ""},
  };
}

TEST(Words, OfAResponseSayWhatAPackSays) {
  for (const Answered& answered : responses()) {
    SCOPED_TRACE(answered.body);
    MockServer server{no_sockets()};
    server.given(get("/a")).respond(answered.response).named("it");
    MockServer again{yaml(server.to_yaml()), no_sockets()};
    const Reply first = server.answer({.target = "/a"}), second = again.answer({.target = "/a"});
    EXPECT_EQ(first.status, answered.status);
    EXPECT_EQ(first.body, answered.body);
    if (!answered.header.empty()) {
      const auto colon = answered.header.find(": ");
      EXPECT_EQ(first.header(answered.header.substr(0, colon)), answered.header.substr(colon + 2));
    }
    EXPECT_EQ(first.status, second.status) << server.to_yaml();
    EXPECT_EQ(first.reason, second.reason);
    EXPECT_EQ(first.headers, second.headers);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(first.delay, second.delay);
    EXPECT_EQ(first.fault, second.fault);
  }
}

TEST(Words, OfAStubSayWhatAPackSays) {
  MockServer server{yaml(R"(
    machines:
      door: {initial: shut, transitions: {open: {from: shut, to: wide}, shut: {from: wide, to: shut}}}
  )"),
                    no_sockets()};
  server.given(get("/door")).respond(status(200).text("wide")).with("state: {door: wide}").named("an open door");
  server.given(put("/door/open"))
      .respond(status(204))
      .with("do: [{fire: {machine: door, transition: open}}]")
      .named("open it")
      .priority(3)
      .times(Times::at_most(2));
  EXPECT_EQ(server.answer({.target = "/door"}).status, 404);
  EXPECT_EQ(server.answer({.method = "PUT", .target = "/door/open"}).status, 204);
  EXPECT_EQ(server.answer({.target = "/door"}).body, "wide");
  const std::string written = server.to_yaml();
  EXPECT_THAT(written, HasSubstr("priority: 3"));
  EXPECT_THAT(written, HasSubstr("at_most: 2"));
  EXPECT_THAT(written, HasSubstr("name: an open door"));
  server.reset();
  EXPECT_EQ(server.answer({.method = "PUT", .target = "/door/open"}).status, 404) << "said at run time: gone";
}

TEST(WrittenPack, TakesItsExamplesFromWhatCame) {
  MockServer server{no_sockets()};
  server.given(post("/a/{id}").body(json_path("$.n", greater_than(3)))).respond(status(200)).named("it");
  EXPECT_THROW(static_cast<void>(server.to_yaml()), std::invalid_argument);
  static_cast<void>(server.answer({.method = "POST", .target = "/a/1", .body = R"({"n": 4})"}));
  EXPECT_THAT(server.to_yaml(), HasSubstr(R"({\"n\": 4})"));
}

TEST(WrittenPack, HoldsNoSecretOfWhatCame) {
  MockServer server{no_sockets()};
  server.given(request("/a/{id}")).respond(status(200)).named("it");
  static_cast<void>(server.answer({.method = "POST",
                                   .target = "/a/1?token=geheim",
                                   .headers = {{"Authorization", "Basic geheim"}},
                                   .body = R"({"password": "geheim"})"}));
  EXPECT_THAT(server.to_yaml(), testing::Not(HasSubstr("geheim")));
}

TEST(WrittenPack, RefusesCode) {
  MockServer server{no_sockets()};
  server.given(get("/a")).respond([](const Request&) { return status(200); }).named("in code");
  try {
    static_cast<void>(server.to_yaml());
    FAIL() << "it was written";
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), HasSubstr("'in code' answers in code"));
  }
}

TEST(WrittenPack, IsPlayedFromItsFolder) {
  const auto folder = std::filesystem::temp_directory_path() / ("phantomime-" + std::to_string(::getpid()));
  MockServer server{no_sockets()};
  server.given(get("/a")).respond(status(200).text("first"));
  server.given(get("/a")).respond(status(200).text("second"));
  server.write_pack(folder);
  MockServer again{pack(folder.string()), no_sockets()};
  EXPECT_EQ(again.answer({.target = "/a"}).body, server.answer({.target = "/a"}).body);
  std::filesystem::remove_all(folder);
  EXPECT_THROW(server.write_pack("/dev/null/no"), std::runtime_error);
}

}  // namespace
