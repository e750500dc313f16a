// Many answers to one kind of request as one check.
#include "phantomime/reports/contract_tally.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::reports {
namespace {

using testing::ElementsAre;
using Outcome = ContractReport::Check::Outcome;

contract::Comparison found(const std::string& id, contract::Impact impact = contract::Impact::breaking) {
  contract::Comparison comparison;
  comparison.checked.add(Provenance::recorded, 3);
  comparison.unproven = 2;
  comparison.findings.emplace_back().id = id;
  comparison.findings.back().impact = impact;
  return comparison;
}

TEST(ContractTally, KeepsEachFindingOnceAndCountsIt) {
  ContractTally tally{"GET /a", "a", {}};
  tally.add(found("1"));
  tally.add(found("2"));
  tally.add(found("1"));
  const auto check = std::move(tally).finish("pair");
  EXPECT_EQ(check.outcome, Outcome::drift);
  EXPECT_EQ(check.why, "3 pairs");
  ASSERT_EQ(check.comparison.findings.size(), 2u);
  EXPECT_EQ(check.comparison.findings[0].times, 2u);
  EXPECT_EQ(check.comparison.checked.recorded, 9u);
}

TEST(ContractTally, IsBounded) {
  ContractTally tally{"GET /a", "a", {}};
  for (int number = 0; number < 300; ++number) tally.add(found(std::to_string(number)));
  const auto check = std::move(tally).finish("pair");
  EXPECT_EQ(check.comparison.findings.size(), ContractTally::most_findings);
  EXPECT_EQ(check.comparison.more_findings, 100u);
}

TEST(ContractTally, TakesForProvenWhatOneAnswerShows) {
  ContractTally tally{"GET /a", "a", {}};
  tally.add(found("1"));
  contract::Comparison full;
  full.unproven = 0;
  tally.add(std::move(full));
  EXPECT_EQ(std::move(tally).finish("pair").comparison.unproven, 0u);
}

TEST(ContractTally, SaysWhatWasNotLookedAtWithHowOften) {
  ContractTally tally{"GET /a", "a", {}};
  tally.unchecked("no body");
  tally.unchecked("no body");
  tally.unchecked("other");
  const auto check = std::move(tally).finish("pair");
  EXPECT_EQ(check.outcome, Outcome::not_run);
  EXPECT_THAT(check.comparison.unchecked, ElementsAre("no body, 2 times", "other"));
}

TEST(ContractTally, OfNoiseAloneIsNoDrift) {
  ContractTally tally{"GET /a", "a", {}};
  tally.add(found("1", contract::Impact::noise));
  EXPECT_EQ(std::move(tally).finish("pair").outcome, Outcome::ok);
}

}  // namespace
}  // namespace phantomime::reports
