#include "phantomime/formats/fixture_notes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/loaded.hpp"

namespace phantomime::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::MemoryFileStore;

constexpr const char* manifest =
    "phantomime: 1\n"
    "sources:\n"
    "  page: {title: A page, product: Acme, versions: [\"4.10\"], page: page.txt, last_modified: 2020-01-01}\n"
    "fixtures:\n"
    "  a.json: {provenance: documented, source: page, section: GET, table: t.one, as_printed: a.txt, errata: [E-1]}\n"
    "  b.json: {provenance: assumed, source: page, section: GET, note: a guess}\n";

constexpr const char* tables =
    "phantomime: 1\n"
    "tables:\n"
    "  t.one:\n"
    "    source: page\n"
    "    section: GET\n"
    "    endpoint: GET /a\n"
    "    side: response\n"
    "    members:\n"
    "      - {member: id, type: integer, json: [integer]}\n"
    "      - {member: name, required: optional, json: [string]}\n"
    "      - {member: id, type: twice, json: [string]}\n";

constexpr const char* errata =
    "phantomime: 1\n"
    "errata:\n"
    "  - id: E-1\n"
    "    page: page\n"
    "    endpoint: [GET /a, GET /b]\n"
    "    member: [id, name]\n"
    "    says: one\n"
    "    side: other\n"
    "    evidence: the page\n"
    "    amends:\n"
    "      - {table: t.one, member: id, json: [integer, \"null\"], presence: optional}\n"
    "      - {table: t.one, additional_members: true}\n"
    "  - {id: E-2, page: page, says: x, side: y, evidence: z, amends: {table: t.one, member: name, at: "
    "/list/*/name}}\n";

MemoryFileStore noted() {
  return MemoryFileStore{
      {"p/a.yaml",
       "phantomime: 1\nstubs:\n  - {name: a, request: GET /a, response: {file: acme/a.json}}\n"
       "  - {name: b, request: GET /b, response: {sequence: [{file: acme/a.json}, {file: acme/b.json}]}}\n"
       "  - {name: c, request: GET /c, response: {file: acme/b.json}, provenance: recorded}\n"
       "  - {name: d, request: GET /d, response: {text: d}}\n"},
      {"p/fixtures/acme/fixtures.yaml", manifest},
      {"p/fixtures/acme/tables/t.yaml", tables},
      {"p/fixtures/acme/errata.yaml", errata},
      {"p/fixtures/acme/README.md", "#"},
      {"p/fixtures/acme/a.json", "{\"id\": 1}"},
      {"p/fixtures/acme/a.txt", "{id: 1}"},
      {"p/fixtures/acme/b.json", "[]"}};
}

TEST(FixtureNotes, TellWhatFixturesAre) {
  const Loaded loaded = load(noted());
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  const auto& fixtures = loaded.scenario->facts.fixtures;
  ASSERT_EQ(fixtures.size(), 3u);
  EXPECT_EQ(fixtures[0].path, "acme/a.json");
  EXPECT_TRUE(fixtures[0].listed);
  EXPECT_EQ(fixtures[0].provenance, scenario::Provenance::documented);
  EXPECT_EQ(fixtures[0].table, "t.one");
  EXPECT_EQ(fixtures[0].as_printed, "acme/a.txt");
  EXPECT_EQ(fixtures[0].where.to_string(), "p/fixtures/acme/fixtures.yaml:5:3");
  EXPECT_EQ(fixtures[1].path, "acme/a.txt");
  EXPECT_TRUE(fixtures[1].used);
  EXPECT_FALSE(fixtures[1].listed);
}

TEST(FixtureNotes, GiveStubsTheirProvenanceTheWeakestFirst) {
  const Loaded loaded = load(noted());
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  const auto& stubs = loaded.scenario->stubs;
  EXPECT_EQ(stubs[0].provenance, scenario::Provenance::documented);
  EXPECT_EQ(stubs[1].provenance, scenario::Provenance::assumed);
  EXPECT_EQ(stubs[2].provenance, scenario::Provenance::recorded);
  EXPECT_EQ(stubs[3].provenance, scenario::Provenance::unstated);
}

TEST(FixtureNotes, ErrataAmendTables) {
  const Loaded loaded = load(noted());
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  ASSERT_EQ(loaded.scenario->facts.tables.size(), 1u);
  const auto& table = loaded.scenario->facts.tables[0];
  EXPECT_EQ(table.name, "t.one");
  EXPECT_TRUE(table.response);
  EXPECT_TRUE(table.additional_members);
  ASSERT_EQ(table.members.size(), 3u);
  for (const std::size_t id : {0u, 2u}) {  // a page's repetition is amended with it
    EXPECT_THAT(table.members[id].json, ElementsAre("integer", "null"));
    EXPECT_FALSE(table.members[id].required);
    EXPECT_THAT(table.members[id].errata, ElementsAre("E-1"));
  }
  EXPECT_FALSE(table.members[1].required);
  EXPECT_EQ(table.members[1].at, "/list/*/name");
}

