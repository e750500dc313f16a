#include "phantomime/contract/quarantine.hpp"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"
#include "phantomime/formats/yaml_reader.hpp"

#include "support/loading.hpp"

namespace phantomime::contract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Instant day(const std::string& text) { return *parse_instant(text); }

/// An entry with these members.
std::string entry(const std::string& members) { return "- {" + members + "}\n"; }
const std::string rest = "owner: ann, reason: the vendor mends it, until: 2026-12-31";
const std::string by_parts = "finding: {stub: 'a: list', place: '$.data[*].x', kind: missing}, ";

struct Loaded {
  Quarantine quarantine;
  std::string errors;
};
Loaded load(const std::string& yaml) {
  testing_support::Loading loading;
  Errors errors;
  static std::vector<std::shared_ptr<const Source>> kept;  // what locations point into
  kept.push_back(std::make_shared<const Source>("quarantine.yaml", yaml));
  const auto document = formats::read_yaml(kept.back(), errors);
  Loaded loaded;
  if (document) load_quarantine(document->root, loading.context, loaded.quarantine);
  loaded.errors = render(errors) + render(loading.errors);
  return loaded;
}

Comparison found(const std::string& id) {
  Comparison comparison;
  Finding finding;
  finding.id = id;
  finding.impact = Impact::breaking;
  comparison.findings.push_back(finding);
  return comparison;
}

TEST(Quarantine, NamesAFindingByItsIdOrByWhatMakesIt) {
  const std::string id = finding_id("a: list", "$.data[*].x", FindingKind::missing);
  const auto both = load(entry("finding: '0123456789abcdef', " + rest) + entry(by_parts + rest));
  ASSERT_EQ(both.errors, "");
  ASSERT_EQ(both.quarantine.entries.size(), 2u);
  EXPECT_EQ(both.quarantine.entries[0].finding, "0123456789abcdef");
  EXPECT_EQ(both.quarantine.entries[1].finding, id);
  EXPECT_EQ(both.quarantine.entries[1].stub, "a: list");
}

TEST(Quarantine, HoldsUpToItsLastDayAndNoLonger) {
  const auto loaded = load(entry(by_parts + rest));
  const std::string id = finding_id("a: list", "$.data[*].x", FindingKind::missing);
  const struct {
    const char* now;
    bool over;
  } rows[] = {{"2026-12-01T00:00:00Z", false}, {"2026-12-31T23:59:59Z", false}, {"2027-01-01T00:00:00Z", true}};
  for (const auto& row : rows) {
    Comparison comparison = found(id);
    std::vector<bool> used;
    set_aside(comparison, loaded.quarantine, day(row.now), used);
    ASSERT_TRUE(comparison.findings[0].set_aside) << row.now;
    EXPECT_EQ(comparison.findings[0].set_aside->over, row.over) << row.now;
    EXPECT_EQ(comparison.findings[0].set_aside->owner, "ann");
    EXPECT_EQ(comparison.drifted(), row.over) << row.now;
    EXPECT_EQ(comparison.count(Impact::breaking), row.over ? 1u : 0u) << row.now;
    EXPECT_EQ(comparison.set_aside(), row.over ? 0u : 1u) << row.now;
    EXPECT_THAT(used, ElementsAre(true));
  }
}

TEST(Quarantine, LeavesOtherFindingsAlone) {
  const auto loaded = load(entry(by_parts + rest));
  Comparison comparison = found(finding_id("a: list", "$.data[*].x", FindingKind::null));
  std::vector<bool> used;
  set_aside(comparison, loaded.quarantine, day("2026-12-01"), used);
  EXPECT_FALSE(comparison.findings[0].set_aside);
  EXPECT_TRUE(comparison.drifted());
  EXPECT_THAT(used, ElementsAre(false));
}

TEST(Quarantine, SaysWhereItIsWrong) {
  const struct {
    std::string text;
    const char* message;
  } rows[] = {
      {entry(by_parts + "reason: x, until: 2026-12-31"),
       "quarantine.yaml:1:3: error: a quarantine needs the key 'owner'"},
      {entry(by_parts + "owner: ann, until: 2026-12-31"), "needs the key 'reason'"},
      {entry(by_parts + "owner: ann, reason: x"), "needs the key 'until'"},
      {entry(rest), "needs the key 'finding'"},
      {entry(by_parts + "owner: '  ', reason: x, until: 2026-12-31"), "'owner' says nothing"},
      {entry(by_parts + "owner: ann, reason: x, until: 2026-02-30"), "'2026-02-30' is no date"},
      {entry(by_parts + "owner: ann, reason: x, until: soon"), "'soon' is no date"},
      {entry(by_parts + "owner: ann, reason: x, until: 2026-12-31T10:00:00Z"), "is no date"},
      {entry("finding: abc, " + rest), "'abc' is not the id of a finding"},
      {entry("finding: {stub: a, place: $.x}, " + rest), "needs the key 'kind'"},
      {entry("finding: {stub: a, place: $.x, kind: mising}, " + rest), "missing"},
      {entry("finding: '0123456789abcdef', who: ann, " + rest), "who"},
      {"a: 1\n", "quarantine.yaml:1:1"},
      {entry(by_parts + rest) + entry(by_parts + rest),
       "quarantine.yaml:2:3: error: this finding is in the quarantine"},
  };
  for (const auto& row : rows) EXPECT_THAT(load(row.text).errors, HasSubstr(row.message)) << row.text;
}

TEST(Quarantine, LastsNoLongerThanHalfAYear) {
  const auto loaded = load(entry(by_parts + rest));
  EXPECT_TRUE(check_quarantine(loaded.quarantine, day("2026-07-04")).empty());
  const Errors errors = check_quarantine(loaded.quarantine, day("2026-07-03"));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_THAT(render(errors),
              HasSubstr("quarantine.yaml:1:3: error: a quarantine until 2026-12-31 ends more than 180"));
}

}  // namespace
}  // namespace phantomime::contract
