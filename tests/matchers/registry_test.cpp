// Walks every table of the request language: nothing empty, nothing twice, every example right, every bad value wrong.
#include <map>
#include <set>

#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/conditions/condition.hpp"

#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

/// Where a table's mappings stand in a request, `@` being the place of one; keys that need others beside them get them.
const std::map<std::string_view, std::string_view> places = {
    {"request_conditions", "{all: [@]}"},
    {"request_defaults", "@"},
    {"path", "{path: @}"},
    {"credential", "{credentials: @}"},
    {"basic_credential", "{credentials: {basic: @}}"},
    {"token_credential", "{credentials: {token: @}}"},
    {"body", "{body: @}"},
    {"json_schema_file", "{body: {json_schema: @}}"},
    {"multipart_part", "{body: {multipart: {photo: @}}}"},
    {"digest", "{body: {digest: @}}"},
    {"condition", "{query: {page: @}}"},
    {"field_condition", "{headers: {Accept: @}}"},
    {"text_condition", "{body: {text: @}}"},
    {"json_condition", "{body: {json_path: {$.a: @}}}"},
    {"number_condition", "{body: {size: @}}"},
};

std::string beside(const NamedTable& table, const KeyRow& row) {
  std::string text;
  if (row.key == "ignoring") text += ", json: {a: 1}";
  if (row.key == "ignoring_case") text += ", equals: a";
  for (const KeyRow& other : table.rows)
    if (other.presence == Presence::required && other.key != row.key)
      text += ", " + std::string{other.key} + ": " + std::string{other.example};
  return text;
}

std::string message_of(const NamedTable& table, const KeyRow& row, std::string_view value) {
  std::string text{places.at(table.name)};
  const std::string mapping = "{" + std::string{row.key} + ": " + std::string{value} + beside(table, row) + "}";
  text.replace(text.find('@'), 1, mapping);
  testing_support::FakeFixtures fixtures;
  fixtures.add("schemas/run.json", "{}");
  return Loaded{text, fixtures}.loading.message();
}

TEST(RequestTables, CoverEveryRowWithAnExampleAndABadValue) {
  ASSERT_FALSE(request_keys().empty());
  ASSERT_EQ(request_tables().size(), places.size());
  for (const NamedTable& table : request_tables()) {
    SCOPED_TRACE(table.name);
    ASSERT_TRUE(places.count(table.name));
    ASSERT_FALSE(table.rows.empty());
    std::set<std::string_view> keys;
    for (const KeyRow& row : table.rows) {
      EXPECT_TRUE(keys.insert(row.key).second) << row.key << " twice";
      EXPECT_FALSE(row.summary.empty()) << row.key;
      EXPECT_EQ(message_of(table, row, row.example), "") << row.key << ": " << row.example;
      EXPECT_NE(message_of(table, row, row.bad), "") << row.key << ": " << row.bad;
    }
  }
}

TEST(RequestTables, SchemasAreJsonAndReferToTablesThatExist) {
  std::set<std::string> tables;
  for (const NamedTable& table : request_tables()) tables.insert(std::string{table.name});
  const std::string prefix = "#/$defs/";
  const auto check = [&](std::string_view schema, std::string_view what) {
    ASSERT_TRUE(parse_json(schema)) << what << ": " << schema;
    for (std::size_t at = schema.find(prefix); at != std::string_view::npos; at = schema.find(prefix, at + 1)) {
      const std::size_t begin = at + prefix.size();
      EXPECT_TRUE(tables.count(std::string{schema.substr(begin, schema.find('"', begin) - begin)})) << what;
    }
  };
  for (const NamedTable& table : request_tables()) {
    if (!table.shorthand.empty()) check(table.shorthand, table.name);
    for (const KeyRow& row : table.rows) check(row.schema, row.key);
  }
}

TEST(RequestKeys, ComeInTheOrderOfTheReference) {
  std::vector<std::string_view> keys;
  for (const RequestKey& key : request_keys()) keys.push_back(key.key);
  EXPECT_THAT(keys, ::testing::ElementsAre("method", "path", "trailing_slash", "query", "headers", "cookies",
                                           "nothing_else", "credentials", "body", "all", "any", "not"));
}

TEST(RequestTables, ShorthandsAreReadToo) {
  const std::map<std::string_view, std::string_view> values = {
      {"path", "/x"},          {"condition", "2"},         {"field_condition", "a"},
      {"text_condition", "a"}, {"json_condition", "null"}, {"number_condition", "3"}};
  for (const NamedTable& table : request_tables()) {
    EXPECT_EQ(values.count(table.name) != 0, !table.shorthand.empty()) << table.name;
    if (table.shorthand.empty()) continue;
    std::string text{places.at(table.name)};
    text.replace(text.find('@'), 1, values.at(table.name));
    EXPECT_EQ(Loaded{text}.loading.message(), "") << text;
  }
}

}  // namespace
}  // namespace phantomime::matchers::testing