struct Bad {
  const char* name;
  const char* file;  ///< under p/fixtures/acme
  const char* from;
  const char* to;
  const char* expected;
};

class BadNotes : public testing::TestWithParam<Bad> {};

TEST_P(BadNotes, AreLocatedErrors) {
  const Bad& bad = GetParam();
  std::string text = std::string{bad.file} == "fixtures.yaml" ? manifest
                     : std::string{bad.file} == "errata.yaml" ? errata
                                                              : tables;
  const std::size_t at = text.find(bad.from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string{bad.from}.size(), bad.to);
  MemoryFileStore store = noted();
  store.add("p/fixtures/acme/" + std::string{bad.file}, text);
  EXPECT_THAT(load(store).errors, HasSubstr("p/fixtures/acme/" + std::string{bad.file} + ":" + bad.expected));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadNotes,
    testing::Values(
        Bad{"ManifestVersion", "fixtures.yaml", "1\n", "3\n", "1:13: error: version 3 of the format is unknown"},
        Bad{"ManifestKey", "fixtures.yaml", "sources:", "source:", "2:1: error: unknown key 'source' in a manifest"},
        Bad{"SourceKey", "fixtures.yaml", "title", "titel", "3:10: error: unknown key 'titel' in a source"},
        Bad{"UnquotedVersion", "fixtures.yaml", "\"4.10\"", "4.10",
            "3:51: error: a version: expected a string, found the number 4.10"},
        Bad{"FixtureKey", "fixtures.yaml", "section", "sektion", "5:50: error: unknown key 'sektion' in a fixture"},
        Bad{"Provenance", "fixtures.yaml", "documented", "documentd", "5:24: error: provenance: expected 'documented'"},
        Bad{"Source", "fixtures.yaml", "source: page, section: GET, t", "source: pge, section: GET, t",
            "5:44: error: there is no source 'pge'"},
        Bad{"Table", "fixtures.yaml", "t.one", "t.on", "5:71: error: there is no table 't.on'"},
        Bad{"Erratum", "fixtures.yaml", "[E-1]", "[E-9]", "5:106: error: there is no erratum 'E-9'"},
        Bad{"NoSuchFile", "fixtures.yaml", "  b.json", "  c.json",
            "6:3: error: there is no file 'c.json' beside the manifest"},
        Bad{"Outside", "fixtures.yaml", "  b.json", "  ../b.json", "6:3: error: '../b.json' leads out of the folder"},
        Bad{"AssumedWithoutNote", "fixtures.yaml", ", note: a guess", "",
            "6:3: error: an assumed fixture needs the key 'note'"},
        Bad{"TableKey", "tables/t.yaml", "side:", "site:", "7:5: error: unknown key 'site' in a table"},
        Bad{"TableSide", "tables/t.yaml", "response", "both", "7:11: error: side: expected 'request' or 'response'"},
        Bad{"MemberType", "tables/t.yaml", "[string]}", "[text]}", "10:51: error: a JSON type: expected 'string'"},
        Bad{"MemberPresence", "tables/t.yaml", "optional", "maybe",
            "10:34: error: required: expected 'optional' or 'required'"},
        Bad{"ErratumKey", "errata.yaml", "says:", "say:", "7:5: error: unknown key 'say' in an erratum"},
        Bad{"ErratumTwice", "errata.yaml", "E-2", "E-1", "13:10: error: the erratum 'E-1' is here a second time"},
        Bad{"ErratumPage", "errata.yaml", "page: page", "page: pagina", "4:11: error: there is no source 'pagina'"},
        Bad{"AmendedTable", "errata.yaml", "t.one", "t.two", "11:17: error: there is no table 't.two'"},
        Bad{"AmendedMember", "errata.yaml", "member: id", "member: ids",
            "11:32: error: there is no member of the table t.one 'ids'"},
        Bad{"AmendsNothing", "errata.yaml", "table: t.one, additional_members: true", "table: t.one",
            "12:9: error: the amendment changes nothing"},
        Bad{"AmendsNoMember", "errata.yaml", "additional_members: true", "presence: optional",
            "12:9: error: the amendment names no member"}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace phantomime::formats
