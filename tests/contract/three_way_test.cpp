#include "phantomime/contract/three_way.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/contract_of.hpp"

namespace phantomime::contract {
namespace {

using ::testing::IsEmpty;

/// A stub whose answer is a page's example.
testing_support::MemoryFileStore pack(const std::string& provenance) {
  return {{"p/a.yaml",
           "phantomime: 1\nstubs:\n  - {name: a, request: 'GET /a/{id:integer}', example: GET /a/1, response: {file: "
           "one.json}}\n"},
          {"p/fixtures/one.json", "{\"id\": 1, \"name\": \"x\"}\n"},
          {"p/fixtures/fixtures.yaml",
           "phantomime: 1\nsources: {page: {title: Things, product: Shop, versions: ['1'], evidence: a page}}\n"
           "fixtures:\n  one.json: {provenance: " +
               provenance + ", source: page, section: GET /a, note: n}\n"}};
}

struct Judged {
  Blame blame;
  std::size_t findings;
};

Judged judge(const std::string& provenance, const std::string& live_body, const std::string& replay_body = {}) {
  const auto store = pack(provenance);
  ContractOf made{store};
  EXPECT_EQ(made.errors(), "");
  const Observed live = made.answer(live_body, "GET /a/7");
  Replay replay{made.edition(), live.at};
  const auto own = replay.answer(made.of("a"), *live.request);
  EXPECT_TRUE(own);
  Observed played = own->observed();
  if (!replay_body.empty()) played.body = replay_body;
  const Comparison compared = compare_three_ways(made.of("a"), live, &played);
  return {compared.findings.empty() ? Blame::unknown : compared.findings.front().blame, compared.findings.size()};
}

TEST(ThreeWay, BlamesTheServerForWhatIsDocumentedAndReplayed) {
  EXPECT_EQ(judge("documented", R"({"id": "7", "name": "y"})").blame, Blame::server);
}

TEST(ThreeWay, BlamesTheFixtureForAGuess) {
  EXPECT_EQ(judge("assumed", R"({"id": "7", "name": "y"})").blame, Blame::fixture);
}

TEST(ThreeWay, BlamesTheFixtureWhereLiveAndReplayAgreeAgainstIt) {
  EXPECT_EQ(judge("documented", R"({"id": null, "name": "y"})", R"({"id": null, "name": "z"})").blame, Blame::fixture);
}

TEST(ThreeWay, BlamesTheFixtureForAMemberThatItLacks) {
  EXPECT_EQ(judge("documented", R"({"id": 7, "name": "y", "more": 1})").blame, Blame::fixture);
}

TEST(ThreeWay, BlamesTheEngineForWhatOnlyTheReplayBreaks) {
  EXPECT_EQ(judge("documented", R"({"id": 7, "name": "y"})", R"({"id": 7})").blame, Blame::engine);
}

TEST(ThreeWay, FindsNothingWhereAllAgree) { EXPECT_EQ(judge("documented", R"({"id": 7, "name": "y"})").findings, 0u); }

}  // namespace
}  // namespace phantomime::contract
