#include "phantomime/server/admin_api.hpp"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

#include "support/admin.hpp"

namespace phantomime::server {
namespace {

using testing::HasSubstr;

constexpr const char* pack = R"(phantomime: 1
stubs:
  - {name: hello, request: GET /hello, response: {text: hello}}
)";

TEST(AdminApi, HealthSaysWhatIsPlayed) {
  test::Admin admin{pack};
  const Json body = admin.ask_json("GET", "health");
  EXPECT_EQ(body.at("ready"), true);
  EXPECT_EQ(body.at("packs"), Json::parse(R"(["test"])"));
  EXPECT_EQ(body.at("uptime_seconds"), 1.5);
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
      {"its own page", "127.0.0.1", "localhost:8443", "http://localhost:8443", 200},
      {"the host it listens on", "127.0.0.1", "box.test:8080", nullptr, 200},
      {"another server on this machine", "127.0.0.1", "localhost:8443", "http://localhost:3000", 403},
      {"another machine", "192.0.2.7", "localhost", nullptr, 403},
      {"no peer known", "", "localhost", nullptr, 403},
      {"a rebound name", "127.0.0.1", "evil.example", nullptr, 403},
      {"a name that begins like loopback", "127.0.0.1", "localhost.evil.example", nullptr, 403},
      {"a name that begins like an address", "127.0.0.1", "127.evil.example", nullptr, 403},
      {"no Host", "127.0.0.1", nullptr, nullptr, 403},
      {"a page elsewhere", "127.0.0.1", "localhost", "https://evil.example", 403},
      {"a page of no origin", "127.0.0.1", "localhost", "null", 403},
  };
  test::Admin admin{pack};
  admin.view.hosts = {"box.test"};
  for (const Row& row : rows) {
    http::Request request = test::admin_request("GET", "health");
    request.peer = row.peer;
    request.headers = {};
    if (row.host) request.headers.add("Host", row.host);
    if (row.origin) request.headers.add("Origin", row.origin);
    const http::Reply reply = answer_admin(request, admin.view);
    EXPECT_EQ(reply.status, row.status) << row.what;
    EXPECT_EQ(*reply.headers.find("Content-Type"), row.status == 200 ? "application/json" : "application/problem+json");
  }
}

TEST(AdminApi, WithATokenItAnswersAnybodyWhoSendsItAndNobodyElse) {
  struct TokenRow {
    const char* peer;
    const char* authorization;
    const char* origin;
    int status;
  };
  const TokenRow rows[] = {
      {"192.0.2.7", "Bearer s3cret", nullptr, 200}, {"127.0.0.1", nullptr, nullptr, 401},
      {"127.0.0.1", "Bearer s3cre", nullptr, 401},  {"127.0.0.1", "Bearer s3crets3cret", nullptr, 401},
      {"127.0.0.1", "Basic s3cret", nullptr, 401},  {"127.0.0.1", "Bearer s3cret", "http://evil.example", 403},
      {"127.0.0.1", "Bearer ", nullptr, 401},
  };
  test::Admin admin{pack};
  admin.view.token = "s3cret";
  for (const TokenRow& row : rows) {
    http::Request request = test::admin_request("GET", "health");
    request.peer = row.peer;
    request.headers = {{"Host", "box.test"}};
    if (row.authorization) request.headers.add("Authorization", row.authorization);
    if (row.origin) request.headers.add("Origin", row.origin);
    const http::Reply reply = answer_admin(request, admin.view);
    EXPECT_EQ(reply.status, row.status) << (row.authorization ? row.authorization : "none");
    EXPECT_EQ(reply.headers.has("WWW-Authenticate"), row.status == 401);
    EXPECT_THAT(std::string{reply.body_text()}, testing::Not(HasSubstr("s3c")));
  }
}

TEST(AdminApi, RefusesWhatIsNotInItsTable) {
  test::Admin admin{pack};
  EXPECT_EQ(*admin.ask("PATCH", "stubs").headers.find("Allow"), "GET, HEAD, POST");
  EXPECT_EQ(*admin.ask("GET", "stubs/hello").headers.find("Allow"), "PUT, DELETE");
  EXPECT_EQ(admin.ask("HEAD", "health").status, 200);
  EXPECT_THAT(admin.ask_json("GET", "jurnal", "", 404)["detail"].get<std::string>(),
              HasSubstr("did you mean 'journal'"));
  for (const char* path : {"", "health/", "stubs/", "stubs/a/b"}) admin.ask_json("GET", path, "", 404);
  EXPECT_EQ(admin.ask_json("GET", "health", "{}", 400)["errors"][0]["pointer"], "");
  EXPECT_EQ(admin.ask_json("POST", "stubs", std::string(most_admin_body + 1, ' '), 413)["status"], 413);
  const Json unknown = admin.ask_json("GET", "journal?unmatchd=true", "", 400);
  EXPECT_EQ(unknown["errors"][0]["parameter"], "unmatchd");
  EXPECT_EQ(unknown["errors"][0]["hint"], "did you mean 'unmatched'?");
  admin.ask_json("GET", "journal?limit=1&limit=2", "", 400);
}

TEST(AdminApi, ItsTableHasNothingTwice) {
  std::set<std::string> routes, schemas;
  ASSERT_FALSE(admin_groups().empty());
  for (const AdminGroup& group : admin_groups()) {
    EXPECT_FALSE(group.routes.empty());
    for (const AdminRoute& route : group.routes) {
      EXPECT_TRUE(routes.insert(std::string{route.method} + " " + std::string{route.path}).second) << route.path;
      EXPECT_FALSE(route.summary.empty()) << route.path;
      EXPECT_NE(route.answer, nullptr) << route.path;
    }
    for (const NamedSchema& named : group.schemas)
      EXPECT_TRUE(schemas.insert(std::string{named.name}).second) << named.name;
  }
}

TEST(AdminApi, ItsDocumentHasEveryRoute) {
  test::Admin admin{pack};
  const Json document = admin.ask_json("GET", "openapi.json");
  std::size_t operations = 0, routes = 0;
  for (const Json& path : document["paths"]) operations += path.size();
  for (const AdminGroup& group : admin_groups()) routes += group.routes.size();
  EXPECT_EQ(operations, routes);
  EXPECT_EQ(document["paths"]["/stubs/{id}"]["put"]["parameters"][0]["name"], "id");
}

}  // namespace
}  // namespace phantomime::server
