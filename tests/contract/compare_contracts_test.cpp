// A later version of a contract held against an earlier one: what breaks whom.
#include "phantomime/contract/compare_contracts.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/contract_of.hpp"

namespace phantomime::contract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A pack with one stub that answers this body; `more` are further keys of the stub or its response.
std::string pack_of(const std::string& body, const std::string& more = {}) {
  return "stubs:\n  - name: a\n    request: {method: GET, path: /a}\n" + more + "    response:\n      json: " + body +
         "\n";
}

std::vector<std::string> differences(const std::string& before, const std::string& after) {
  const ContractOf was{before}, is{after};
  EXPECT_EQ(was.errors() + is.errors(), "");
  if (!was.edition() || !is.edition()) return {"not loaded"};
  std::vector<std::string> texts;
  for (const Finding& finding : compare_contracts(was.of("a"), is.of("a")).findings)
    texts.push_back(std::string{to_string(finding.impact)} + ' ' + std::string{to_string(finding.kind)} + ' ' +
                    finding.place);
  return texts;
}

struct Row {
  std::string what, before, after;
  std::vector<std::string> found;
};

TEST(CompareContracts, TellsBreakingFromCompatible) {
  const std::string rule = "    contract: {body: {'$.a': ";
  const std::vector<Row> rows{
      {"nothing", pack_of("{a: 1}"), pack_of("{a: 2}"), {}},
      {"a member is gone", pack_of("{a: 1, b: 2}"), pack_of("{a: 1}"), {"breaking missing $.b"}},
      {"a member came", pack_of("{a: 1}"), pack_of("{a: 1, b: 2}"), {"compatible extra $.b"}},
      {"another type", pack_of("{a: 1}"), pack_of("{a: x}"), {"breaking type $.a"}},
      {"deep in lists", pack_of("{r: [{a: 1}]}"), pack_of("{r: [{a: true}]}"), {"breaking type $.r[*].a"}},
      {"sometimes null", pack_of("{r: [{a: 1}]}"), pack_of("{r: [{a: 1}, {a: null}]}"), {"breaking null $.r[*].a"}},
      {"never null", pack_of("{r: [{a: 1}, {a: null}]}"), pack_of("{r: [{a: 1}]}"), {"compatible type $.r[*].a"}},
      {"sometimes missing",
       pack_of("{r: [{a: 1, b: 1}]}"),
       pack_of("{r: [{a: 1, b: 1}, {b: 1}]}"),
       {"breaking missing $.r[*].a"}},
      {"another format of time",
       pack_of("{a: '2020-01-22T19:39:43.239000Z'}"),
       pack_of("{a: '2020-01-22 19:39:43.239+00'}"),
       {"breaking format $.a"}},
      {"no time", pack_of("{a: '2020-01-22T19:39:43.239000Z'}"), pack_of("{a: x}"), {"breaking format $.a"}},
      {"a wider list of values",
       pack_of("{a: x}", rule + "{one_of: [x, y]}}}\n"),
       pack_of("{a: x}", rule + "{one_of: [x, y, z]}}}\n"),
       {"breaking value $.a"}},
      {"a narrower list of values",
       pack_of("{a: x}", rule + "{one_of: [x, y]}}}\n"),
       pack_of("{a: x}", rule + "{one_of: [x]}}}\n"),
       {"compatible value $.a"}},
      {"other bounds",
       pack_of("{a: 1}", rule + "{min: 0, max: 5}}}\n"),
       pack_of("{a: 1}", rule + "{min: 0, max: 9}}}\n"),
       {"breaking count $.a"}},
  };
  for (const Row& row : rows) EXPECT_EQ(differences(row.before, row.after), row.found) << row.what;
}

TEST(CompareContracts, LooksAtStatusHeadersAndWhetherThereIsABody) {
  const std::string before = "stubs:\n  - name: a\n    request: {method: GET, path: /a}\n";
  EXPECT_THAT(differences(before + "    response: {status: 200, json: {}}\n",
                          before + "    response: {status: 201, json: {}}\n"),
              ElementsAre("breaking status status"));
  EXPECT_THAT(differences(before + "    response: {json: {a: 1}}\n", before + "    response: {text: hello}\n"),
              testing::Contains("breaking type body"));
  EXPECT_THAT(
      differences(before + "    response: {headers: {X-A: '1'}, json: {}}\n", before + "    response: {json: {}}\n"),
      ElementsAre("compatible header header X-A"));
}

TEST(CompareContracts, CallsItNoiseWhereOnlyTheDocumentationIsAnother) {
  const std::string before = pack_of("{a: 1}"), after = pack_of("{a: 1}", "    provenance: recorded\n");
  const ContractOf was{before}, is{after};
  ASSERT_EQ(was.errors() + is.errors(), "");
  const Comparison compared = compare_contracts(was.of("a"), is.of("a"));
  ASSERT_FALSE(compared.findings.empty());
  for (const Finding& finding : compared.findings) EXPECT_EQ(finding.impact, Impact::noise) << finding.place;
  EXPECT_FALSE(compared.drifted());
}

TEST(CompareContracts, CountsWhatItHeld) {
  const ContractOf pack{pack_of("{a: 1}")};
  EXPECT_GT(compare_contracts(pack.of("a"), pack.of("a")).checked.all(), 0u);
}

}  // namespace
}  // namespace phantomime::contract
