// Findings written back: what lines change, and that the pack agrees afterwards with what the server said.
#include "phantomime/formats/acceptance/acceptance.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"
#include "phantomime/contract/compare.hpp"
#include "phantomime/contract/quarantine.hpp"

#include "support/memory_file_store.hpp"

namespace phantomime::formats {
namespace {

using contract::Finding;
using contract::FindingKind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::MemoryFileStore;
using Kind = Acceptance::Outcome::Kind;

constexpr const char* note = "accepted: http://live, 2026-11-26";

/// What a pack finds in an answer of a server to `GET /a`.
std::vector<Finding> findings_in(const MemoryFileStore& store, const std::string& body, int status = 200,
                                 const std::vector<std::pair<std::string, std::string>>& headers = {}) {
  Errors errors;
  const ChangedFiles files{store};
  const auto pack = OpenedPack::open(files, "p", "", errors);
  EXPECT_TRUE(pack) << render(errors);
  if (!pack) return {};
  const auto contract = pack->contract_of("a", errors);
  EXPECT_TRUE(errors.empty()) << render(errors);
  http::Request request;
  request.method = "GET";
  request.target = "/a";
  contract::Observed observed;
  observed.request = &request;
  observed.status = status;
  observed.headers.add("Content-Type", "application/json");
  for (const auto& [name, value] : headers) observed.headers.add(name, value);
  observed.body = body;
  return compare(*contract, observed).findings;
}

std::string shown(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings)
    text += std::string{to_string(finding.kind)} + ' ' + finding.place + ", expected " + finding.expected + ", came " +
            finding.actual + '\n';
  return text;
}

MemoryFileStore pack_with(const std::string& yaml) {
  return MemoryFileStore{{"p/pack.yaml", "phantomime: 1\n" + yaml}};
}

std::string inline_pack(const std::string& json, const std::string& more = "") {
  return "stubs:\n  - name: a\n    request: GET /a\n    response: {json: " + json + "}\n" + more;
}

/// Accepts all that an answer differs in, and holds the answer against the pack again.
void accept_all(MemoryFileStore& store, const std::string& body) {
  const std::vector<Finding> findings = findings_in(store, body);
  ASSERT_FALSE(findings.empty());
  Errors errors;
  const auto acceptance = Acceptance::open(store, "p", "", errors);
  ASSERT_TRUE(acceptance) << render(errors);
  for (const Finding& finding : findings) {
    const auto outcome = acceptance->propose(finding, note);
    ASSERT_NE(outcome.kind, Kind::refused) << shown({finding}) << outcome.why;
    acceptance->take(outcome);
  }
  for (const auto& [path, text] : acceptance->changed()) store.add(path, text);
  EXPECT_EQ(shown(findings_in(store, body)), "");
}

std::string read(const MemoryFileStore& store, const std::string& path) {
  auto text = store.read(path, 1U << 20);
  return text ? *text : std::string{"(not there)"};
}

TEST(Acceptance, WritesARuleOfItsOwnWhereNothingElseSaysIt) {
  const struct {
    const char* name;
    const char* json;
    const char* body;
    const char* rule;
  } rows[] = {
      {"a type", "{id: 1}", R"({"id": "x"})", "$.id: {type: [string, integer], provenance: recorded, note: '%'}"},
      {"null", "{id: 1}", R"({"id": null})", "$.id: {type: [integer, 'null'], provenance: recorded, note: '%'}"},
      {"missing", "{id: 1, b: 2}", R"({"id": 1})", "$.b: {optional: true, provenance: recorded, note: '%'}"},
      {"extra", "{id: 1}", R"({"id": 1, "new": [1]})",
       "$.new: {type: array, optional: true, provenance: recorded, note: '%'}"},
      {"an extra null", "{id: 1}", R"({"id": 1, "new": null})",
       "$.new: {optional: true, provenance: recorded, note: '%'}"},
      {"of elements", "{data: [{id: 1}]}", R"({"data": [{"id": 1}, {"id": null}]})",
       "$.data[*].id: {type: [integer, 'null'], provenance: recorded, note: '%'}"},
      {"a decimal", "{id: 1}", R"({"id": 1.5})", "$.id: {type: number, provenance: recorded, note: '%'}"},
      {"a wider format", "{t: '2020-01-22T19:39:43.239000Z'}", R"({"t": "2016-01-15T22:15:58.05319+00:00"})",
       "$.t: {format: timestamp, provenance: recorded, note: '%'}"},
      {"no format", "{t: '2020-01-22T19:39:43.239000Z'}", R"({"t": "soon"})",
       "$.t: {ignore: true, provenance: recorded, note: '%'}"},
      {"JSON in a string", R"({m: '{"s": 1}'})", R"({"m": "{\"s\": \"x\"}"})",
       "$.m.s: {type: [string, integer], provenance: recorded, note: '%'}"},
      {"an odd name", "{id: 1}", R"({"id": 1, "a b": 1})",
       "'$[''a b'']': {type: integer, optional: true, provenance: recorded, note: '%'}"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    MemoryFileStore store = pack_with(inline_pack(row.json));
    accept_all(store, row.body);
    std::string rule = row.rule;
    rule.replace(rule.find('%'), 1, note);
    EXPECT_EQ(read(store, "p/contracts.yaml"), "phantomime: 1\ncontracts:\n  a:\n    body:\n      " + rule + "\n");
  }
}

TEST(Acceptance, ChangesTheRuleThatSaysIt) {
  const struct {
    const char* name;
    const char* json;
    const char* before;
    const char* body;
    const char* after;
  } rows[] = {
      {"a list of values", "{s: x}", "$.s: {one_of: [x, y], provenance: documented} # both", R"({"s": "z"})",
       "$.s: {one_of: [x, y, z], provenance: recorded, note: '%'} # both"},
      {"a word", "{s: 1}", "$.s: integer", R"({"s": "z"})", "$.s: {type: [integer, string], note: '%'}"},
      {"a list of types", "{s: 1}", "$.s: {type: [integer, boolean]}", R"({"s": "z"})",
       "$.s: {type: [integer, boolean, string], note: '%'}"},
      {"a bound", "{s: 1}", "$.s: {min: 0, max: 9}", R"({"s": 12})", "$.s: {min: 0, max: 12, note: '%'}"},
      {"a format", "{s: '2020-01-22T19:39:43.239000Z'}", "$.s: {format: timestamp_micros, note: seen}",
       R"({"s": "2020-01-22T19:39:43+00:00"})", "$.s: {format: timestamp, note: 'seen; %'}"},
      {"one that forbids", "{s: 1}", "$.t: {absent: true}", R"({"s": 1, "t": 1})",
       "$.t: {type: integer, optional: true, note: '%'}"},
      {"an order", "{s: [1, 2]}", "$.s: {order: ascending}", R"({"s": [2, 1]})", "$.s: {order: any, note: '%'}"},
      {"a number of elements", "{s: [1, 2]}", "$.s: {max: 2}", R"({"s": [2, 1, 3]})", "$.s: {max: 3, note: '%'}"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string head = inline_pack(row.json) + "contracts:\n  # of a\n  a:\n    body:\n      ";
    MemoryFileStore store = pack_with(head + row.before + "\n");
    accept_all(store, row.body);
    std::string after = row.after;
    after.replace(after.find('%'), 1, note);
    EXPECT_EQ(read(store, "p/pack.yaml"), "phantomime: 1\n" + head + after + "\n");
  }
}

/// A pack that plays and explains one fixture.
MemoryFileStore fixture_pack(const std::string& provenance) {
  return MemoryFileStore{
      {"p/pack.yaml", "phantomime: 1\nstubs:\n  - {name: a, request: GET /a, response: {file: x/a.json}}\n"},
      {"p/fixtures/x/a.json", "{\n\"id\": 1,\n\"name\": \"n\",\n\"when\": \"2020-01-22T19:39:43.239000Z\"\n}\n"},
      {"p/fixtures/x/fixtures.yaml",
       "phantomime: 1\nsources:\n  s: {title: S, product: P, versions: ['1'], evidence: e}\nfixtures:\n  a.json:\n"
       "    provenance: " +
           provenance + "\n    source: s\n    section: here\n    note: by hand\n"}};
}

TEST(Acceptance, ChangesTheFixtureAndSaysSoInItsManifest) {
  MemoryFileStore store = fixture_pack("recorded");
  accept_all(store, R"({"id": "1", "when": "2020-01-22T19:39:43Z", "more": {"x": 1.50}})");
  EXPECT_EQ(read(store, "p/fixtures/x/a.json"),
            "{\n\"id\": \"1\",\n\"when\": \"2020-01-22T19:39:43Z\",\n\"more\": {\"x\": 1.50}\n}\n");
  EXPECT_THAT(read(store, "p/fixtures/x/fixtures.yaml"),
              testing::EndsWith("note: 'by hand; in part accepted: http://live, 2026-11-26'\n"));
  EXPECT_EQ(read(store, "p/contracts.yaml"), "(not there)");
}

TEST(Acceptance, LeavesWhatAPagePrintsAsItIs) {
  MemoryFileStore store = fixture_pack("documented");
  const std::string before = read(store, "p/fixtures/x/a.json");
  accept_all(store, R"({"id": "1", "name": "n", "when": "2020-01-22T19:39:43.239000Z"})");
  EXPECT_EQ(read(store, "p/fixtures/x/a.json"), before);
  EXPECT_THAT(read(store, "p/contracts.yaml"), HasSubstr("$.id: {type: [string, integer]"));
}

TEST(Acceptance, PutsWhatItWritesToWhatIsThere) {
  MemoryFileStore store = pack_with(inline_pack("{id: 1, b: 2}"));
  store.add("p/contracts.yaml",
            "# Ours.\r\nphantomime: 1\r\ncontracts:\r\n  \"a\":\r\n    body:\r\n"
            "      \"$.b\": {min: 0} # why\r\n");
  accept_all(store, R"({"id": null})");
  EXPECT_EQ(read(store, "p/contracts.yaml"),
            "# Ours.\r\nphantomime: 1\r\ncontracts:\r\n  \"a\":\r\n    body:\r\n"
            "      \"$.b\": {min: 0, optional: true, note: '" +
                std::string{note} +
                "'} # why\r\n"
                "      $.id: {type: [integer, \"null\"], provenance: recorded, note: \"" +
                std::string{note} + "\"}\r\n");
}

TEST(Acceptance, WritesStatusesAndHeaders) {
  MemoryFileStore store = pack_with(
      "stubs:\n  - {name: a, request: GET /a, response: {json: {id: 1}, headers: {X-Api: one, Link: next}}}\n");
  Errors errors;
  for (const bool status : {true, false}) {
    const auto findings =
        status ? findings_in(store, "{}", 202) : findings_in(store, R"({"id": 1})", 200, {{"X-Api", "two"}});
    ASSERT_EQ(findings.size(), status ? 1u : 2u) << shown(findings);
    const auto acceptance = Acceptance::open(store, "p", "", errors);
    ASSERT_TRUE(acceptance);
    for (const Finding& finding : findings) {
      const auto outcome = acceptance->propose(finding, note);
      ASSERT_EQ(outcome.kind, Kind::changed) << outcome.why;
      acceptance->take(outcome);
    }
    for (const auto& [path, text] : acceptance->changed()) store.add(path, text);
  }
  const std::string contracts = read(store, "p/contracts.yaml");
  EXPECT_THAT(contracts, HasSubstr("status: [200, 202]"));
  EXPECT_THAT(contracts, HasSubstr("X-Api: {one_of: [one, two], provenance: recorded"));
  EXPECT_THAT(contracts, HasSubstr("Link: {optional: true, provenance: recorded"));
  EXPECT_THAT(findings_in(store, "{}", 202), IsEmpty());
  EXPECT_EQ(shown(findings_in(store, R"({"id": 1})", 200, {{"X-Api", "two"}})), "");
}

TEST(Acceptance, RefusesWithAReason) {
  const std::string pack =
      inline_pack("{id: 1, s: abc, password: x, big: 1}",
                  "contracts:\n  a:\n    body: {$.s: {regex: '[a-z]+'}}\n    always: ['{{ answer.id < 5 }}']\n");
  const struct {
    std::string body;
    FindingKind kind;
    const char* why;
  } rows[] = {
      {R"({"id": 1, "s": "A1", "password": "x", "big": 1})", FindingKind::format, "for a person to decide"},
      {R"({"id": 9, "s": "a", "password": "x", "big": 1})", FindingKind::invariant, "rule that computes"},
      {R"({"id": 1, "s": "a", "password": 7, "big": 1})", FindingKind::type, "it holds a secret"},
      {R"({"id": 1, "s": "a", "password": "x", "big": ")" + std::string(5000, 'x') + "\"}", FindingKind::type,
       "it is too long"},
      {"<html>", FindingKind::not_json, "cannot be read"},
  };
  MemoryFileStore store = pack_with(pack);
  Errors errors;
  const auto acceptance = Acceptance::open(store, "p", "", errors);
  ASSERT_TRUE(acceptance) << render(errors);
  for (const auto& row : rows) {
    const auto findings = findings_in(store, row.body);
    ASSERT_EQ(findings.size(), 1u) << shown(findings);
    ASSERT_EQ(findings[0].kind, row.kind);
    const auto outcome = acceptance->propose(findings[0], note);
    EXPECT_EQ(outcome.kind, Kind::refused);
    EXPECT_THAT(outcome.why, HasSubstr(row.why));
    EXPECT_THAT(outcome.texts, IsEmpty());
  }
  Finding engine = findings_in(store, R"({"s": "a", "password": "x", "big": 1})").at(0);
  engine.blame = contract::Blame::engine;
  EXPECT_THAT(acceptance->propose(engine, note).why, HasSubstr("the replay is at fault"));
  engine.blame = contract::Blame::unknown;
  engine.stub = "b";
  EXPECT_THAT(acceptance->propose(engine, note).why, HasSubstr("no stub 'b'"));
}

TEST(Acceptance, SaysThatThePackSaysSoAlready) {
  MemoryFileStore store = pack_with(inline_pack("{id: 1, b: 1}"));
  const auto findings = findings_in(store, R"({"id": 1})");
  accept_all(store, R"({"id": 1})");
  Errors errors;
  EXPECT_EQ(Acceptance::open(store, "p", "", errors)->propose(findings.at(0), note).kind, Kind::agreed);
}

TEST(Acceptance, PutsAFindingIntoQuarantineAndRenewsIt) {
  MemoryFileStore store = pack_with(inline_pack("{id: 1, b: 1, c: 1}"));
  const auto findings = findings_in(store, R"({"id": 1})");
  ASSERT_EQ(findings.size(), 2u);
  Errors errors;
  const auto acceptance = Acceptance::open(store, "p", "", errors);
  const Instant now = *parse_instant("2026-11-26");
  for (const Finding& finding : findings) {
    const auto outcome = acceptance->propose_quarantine(finding, {"ann", "it's mended in 8.5.1", "2026-12-31"}, now);
    ASSERT_EQ(outcome.kind, Kind::changed) << outcome.why;
    acceptance->take(outcome);
  }
  const std::string first =
      "phantomime: 1\nquarantine:\n  - finding: {stub: a, place: $.b, kind: missing}\n    owner: ann\n"
      "    reason: 'it''s mended in 8.5.1'\n    until: ";
  const std::string second =
      "  - finding: {stub: a, place: $.c, kind: missing}\n    owner: ann\n    reason: 'it''s mended in 8.5.1'\n"
      "    until: 2026-12-31\n";
  EXPECT_EQ(acceptance->text_of("p/quarantine.yaml"), first + "2026-12-31\n" + second);
  const auto renewed = acceptance->propose_quarantine(findings[0], {"ann", "it's mended in 8.5.1", "2027-01-31"}, now);
  ASSERT_EQ(renewed.kind, Kind::changed) << renewed.why;
  acceptance->take(renewed);
  EXPECT_EQ(acceptance->text_of("p/quarantine.yaml"), first + "2027-01-31\n" + second);
  EXPECT_THAT(acceptance->propose_quarantine(findings[0], {"ann", "x", "2027-12-31"}, now).why, HasSubstr("180 days"));
}

}  // namespace
}  // namespace phantomime::formats
