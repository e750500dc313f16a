#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conversions.hpp"

namespace phantomime::formats {
namespace {

using namespace testing_support;
using testing::HasSubstr;

constexpr std::string_view head =
    R"({"info": {"name": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, )";

std::string collection(const std::string& items, const std::string& more = "") {
  return std::string{head} + more + "\"item\": [" + items + "]}";
}

TEST(Postman, ReadsSavedResponsesInFolders) {
  const auto read = read_text("postman", collection(R"json(
    {"name": "folder", "auth": {"type": "basic", "basic": [{"key": "username", "value": "ann"}, {"key": "password", "value": "{{pw}}"}]},
     "item": [{"name": "create", "request": {"method": "GET", "url": "https://unused/"}, "response": [
      {"name": "created", "status": "Created", "code": 201, "responseTime": 12,
       "header": [{"key": "Content-Type", "value": "application/json"}, {"key": "X", "value": "1", "disabled": true}],
       "body": "{\"id\": 1}", "originalRequest": {"method": "POST",
        "header": [{"key": "X-A", "value": "{{a}}"}],
        "url": {"raw": "unused", "host": ["{{base}}"], "path": ["users", ":id"], "variable": [{"key": "id", "value": "7"}],
                "query": [{"key": "q", "value": "1"}, {"key": "bare", "value": null}, {"key": "off", "value": "x", "disabled": true}]},
        "body": {"mode": "raw", "raw": "{\"n\": {{n}}}", "options": {"raw": {"language": "json"}}}}}]},
      {"name": "no answer", "request": "https://h/", "response": []}]})json",
                                                    R"("variable": [{"key": "base", "value": "https://{{host}}"},
      {"key": "host", "value": "api.example:8443"}, {"key": "a", "value": "b"}, {"key": "n", "value": 5}, {"key": "pw", "value": "s"}], )"));
  ASSERT_TRUE(read.errors.empty()) << render(read.errors);
  ASSERT_EQ(read.exchanges.size(), 1U);
  const auto& exchange = read.exchanges[0];
  EXPECT_EQ(exchange.origin, "https://api.example:8443");
  EXPECT_EQ(exchange.request.method, "POST");
  EXPECT_EQ(exchange.request.target, "/users/7?q=1&bare");
  EXPECT_EQ(exchange.request.body.bytes, "{\"n\": 5}");
  EXPECT_EQ(exchange.request.headers,
            (http::Headers{{"X-A", "b"}, {"Content-Type", "application/json"}, {"Authorization", "Basic YW5uOnM="}}));
  EXPECT_EQ(exchange.response->status, 201);
  EXPECT_EQ(exchange.response->reason, "Created");
  EXPECT_EQ(exchange.response->headers, (http::Headers{{"Content-Type", "application/json"}}));
  EXPECT_EQ(exchange.took, std::chrono::milliseconds{12});
  EXPECT_TRUE(read.lost("requests without a saved response"));
}

TEST(Postman, VariablesWithoutAValueAreToldAndLeadNowhere) {
  const auto read = read_text(
      "postman",
      collection(
          R"({"name": "n", "request": {"url": "{{baseUrl}}/x/{{y}}"}, "response": [{"code": 200, "header": "A: 1\nB: 2\n"}]})"));
  ASSERT_EQ(read.exchanges.size(), 1U) << render(read.errors);
  EXPECT_EQ(read.exchanges[0].origin, "http://baseUrl.invalid");
  EXPECT_EQ(read.exchanges[0].request.target, "/x/{{y}}");
  EXPECT_EQ(read.exchanges[0].response->headers, (http::Headers{{"A", "1"}, {"B", "2"}}));
  EXPECT_TRUE(read.lost("{{baseUrl}}"));
  EXPECT_TRUE(read.lost("{{y}}"));
}

TEST(Postman, VariablesInCirclesEnd) {
  const auto read =
      read_text("postman", collection(R"({"name": "n", "request": "https://h/{{a}}", "response": [{"code": 200}]})",
                                      R"("variable": [{"key": "a", "value": "{{a}}{{a}}{{a}}{{a}}"}], )"));
  ASSERT_EQ(read.exchanges.size(), 1U);
  EXPECT_LT(read.exchanges[0].request.target.size(), 2U << 20);
}

TEST(Postman, Mistakes) {
  const auto told = [](const std::string& text) { return render(read_text("postman", text).errors); };
  EXPECT_THAT(told(std::string{head} + "\"requests\": []}"), HasSubstr("version 1"));
  EXPECT_THAT(told(collection("7")), HasSubstr("file:1:"));
  EXPECT_THAT(told(collection(R"({"name": "n", "request": "https://h/", "response": [{}]})")), HasSubstr("no 'code'"));
  EXPECT_THAT(told(collection(R"({"name": "n", "request": {"method": "GET"}, "response": [{"code": 200}]})")),
              HasSubstr("no 'url'"));
}

}  // namespace
}  // namespace phantomime::formats
