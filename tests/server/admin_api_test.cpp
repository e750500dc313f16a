#include "phantomime/server/admin_api.hpp"

#include <string>

#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

namespace phantomime::server {
namespace {

http::Request health() {
  http::Request request;
  request.method = "GET";
  request.target = "/__phantomime/health";
  request.peer = "127.0.0.1";
  request.headers.add("Host", "localhost:8080");
  return request;
}

http::Reply answer(const http::Request& request) { return answer_admin(request, {R"(["phantom-docs"])", 1500}); }

TEST(AdminApi, HealthSaysWhatIsPlayed) {
  const http::Reply reply = answer(health());
  EXPECT_EQ(reply.status, 200);
  const auto body = parse_json(reply.body_text());
  ASSERT_TRUE(body.ok());
  EXPECT_EQ(body->at("ready"), true);
  EXPECT_EQ(body->at("packs"), Json::parse(R"(["phantom-docs"])"));
  EXPECT_EQ(body->at("uptime_seconds"), 1.5);
}

TEST(AdminApi, OnlyTargetsUnderItsPrefixAreItsOwn) {
  EXPECT_TRUE(is_admin_target("/__phantomime/health"));
  EXPECT_TRUE(is_admin_target("/__phantomime/health?x=1"));
  EXPECT_TRUE(is_admin_target("http://localhost/__phantomime/health"));
  EXPECT_FALSE(is_admin_target("/__phantomimes"));
  EXPECT_FALSE(is_admin_target("/rest/__phantomime/health"));
  EXPECT_FALSE(is_admin_target("/?/__phantomime/"));
}

struct Row {
  const char* what;
  const char* peer;
  const char* host;
  const char* origin;
  int status;
};

TEST(AdminApi, AnswersOnlyOnLoopbackToNamesOfThisMachine) {
  const Row rows[] = {
      {"ipv6", "::1", "[::1]:8080", nullptr, 200},
      {"an address of loopback", "127.0.0.5", "127.0.0.1", nullptr, 200},
      {"its own page", "127.0.0.1", "localhost", "https://localhost:8443", 200},
      {"another machine", "192.0.2.7", "localhost", nullptr, 403},
      {"no peer known", "", "localhost", nullptr, 403},
      {"a rebound name", "127.0.0.1", "evil.example", nullptr, 403},
      {"a name that begins like loopback", "127.0.0.1", "localhost.evil.example", nullptr, 403},
      {"a name that begins like an address", "127.0.0.1", "127.evil.example", nullptr, 403},
      {"no Host", "127.0.0.1", nullptr, nullptr, 403},
      {"a page elsewhere", "127.0.0.1", "localhost", "https://evil.example", 403},
      {"a page of no origin", "127.0.0.1", "localhost", "null", 403},
  };
  for (const Row& row : rows) {
    http::Request request = health();
    request.peer = row.peer;
    request.headers = {};
    if (row.host) request.headers.add("Host", row.host);
    if (row.origin) request.headers.add("Origin", row.origin);
    EXPECT_EQ(answer(request).status, row.status) << row.what;
  }
}

TEST(AdminApi, RefusesOtherMethodsAndUnknownPaths) {
  http::Request request = health();
  request.method = "DELETE";
  EXPECT_EQ(answer(request).status, 405);
  EXPECT_EQ(*answer(request).headers.find("Allow"), "GET, HEAD");
  request = health();
  request.target = "/__phantomime/nothing";
  EXPECT_EQ(answer(request).status, 404);
}

}  // namespace
}  // namespace phantomime::server
