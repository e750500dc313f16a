#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"
#include "phantomime/formats/exchange_formats/masked_errors.hpp"

#include "conversions.hpp"

namespace phantomime::formats {
namespace {

using namespace testing_support;
using testing::HasSubstr;

/// A HAR of entries that are JSON each.
std::string har(const std::string& entries) { return R"({"log": {"version": "1.2", "entries": [)" + entries + "]}}"; }

/// An entry with these members of its request and response.
std::string entry(const std::string& request, const std::string& response, const std::string& more = "") {
  return R"({"startedDateTime": "2026-11-25T10:00:00.5+01:00", "time": 12.5, )" + more +
         R"("request": {"method": "GET", "url": "https://h/a?b", "httpVersion": "HTTP/1.1", "headers": [])" + request +
         R"(}, "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [])" + response +
         R"(}, "timings": {"blocked": 1, "send": 0.25, "wait": 2, "receive": 1}})";
}

TEST(Har, ReadsAnEntry) {
  const auto read =
      read_text("har", har(entry(R"(, "postData": {"text": "sent"})",
                                 R"(, "content": {"text": "aGk=", "encoding": "base64"})", R"("connection": "7", )")));
  ASSERT_TRUE(read.errors.empty()) << render(read.errors);
  ASSERT_EQ(read.exchanges.size(), 1U);
  const auto& exchange = read.exchanges.front();
  EXPECT_EQ(exchange.origin, "https://h");
  EXPECT_EQ(exchange.request.target, "/a?b");
  EXPECT_EQ(exchange.began, *parse_instant("2026-11-25T09:00:00.5Z"));
  EXPECT_EQ(exchange.request_took, std::chrono::microseconds{1250});
  EXPECT_EQ(exchange.first_byte, std::chrono::microseconds{3250});
  EXPECT_EQ(exchange.took, std::chrono::microseconds{12500});
  EXPECT_EQ(exchange.connection, 7U);
  EXPECT_EQ(exchange.request.body.bytes, "sent");
  EXPECT_EQ(exchange.response->body.bytes, "hi");
}

TEST(Har, ReadsWhatBrowsersWrite) {
  // HTTP/2 with its own fields, lower case names, one line for several Set-Cookie, a decoded body, no body at all.
  const std::string browser = R"json({
    "startedDateTime": "2026-11-25T10:00:00.000Z", "time": 1, "_priority": "High", "serverIPAddress": "127.0.0.1",
    "request": {"method": "GET", "url": "https://h/x", "httpVersion": "http/2.0",
      "headers": [{"name": ":method", "value": "GET"}, {"name": ":authority", "value": "h"}, {"name": "accept", "value": "*/*"}]},
    "response": {"status": 200, "statusText": "", "httpVersion": "http/2.0",
      "headers": [{"name": "set-cookie", "value": "a=1\nb=2"}, {"name": "content-encoding", "value": "gzip"},
                  {"name": "content-length", "value": "5"}],
      "content": {"size": 11, "mimeType": "text/plain", "text": "hello world"}}, "timings": {}, "cache": {}})json";
  const auto read = read_text("har", har(browser));
  ASSERT_TRUE(read.errors.empty()) << render(read.errors);
  const auto& exchange = read.exchanges.at(0);
  EXPECT_EQ(exchange.request.headers, (http::Headers{{"Host", "h"}, {"accept", "*/*"}}));
  EXPECT_EQ(exchange.response->headers,
            (http::Headers{{"set-cookie", "a=1"}, {"set-cookie", "b=2"}, {"content-length", "11"}}));
  EXPECT_TRUE(read.lost("HTTP/2"));
  EXPECT_TRUE(read.lost("content codings"));
  EXPECT_TRUE(read.lost("addresses of servers"));
}

TEST(Har, ASizeWithoutTextIsABodyThatWasNotKept) {
  const auto read = read_text("har", har(entry("", R"(, "content": {"size": 12, "mimeType": "image/png"})")));
  ASSERT_EQ(read.exchanges.size(), 1U);
  EXPECT_EQ(read.exchanges[0].response->body.kept, recording::Body::Kept::not_kept);
  EXPECT_EQ(read.exchanges[0].response->body.size, 12U);
}

