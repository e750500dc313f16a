#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conversions.hpp"

namespace phantomime::formats {
namespace {

using namespace testing_support;
using testing::HasSubstr;

constexpr std::string_view vcr = R"(---
http_interactions:
- request:
    method: get
    uri: http://user:pass@localhost:7777/foo?a=b%20c
    body:
      encoding: US-ASCII
      string: ''
    headers:
      Accept:
      - "*/*"
      Accept-Encoding:
      - gzip
      - deflate
  response:
    status:
      code: 200
      message: OK
    headers:
      Content-Type:
      - text/html;charset=utf-8
      Content-Length:
      - '9'
      Set-Cookie:
      - a=1
      - b=2
    body:
      encoding: UTF-8
      string: Hello foo
    http_version: '1.1'
  recorded_at: Tue, 01 Nov 2011 04:58:44 GMT
- request:
    method: post
    uri: https://localhost/bin
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        AAH+/w==
    headers: {}
  response:
    status: {code: 404, message: Not Found}
    headers: {}
    body:
      encoding: ASCII-8BIT
      base64_string: |
        aGVs
        bG8=
    http_version:
  recorded_at: Tue, 01 Nov 2011 04:58:45 GMT
recorded_with: VCR 6.1.0
)";

constexpr std::string_view vcrpy = R"(interactions:
- request:
    body: null
    headers: &id001
      Accept: ['*/*']
      User-Agent: [!!python/unicode 'requests']
    method: GET
    uri: https://h/a
  response:
    body: {string: !!binary "H4sIAAAAAAAA/8tIzcnJBwCGphA2BQAAAA=="}
    headers:
      content-encoding: [gzip]
    status: {code: 200, message: OK}
- request:
    body: a=1
    headers: *id001
    method: PUT
    uri: https://h/b
  response:
    body: {string: "caf\xE9 \0"}
    headers: {x: one}
    status: {code: 204, message: No Content}
version: 1
)";

TEST(Cassettes, ReadsThoseOfVcr) {
  const auto read = read_text("vcr", std::string{vcr});
  ASSERT_TRUE(read.errors.empty()) << render(read.errors);
  ASSERT_EQ(read.exchanges.size(), 2U);
  const auto& first = read.exchanges[0];
  EXPECT_EQ(first.request.method, "GET");
  EXPECT_EQ(first.origin, "http://localhost:7777");
  EXPECT_EQ(first.request.target, "/foo?a=b%20c");
  EXPECT_EQ(first.request.headers, (http::Headers{{"Accept", "*/*"},
                                                  {"Accept-Encoding", "gzip"},
                                                  {"Accept-Encoding", "deflate"},
                                                  {"Authorization", "Basic dXNlcjpwYXNz"}}));
  EXPECT_EQ(first.response->body.bytes, "Hello foo");
  EXPECT_EQ(first.response->headers.all("Set-Cookie").size(), 2U);
  EXPECT_EQ(first.began, *parse_instant("2011-11-01T04:58:44Z"));
  const auto& second = read.exchanges[1];
  EXPECT_EQ(second.request.body.bytes, (std::string{"\0\x01\xfe\xff", 4}));
  EXPECT_EQ(second.response->status, 404);
  EXPECT_EQ(second.response->reason, "Not Found");
  EXPECT_EQ(second.response->body.bytes, "hello");
  EXPECT_EQ(second.since_start, std::chrono::seconds{1});
}

TEST(Cassettes, ReadsThoseOfVcrpy) {
  const auto read = read_text("vcrpy", std::string{vcrpy});
  ASSERT_TRUE(read.errors.empty()) << render(read.errors);
  ASSERT_EQ(read.exchanges.size(), 2U);
  EXPECT_EQ(read.exchanges[0].response->body.bytes.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(read.exchanges[0].response->headers.find("content-encoding"), "gzip");  // as it was sent
  EXPECT_EQ(read.exchanges[1].request.headers.find("user-agent"), "requests");      // through the alias
  EXPECT_EQ(read.exchanges[1].request.body.bytes, "a=1");
  EXPECT_EQ(read.exchanges[1].response->body.bytes, (std::string{"café \0", 7}));
}

TEST(Cassettes, ReadsTheJsonOfVcrpyAndBetamax) {
  const auto py =
      read_text("vcrpy", R"({"version": 1, "interactions": [{"request": {"method": "GET", "uri": "http://h/",
    "body": null, "headers": {"A": ["1"]}}, "response": {"status": {"code": 200, "message": "OK"}, "headers": {},
    "body": {"string": "é"}}}]})");
  ASSERT_EQ(py.exchanges.size(), 1U) << render(py.errors);
  EXPECT_EQ(py.exchanges[0].response->body.bytes, "é");
  const auto betamax =
      read_text("betamax", R"({"http_interactions": [{"request": {"method": "GET", "uri": "https://httpbin.org/get",
    "body": {"encoding": "utf-8", "string": ""}, "headers": {"User-Agent": ["x"], "Old": "one"}},
    "response": {"body": {"encoding": null, "base64_string": "gA=="}, "headers": {}, "status": {"code": 200, "message": "OK"},
    "url": "https://httpbin.org/get"}, "recorded_at": "2013-08-31T00:00:01"}], "recorded_with": "betamax/0.4.1"})");
  ASSERT_EQ(betamax.exchanges.size(), 1U) << render(betamax.errors);
  EXPECT_EQ(betamax.exchanges[0].response->body.bytes, "\x80");
  EXPECT_EQ(betamax.exchanges[0].request.headers.find("Old"), "one");
  EXPECT_EQ(betamax.exchanges[0].began, *parse_instant("2013-08-31T00:00:01Z"));
}

