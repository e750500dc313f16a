#include "phantomime/formats/fixture_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/loaded.hpp"

namespace phantomime::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::MemoryFileStore;

std::string answering(const std::string& file) {
  return "phantomime: 1\nstubs:\n  - {name: s, request: GET /s, response: {file: \"" + file + "\"}}\n";
}

std::vector<std::string> fixtures_of(const Loaded& loaded) {
  std::vector<std::string> paths;
  if (loaded.scenario)
    for (const auto& fixture : loaded.scenario->facts.fixtures)
      paths.push_back((fixture.used ? "+" : "-") + fixture.path);
  return paths;
}

TEST(FixturesFolder, LiesInThePackOrBesideScenarios) {
  const MemoryFileStore store{{"own/fixtures/a.json", ""},
                              {"tree/fixtures/a.json", ""},
                              {"tree/scenarios/shared/x.yaml", ""},
                              {"tree/scenarios/single.yaml", ""},
                              {"tree/scenarios/own/fixtures/a.json", ""},
                              {"tree/other/x.yaml", ""},
                              {"alone/x.yaml", ""}};
  EXPECT_EQ(find_fixtures_folder(store, "own", false), "own/fixtures");
  EXPECT_EQ(find_fixtures_folder(store, "tree/scenarios/shared", false), "tree/fixtures");
  EXPECT_EQ(find_fixtures_folder(store, "tree/scenarios/shared", true), "tree/fixtures");
  EXPECT_EQ(find_fixtures_folder(store, "tree/scenarios", true), "tree/fixtures");
  EXPECT_EQ(find_fixtures_folder(store, "tree/scenarios", false), std::nullopt);
  EXPECT_EQ(find_fixtures_folder(store, "tree/scenarios/own", false), "tree/scenarios/own/fixtures");
  EXPECT_EQ(find_fixtures_folder(store, "tree/other", false), std::nullopt);
  EXPECT_EQ(find_fixtures_folder(store, "alone", true), std::nullopt);
}

TEST(FixturesFolder, IsFoundFromInsideThePackToo) {
  MemoryFileStore store{{"/tree/fixtures/a.json", ""}, {"/tree/scenarios/shared/x.yaml", ""}};
  store.add_link("here", "/tree/scenarios/shared");
  EXPECT_EQ(find_fixtures_folder(store, "here", false), "/tree/fixtures");
}

TEST(FixtureMentions, AreFoundUnderFileAndInTemplates) {
  MemoryFileStore store{
      {"p/a.yaml",
       "phantomime: 1\nvariables: {answer: {file: ./var.json}}\nstubs:\n"
       "  - {name: a, request: GET /a, response: {file: one.json}}\n"
       "  - {name: b, request: GET /b, response: {template: '{{ fixture(\"two.json\") }}'}}\n"
       "  - name: c\n    request: {method: POST, path: /c, body: {json_schema: {file: schema.json}}}\n"
       "    example: {request: POST /c, json: {}}\n    response: \"${answer}\"\n"},
      {"p/fixtures/one.json", "1"},
      {"p/fixtures/two.json", "2"},
      {"p/fixtures/var.json", "3"},
      {"p/fixtures/schema.json", "{\"type\": \"object\"}"},
      {"p/fixtures/orphan.json", "4"}};
  const Loaded loaded = load(store);
  EXPECT_EQ(loaded.errors, "");
  EXPECT_THAT(fixtures_of(loaded), ElementsAre("+one.json", "-orphan.json", "+schema.json", "+two.json", "+var.json"));
  EXPECT_FALSE(loaded.scenario->fixture_bytes.contains("orphan.json"));  // listed, never read
  EXPECT_EQ(*loaded.scenario->fixture_bytes.at("one.json"), "1");
}

TEST(Fixtures, NamesMayBePutTogetherFromVariables) {
  MemoryFileStore store{{"scenarios/p/a.yaml",
                         "phantomime: 1\nvariables: {product: acme, end: .json}\nstubs:\n"
                         "  - {name: s, request: GET /s, response: {file: \"${product}/a${end}\"}}\n"},
                        {"fixtures/acme/a.json", "1"},
                        {"fixtures/other/b.json", "2"}};
  const Loaded loaded = load(store, {"scenarios/p"});
  EXPECT_EQ(loaded.body("s"), "1");
}

TEST(Fixtures, OfASharedFolderAreLookedAtWhereThePackNamesThem) {
  MemoryFileStore store{{"scenarios/p/a.yaml", answering("acme/a.json")},
                        {"fixtures/README.md", "# Fixtures"},
                        {"fixtures/acme/a.json", "1"},
                        {"fixtures/acme/orphan.json", "1"},
                        {"fixtures/other/fixtures.yaml", "broken: ["},
                        {"fixtures/other/b.json", "2"}};
  const Loaded loaded = load(store, {"scenarios/p"});
  EXPECT_EQ(loaded.errors, "");
  EXPECT_THAT(fixtures_of(loaded), ElementsAre("+acme/a.json", "-acme/orphan.json"));
  EXPECT_THAT(loaded.scenario->facts.files,
              ElementsAre("scenarios/p", "scenarios/p/a.yaml", "fixtures", "fixtures/acme", "fixtures/acme/a.json"));
}

