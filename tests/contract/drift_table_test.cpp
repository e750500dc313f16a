// Part 6's first bar, on the pack's own answers. tools/bench/drift prints the table.
#include "support/drift_table.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/linted.hpp"
#include "support/rooted_file_store.hpp"

namespace phantomime::contract {
namespace {

using ::testing::IsEmpty;

std::shared_ptr<const scenario::Edition> phantom() {
  auto scenario = testing_support::loaded(testing_support::RootedFileStore{PHANTOMIME_SOURCE_DIR}, "scenarios/phantom");
  return scenario ? std::make_shared<const scenario::Edition>(std::move(scenario)) : nullptr;
}

std::string readme() {
  std::ifstream file{PHANTOMIME_SOURCE_DIR "/README.md"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(DriftTable, EveryDriftOfThePhantomPackIsFoundAndNothingElse) {
  const auto edition = phantom();
  ASSERT_NE(edition, nullptr);
  const Contracts contracts = make_contracts(edition);
  EXPECT_EQ(render(contracts.errors), "");

  testing::DriftTable table;
  inject_drifts(edition, contracts, table);
  play_fresh_worlds(edition, contracts, 300, table);
  EXPECT_THAT(table.missed, IsEmpty());
  EXPECT_THAT(table.false_findings, IsEmpty());
  EXPECT_GE(table.injected(), 300u);
  EXPECT_EQ(table.fresh_runs, 300u);
  EXPECT_GE(table.fresh_answers, 3000u);
  for (const char* kind : {"type", "null", "missing", "extra", "renamed", "enum", "format", "order", "status", "header",
                           "count", "invariant"})
    EXPECT_GT(table.kinds[kind].injected, 0u) << kind;
  std::cout << table.text();
  EXPECT_THAT(readme(), ::testing::HasSubstr("```\n" + table.text() + "```\n")) << "tools/bench/drift --write mends it";
}

}  // namespace
}  // namespace phantomime::contract
