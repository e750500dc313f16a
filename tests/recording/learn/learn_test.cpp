// Three recordings of one journey are classified as a person would.
#include "phantomime/recording/learn/learn.hpp"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/sessions.hpp"

namespace phantomime::recording {
namespace {

using testing_support::journey;
using testing_support::journey_values;
using testing_support::SessionMaker;

struct Expected {
  std::string shape, where;
  MemberClass kind;
};

constexpr auto constant = MemberClass::constant, increasing = MemberClass::increasing, bound = MemberClass::bound,
               enumerated = MemberClass::enumerated, a_time = MemberClass::time, a_free = MemberClass::free;

/// Written by hand, looking at the journey and not at what the program says.
std::vector<Expected> expected() {
  std::vector<Expected> table = {
      {"POST /login", "request.path.0", constant},
      {"POST /login", "request.body/user", constant},
      {"POST /login", "request.body/password", constant},
      {"POST /login", "response.body/token", a_free},
      {"POST /login", "response.body/expires_in", constant},
      {"POST /login", "response.body/server_time", a_time},
      {"POST /rest/container", "request.path.0", constant},
      {"POST /rest/container", "request.path.1", constant},
      {"POST /rest/container", "request.body/name", a_free},
      {"POST /rest/container", "request.body/label", constant},
      {"POST /rest/container", "response.body/id", increasing},
      {"POST /rest/container", "response.body/success", constant},
      {"GET /rest/container/{}", "request.path.0", constant},
      {"GET /rest/container/{}", "request.path.1", constant},
      {"GET /rest/container/{}", "request.path.2", bound},
      {"GET /rest/container/{}", "response.body/id", bound},
      {"GET /rest/container/{}", "response.body/name", bound},
      {"GET /rest/container/{}", "response.body/create_time", a_time},
      {"GET /rest/container/{}", "response.body/hash", a_free},
      {"GET /rest/container/{}", "response.body/owner", enumerated},
      {"GET /rest/container/{}", "response.body/url", bound},
      {"GET /rest/container/{}", "response.body/open", constant},
      {"GET /rest/container/{}", "response.header.X-Request-Id", a_free},
      {"POST /rest/playbook_run", "request.path.0", constant},
      {"POST /rest/playbook_run", "request.path.1", constant},
      {"POST /rest/playbook_run", "request.body/container_id", bound},
      {"POST /rest/playbook_run", "request.body/playbook_id", constant},
      {"POST /rest/playbook_run", "request.body/run", constant},
      {"POST /rest/playbook_run", "response.body/playbook_run_id", increasing},
      {"POST /rest/playbook_run", "response.body/received", constant},
      {"GET /rest/playbook_run/{}", "request.path.0", constant},
      {"GET /rest/playbook_run/{}", "request.path.1", constant},
      {"GET /rest/playbook_run/{}", "request.path.2", bound},
      {"GET /rest/playbook_run/{}", "response.body/id", bound},
      {"GET /rest/playbook_run/{}", "response.body/status", enumerated},
      {"GET /rest/playbook_run/{}", "response.body/container", bound},
      {"GET /rest/playbook_run/{}", "response.body/cached", enumerated},
      {"GET /rest/playbook_run/{}", "response.body/loads", increasing},
      {"GET /rest/playbook_run/{}", "response.body/due", a_time},
      {"GET /rest/version", "request.path.0", constant},
      {"GET /rest/version", "request.path.1", constant},
      {"GET /rest/version", "response.body/version", constant},
      {"GET /rest/version", "response.body/features", constant},
      {"DELETE /rest/container/{}", "request.path.0", constant},
      {"DELETE /rest/container/{}", "request.path.1", constant},
      {"DELETE /rest/container/{}", "request.path.2", bound},
      {"DELETE /rest/container/{}", "response.body/success", constant},
      {"DELETE /rest/container/{}", "response.body/message", bound},
  };
  for (const std::string shape :
       {"POST /login", "POST /rest/container", "GET /rest/container/{}", "POST /rest/playbook_run",
        "GET /rest/playbook_run/{}", "GET /rest/version", "DELETE /rest/container/{}"}) {
    table.push_back({shape, "request.header.Host", constant});
    table.push_back({shape, "response.status", constant});
    table.push_back({shape, "response.header.Server", constant});
    table.push_back({shape, "response.header.Date", a_time});
    table.push_back({shape, "response.header.Content-Type", constant});
    if (shape.starts_with("POST")) table.push_back({shape, "request.header.Content-Type", constant});
  }
  return table;
}

std::vector<Recording> three_recordings() {
  std::vector<Recording> recordings;
  for (const auto& values : journey_values()) recordings.push_back(journey(values));
  return recordings;
}

TEST(Learn, ClassifiesAJourneyAsAPersonDoes) {
  const auto recordings = three_recordings();
  const auto steps = align(recordings);
  std::map<std::pair<std::string, std::string>, LearnedMember> learned;
  for (const LearnedMember& member : learn(steps))
    learned.emplace(std::pair{steps[member.step].shape, member.where}, member);
  std::size_t right = 0;
  const auto table = expected();
  for (const Expected& row : table) {
    const auto found = learned.find({row.shape, row.where});
    ASSERT_NE(found, learned.end()) << row.shape << ' ' << row.where;
    const bool same = found->second.kind == row.kind;
    right += same ? 1 : 0;
    EXPECT_TRUE(same) << row.shape << ' ' << row.where << " is " << to_string(found->second.kind) << ", expected "
                      << to_string(row.kind) << ": " << found->second.evidence;
  }
  EXPECT_EQ(learned.size(), table.size()) << "members that the table does not have";
  EXPECT_GE(right * 100, table.size() * 95);
}

TEST(Learn, SaysWhereABoundValueWasFirst) {
  const auto recordings = three_recordings();
  const auto steps = align(recordings);
  for (const LearnedMember& member : learn(steps)) {
    if (steps[member.step].shape != "DELETE /rest/container/{}" || member.where != "response.body/message") continue;
    EXPECT_EQ(steps[member.bound_step].shape, "POST /rest/container");
    EXPECT_EQ(member.bound_where, "response.body/id");
    EXPECT_FALSE(member.whole);
    return;
  }
  FAIL() << "no such member";
}

TEST(Learn, AlignsByShapeAndOrderAndLeavesOutWhatOnlyOneHas) {
  SessionMaker a{"a"}, b{"b"};
  for (SessionMaker* session : {&a, &b}) {
    session->add("GET /poll/7?x=1", "", 200, R"({"n":1})");
    session->add("GET /poll/8?x=2", "", 200, R"({"n":2})");
  }
  a.add("GET /poll/9?x=3", "", 200, R"({"n":3})");
  b.add("GET /only", "", 200, R"({"n":3})");
  const std::vector<Recording> recordings = {a.recording(), b.recording()};
  const auto steps = align(recordings);
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[0].shape, "GET /poll/{}?x");
  EXPECT_EQ(steps[1].runs[1]->request.target, "/poll/8?x=2");
  EXPECT_EQ(steps[2].runs[1], nullptr);
  EXPECT_EQ(steps[3].runs[0], nullptr);
  for (const LearnedMember& member : learn(steps)) EXPECT_LT(member.step, 2u) << member.where;
}

TEST(Learn, TellsNumbersThatGrowFromChance) {
  struct Case {
    std::vector<std::string> values;
    MemberClass kind;
  };
  const std::vector<Case> cases = {{{"1", "2", "3"}, increasing},
                                   {{"100", "900", "1500"}, increasing},
                                   {{"3", "2", "9"}, a_free},
                                   {{"12", "88120", "9912345"}, a_free},
                                   {{"1", "1", "2"}, enumerated},
                                   {{"\"on\"", "\"off\"", "\"auto\""}, enumerated},
                                   {{"true", "false", "true"}, enumerated},
                                   {{"null", "true", "false"}, enumerated},
                                   {{"1.5", "2.25", "0.5"}, a_free},
                                   {{"5", "5", "5"}, constant}};
  for (const Case& one : cases) {
    std::vector<Recording> recordings;
    const std::vector<std::string> began = {"2026-11-25T10:00:00Z", "2026-11-25T11:00:00Z", "2026-11-25T12:00:00Z"};
    for (std::size_t at = 0; at < one.values.size(); ++at) {
      SessionMaker session{"r", began[at].c_str()};
      session.add("GET /v", "", 200, "{\"v\":" + one.values[at] + "}");
      recordings.push_back(session.recording());
    }
    const auto steps = align(recordings);
    for (const LearnedMember& member : learn(steps))
      if (member.where == "response.body/v") {
        EXPECT_EQ(member.kind, one.kind) << one.values.front() << ' ' << to_string(member.kind);
      }
  }
}

}  // namespace
}  // namespace phantomime::recording