TEST(Har, FormsAreMadeOfTheirParameters) {
  const auto read = read_text("har", har(entry(R"(, "postData": {"mimeType": "application/x-www-form-urlencoded",
                       "params": [{"name": "a b", "value": "1&2"}, {"name": "c"}]})",
                                               "")));
  ASSERT_EQ(read.exchanges.size(), 1U) << render(read.errors);
  EXPECT_EQ(read.exchanges[0].request.body.bytes, "a%20b=1%262&c");
}

TEST(Har, WhatWentOverNoWireIsLost) {
  std::string browser = entry("", "");
  browser.replace(browser.find("https://h/a?b"), 13, "data:image/png");
  const auto read = read_text("har", har(browser));
  EXPECT_TRUE(read.errors.empty()) << render(read.errors);
  EXPECT_TRUE(read.exchanges.empty());
  EXPECT_TRUE(read.lost("data:"));
}

TEST(Har, EveryMistakeIsTold) {
  struct Row {
    std::string what, entry, told;
  };
  const std::string good = entry("", "");
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = good;
    changed.replace(changed.find(from), from.size(), to);
    return changed;
  };
  const std::vector<Row> rows{
      {"no request", R"({"response": {}})", "has no 'request'"},
      {"no mapping", "7", "the integer 7"},
      {"a bad time", with("2026-11-25T10", "yesterday"), "file:1:"},
      {"a bad url", with("https://h/a?b", "http:///x"), "is no http or https URL"},
      {"a url with a blank host", with("https://h/a?b", "https://a b/"), "is no http or https URL"},
      {"a bad method", with("\"GET\"", "\"G T\""), "is no method"},
      {"a bad status", with("200", "\"ok\""), "status"},
      {"a huge status", with("200", "1e400"), "status"},
      {"a huge time", with("12.5", "1e300"), "no time in milliseconds"},
      {"a reason with a line break", with("\"OK\"", "\"O\\nK\""), "a reason phrase"},
      {"a header's name", with("\"headers\": []", R"("headers": [{"name": "a b", "value": ""}])"),
       "no name of a header"},
      {"a header's value", with("\"headers\": []", R"("headers": [{"name": "a", "value": "x\r\u0000"}])"),
       "line break"},
      {"headers that are no list", with("\"headers\": []", R"("headers": {"a": 1})"), "a list"},
  };
  for (const Row& row : rows) {
    const auto read = read_text("har", har(row.entry));
    ASSERT_FALSE(read.errors.empty()) << row.what;
    EXPECT_THAT(render(read.errors), HasSubstr(row.told)) << row.what;
    EXPECT_TRUE(read.errors.front().where) << row.what;
    // The others are used, and what was left out is said.
    const auto lenient = read_text("har", har(good + ", " + row.entry + ", " + good), Broken::left_out);
    EXPECT_TRUE(lenient.errors.empty()) << row.what << render(lenient.errors);
    EXPECT_EQ(lenient.exchanges.size(), 2U) << row.what;
    ASSERT_EQ(lenient.left_out.size(), 1U) << row.what;
    EXPECT_EQ(lenient.left_out[0].what, "entry 2");
  }
}

TEST(Har, AllErrorsOfAFileAreTold) {
  const auto read = read_text("har", har("1, 2, " + entry("", "") + ", 3"));
  EXPECT_EQ(read.errors.size(), 3U);
}

TEST(Har, ATornFileGivesItsWholeEntriesWhereThatIsWanted) {
  const std::string whole = har(entry("", "") + ",\n" + entry(", \"postData\": {\"text\": \"second\"}", ""));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string torn = whole.substr(0, size);
    EXPECT_FALSE(read_text("har", torn).errors.empty()) << size;
    const auto lenient = read_text("har", torn, Broken::left_out);
    const std::size_t first_ends = whole.find(",\n"), second_ends = whole.rfind("]}}");
    const std::size_t expected = size >= second_ends ? 2U : size >= first_ends ? 1U : 0U;
    EXPECT_EQ(lenient.exchanges.size(), expected) << size;
    EXPECT_FALSE(lenient.errors.empty() && lenient.left_out.empty()) << size;
  }
}