struct Outside {
  const char* name;
  const char* path;
  const char* expected;
};

class FixtureOutside : public testing::TestWithParam<Outside> {};

TEST_P(FixtureOutside, IsRefusedWhereItIsNamed) {
  MemoryFileStore store{{"p/a.yaml", answering(GetParam().path)},
                        {"p/fixtures/in/a.json", "1"},
                        {"p/fixtures-old/b.json", "secret"},
                        {"secret.json", "secret"}};
  store.add_link("p/fixtures/link.json", "secret.json");
  store.add_link("p/fixtures/folder", "p/fixtures-old");
  EXPECT_THAT(load(store).errors, HasSubstr("p/a.yaml:3:49: error: " + std::string{GetParam().expected}));
}

INSTANTIATE_TEST_SUITE_P(
    All, FixtureOutside,
    testing::Values(
        Outside{"ByDots", "../../secret.json", "the fixture '../../secret.json' leads out of the fixtures folder"},
        Outside{"ByDotsInside", "in/../../a.yaml", "the fixture 'in/../../a.yaml' leads out of the fixtures folder"},
        Outside{"Absolute", "/etc/passwd", "the fixture '/etc/passwd' is an absolute path"},
        Outside{"WindowsDrive", "C:/secret.json", "the fixture 'C:/secret.json' is an absolute path"},
        Outside{"Backslash", "in\\\\a.json", "the fixture 'in\\a.json' leads out of the fixtures folder"},
        Outside{"Link", "link.json", "the fixture 'link.json' is a link that leads out of the fixtures folder"},
        Outside{"LinkedFolder", "folder/b.json",
                "the fixture 'folder/b.json' is a link that leads out of the fixtures folder"},
        Outside{"Missing", "in/b.json", "there is no fixture 'in/b.json'"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Fixtures, DotsThatStayInsideAreFine) {
  MemoryFileStore store{{"p/a.yaml", answering("./x/../in//a.json")}, {"p/fixtures/in/a.json", "1"}};
  EXPECT_EQ(load(store).body("s"), "1");
}

TEST(Fixtures, LinksThatStayInsideAreFine) {
  MemoryFileStore store{{"p/a.yaml", answering("link.json")}, {"p/fixtures/in/a.json", "1"}};
  store.add_link("p/fixtures/link.json", "p/fixtures/in/a.json");
  EXPECT_EQ(load(store).body("s"), "1");
}

TEST(Fixtures, MissingOnesAreSuggested) {
  MemoryFileStore store{{"p/a.yaml", answering("lst.json")}, {"p/fixtures/list.json", "1"}};
  EXPECT_THAT(load(store).errors, HasSubstr("error: there is no fixture 'lst.json'"));
  EXPECT_THAT(load(store).errors, HasSubstr("hint: did you mean 'list.json'?"));
  MemoryFileStore none{{"p/a.yaml", answering("lst.json")}};
  EXPECT_THAT(load(none).errors, HasSubstr("hint: put it into a folder named fixtures beside the scenario"));
}

TEST(Fixtures, OfTwoPacksAreSharedOrKeptApart) {
  MemoryFileStore store{
      {"scenarios/p/a.yaml", "phantomime: 1\nstubs:\n  - {name: a, request: GET /a, response: {file: x/a.json}}\n"},
      {"scenarios/q/b.yaml", "phantomime: 1\nstubs:\n  - {name: b, request: GET /b, response: {file: x/b.json}}\n"},
      {"scenarios/r/c.yaml", "phantomime: 1\nstubs:\n  - {name: c, request: GET /c, response: {file: x/a.json}}\n"},
      {"scenarios/r/fixtures/x/a.json", "of r"},
      {"fixtures/x/a.json", "1"},
      {"fixtures/x/b.json", "2"}};
  const Loaded loaded = load(store, {"scenarios/p", "scenarios/q", "scenarios/r"});
  EXPECT_EQ(loaded.errors, "");
  EXPECT_THAT(fixtures_of(loaded), ElementsAre("+x/a.json", "+x/b.json", "+r:x/a.json"));
  EXPECT_EQ(*loaded.scenario->fixture_bytes.at("x/b.json"), "2");
  EXPECT_EQ(*loaded.scenario->fixture_bytes.at("r:x/a.json"), "of r");
  EXPECT_EQ(loaded.body("c"), "of r");
}

}  // namespace
}  // namespace phantomime::formats