TEST(Cassettes, MistakesAreToldWithTheirPlaces) {
  const auto replaced = [](std::string_view from, std::string_view to) {
    std::string text{vcr};
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  struct Row {
    std::string text, told;
  };
  const std::vector<Row> rows{
      {replaced("method: get", "verb: get"), "file:4:5:"},
      {replaced("method: get", "verb: get"), "has no 'method'"},
      {replaced("code: 200", "code: fine"), "a status is a number"},
      {replaced("http://user:pass@localhost:7777/foo?a=b%20c", "ftp://x"), "no http or https URL"},
      {replaced("AAH+/w==", "!!!!"), "file:"},
      {replaced("Tue, 01 Nov 2011 04:58:44 GMT", "long ago"), "file:"},
      {replaced("!binary", "!ruby/object:Evil"), "has no meaning here"},
      {replaced("recorded_with", "http_interactions"), "a second time"},
      {"http_interactions: 5", "a list"},
      {"other: 5", "has no 'http_interactions'"},
  };
  for (const Row& row : rows) {
    const auto read = read_text("vcr", row.text);
    ASSERT_FALSE(read.errors.empty()) << row.told;
    EXPECT_THAT(render(read.errors), HasSubstr(row.told));
  }
}

TEST(Cassettes, LenientKeepsTheGoodOnes) {
  std::string text{vcr};
  text.replace(text.find("code: 200"), 9, "code: bad");
  const auto read = read_text("vcr", text, Broken::left_out);
  EXPECT_TRUE(read.errors.empty());
  ASSERT_EQ(read.exchanges.size(), 1U);
  EXPECT_EQ(read.left_out.at(0).what, "interaction 1");
}

TEST(Cassettes, ATornOneGivesItsWholeInteractionsWhereThatIsWanted) {
  const std::string text{vcr};
  const std::size_t second = text.find("- request:", 100);
  const std::size_t in_flow = text.find("{code: 404,") + 11, in_uri = text.find("https://localhost/bin") + 21;
  ASSERT_GT(in_uri, second);
  for (const std::size_t cut : {in_flow, in_uri}) {
    const std::string torn = text.substr(0, cut) + "\n        {";
    EXPECT_FALSE(read_text("vcr", torn).errors.empty()) << cut;
    const auto read = read_text("vcr", torn, Broken::left_out);
    EXPECT_EQ(read.exchanges.size(), 1U) << cut << render(read.errors);
    EXPECT_FALSE(read.left_out.empty());
  }
}

TEST(Cassettes, OneThatEndsTooSoonIsDoubted) {
  const std::string text{vcr};
  EXPECT_TRUE(read_text("vcr", text).warnings.empty());
  const auto read = read_text("vcr", text.substr(0, text.find("recorded_with")));
  ASSERT_EQ(read.warnings.size(), 1U);
  EXPECT_THAT(read.warnings[0], HasSubstr("cut off"));
}

TEST(Cassettes, BombsOfAliasesAreRefused) {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char name = 'b'; name < 'k'; ++name) {
    const std::string before = "*" + std::string(1, static_cast<char>(name - 1));
    text += std::string(1, name) + ": &" + name + " [" + before;
    for (int times = 0; times < 8; ++times) text += "," + before;
    text += "]\n";
  }
  const auto read = read_text("vcr", text + "http_interactions: *j\n");
  ASSERT_FALSE(read.errors.empty());
  EXPECT_EQ(read.errors[0].code, ErrorCode::limit);
}

}  // namespace
}  // namespace phantomime::formats