TEST(Har, DeepNestingIsRefused) {
  const auto read = read_text("har", R"({"log": {"entries": [)" + std::string(100'000, '['));
  ASSERT_EQ(read.errors.size(), 1U);
  EXPECT_EQ(read.errors[0].code, ErrorCode::limit);
}

TEST(Har, WritesWhatTheFormatAsksFor) {
  Losses losses;
  auto exchange = with_bodies("a=1&b=2", "{}");
  exchange.request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
  exchange.request.headers.add("Cookie", "c=d");
  exchange.request.target = "/x?q=%20r&s";
  exchange.response->headers.add("Set-Cookie", "sid=1; Path=/p; HttpOnly");
  exchange.response->headers.add("Location", "/next");
  const auto files = format_named("har").write(std::vector{exchange}, Layout::file, losses);
  const auto json = parse_json(files.at(""));
  ASSERT_TRUE(json);
  const Json& log = (*json)["log"];
  EXPECT_EQ(log["version"], "1.2");
  EXPECT_EQ(log["creator"]["name"], "phantomime");
  const Json& one = log["entries"][0];
  // Every member that HAR 1.2 requires.
  for (const char* key : {"startedDateTime", "time", "request", "response", "cache", "timings"})
    EXPECT_TRUE(one.contains(key)) << key;
  for (const char* key :
       {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"})
    EXPECT_TRUE(one["request"].contains(key)) << key;
  for (const char* key : {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL",
                          "headersSize", "bodySize"})
    EXPECT_TRUE(one["response"].contains(key)) << key;
  for (const char* key : {"send", "wait", "receive"}) EXPECT_GE(one["timings"][key].get<double>(), 0) << key;
  EXPECT_EQ(one["request"]["url"], "https://phantom.example/x?q=%20r&s");
  EXPECT_EQ(one["request"]["queryString"], Json::parse(R"([{"name":"q","value":" r"},{"name":"s","value":""}])"));
  EXPECT_EQ(one["request"]["cookies"], Json::parse(R"([{"name":"c","value":"d"}])"));
  EXPECT_EQ(one["request"]["postData"]["params"],
            Json::parse(R"([{"name":"a","value":"1"},{"name":"b","value":"2"}])"));
  EXPECT_EQ(one["response"]["cookies"], Json::parse(R"([{"name":"sid","value":"1","path":"/p","httpOnly":true}])"));
  EXPECT_EQ(one["response"]["redirectURL"], "/next");
}

TEST(Har, MaskedErrorsShowNamesAndNoValues) {
  const std::string text =
      R"({"log": {"entries": [{"request": {"headers": [{"name": "Authorization", "value": "hunter2 é\"hunter2"}], "method": 7, "url": "x"}}]}})";
  const auto read = read_text("har", text);
  ASSERT_FALSE(read.errors.empty());
  MaskedErrors masks;
  const std::string plain = render(read.errors), masked = render(masks.masked(read.errors));
  EXPECT_THAT(plain, HasSubstr("hunter2"));
  EXPECT_THAT(masked, testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(masked, HasSubstr("\"value\": \"******"));
  const auto caret = [](const std::string& shown) { return shown.find('^') - shown.rfind('\n', shown.find('^')); };
  EXPECT_EQ(caret(plain), caret(masked));
  // YAML too.
  const auto cassette =
      read_text("vcr", "http_interactions:\n- request: {method: get}\n  token: hunter2\n  response: hunter2\n");
  ASSERT_FALSE(cassette.errors.empty());
  EXPECT_THAT(render(masks.masked(cassette.errors)), testing::Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace phantomime::formats
