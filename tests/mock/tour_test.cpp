// A small client of Phantom and its tests: what README.md shows.
#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;
using testing::AllOf, testing::Contains, testing::StartsWith;

// The client that is tested: it starts a playbook and asks how far it is.
class PhantomClient {
 public:
  explicit PhantomClient(const std::string& url) : http_{url} { http_.set_basic_auth("admin", "changeme"); }

  std::string run(const std::string& playbook, int container) {
    const nlohmann::json body{{"playbook_id", playbook}, {"container_id", container}, {"scope", "new"}, {"run", true}};
    return ask(http_.Post("/rest/playbook_run", body.dump(), "application/json")).at("playbook_run_id");
  }
  std::string status(const std::string& run) { return ask(http_.Get("/rest/playbook_run/" + run)).at("status"); }

 private:
  static nlohmann::json ask(const httplib::Result& result) {
    if (!result) throw std::runtime_error("Phantom cannot be reached");
    if (result->status != 200) throw std::runtime_error("Phantom says " + std::to_string(result->status));
    return nlohmann::json::parse(result->body);
  }
  httplib::Client http_;
};

TEST(PhantomClientTest, StartsAPlaybookAndSeesItSucceed) {
  MockServer phantom{pack("phantom"), {.clock = "frozen"}};  // own port, own state; verified at the end of the scope
  PhantomClient client{phantom.url()};

  const std::string run = client.run("my_playbook", 42);
  EXPECT_EQ(client.status(run), "pending");
  phantom.clock().advance(std::chrono::seconds{1});  // nobody waits for it
  EXPECT_EQ(client.status(run), "running");
  phantom.clock().advance(std::chrono::minutes{1});
  EXPECT_EQ(client.status(run), "success");

  EXPECT_CALLED(phantom, post("/rest/playbook_run").body(json_path("$.scope", "new")), 1);
  EXPECT_CALLED_IN_ORDER(phantom, post("/rest/playbook_run"), get("/rest/playbook_run/" + run));
  EXPECT_THAT(phantom.requests(),
              Contains(AllOf(HasMethod("POST"), HasJsonBody(R"({"playbook_id": "my_playbook", "container_id": 42,
                                                                 "scope": "new", "run": true})"))));
}

TEST(PhantomClientTest, IsToldThatPhantomIsBusyAndTriesAgain) {
  MockServer phantom{pack("phantom")};
  phantom.given(post("/rest/playbook_run").body(json_path("$.playbook_id", "busy")))
      .respond(sequence({status(503).header("Retry-After", "1"), status(200).json(R"({"playbook_run_id": "7"})")}))
      .times(2);
  PhantomClient client{phantom.url()};

  EXPECT_THROW(client.run("busy", 42), std::runtime_error);
  EXPECT_EQ(client.run("busy", 42), "7");
  EXPECT_THAT(phantom.exchanges(), testing::ElementsAre(HasStatus(503), HasStatus(200)));
}

}  // namespace
