#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

using testing_support::FakeFixtures;

/// A response with the key and what else it needs.
std::string around(std::string_view key, std::string_view value) {
  std::string yaml = std::string{key} + ": " + std::string{value} + "\n";
  if (key == "then") yaml += "sequence: [{status: 200}]\n";
  return yaml;
}

FakeFixtures fixtures() { return FakeFixtures{{{"phantom/approval/list.json", "{}"}}}; }

TEST(ResponseKeys, AreThereAndOnlyOnce) {
  ASSERT_GE(response_keys().size(), 14u);  // an empty registry would pass every test below
  std::set<std::string_view> seen;
  for (const ResponseKey& key : response_keys()) {
    EXPECT_TRUE(seen.insert(key.key).second) << key.key;
    EXPECT_NE(key.load, nullptr) << key.key;
    EXPECT_FALSE(key.summary.empty()) << key.key;
    EXPECT_TRUE(parse_json(key.schema)) << key.key;
  }
}

TEST(ResponseKeys, LoadTheirExampleAndRefuseWhatIsBad) {
  for (const ResponseKey& key : response_keys()) {
    LoadedResponse right{fixtures()};
    right.load(around(key.key, key.example));
    EXPECT_EQ(right.errors(), "") << key.key;
    if (key.key == "json" || key.key == "computed") continue;  // every value is right
    ASSERT_FALSE(key.bad.empty()) << key.key;
    LoadedResponse wrong{fixtures()};
    wrong.load(around(key.key, key.bad));
    EXPECT_NE(wrong.errors(), "") << key.key;
  }
}

TEST(ResponseKeys, InDefaultsAreThoseOfTheReference) {
  std::set<std::string_view> keys;
  for (const ResponseKey& key : response_keys())
    if (key.in_defaults) keys.insert(key.key);
  EXPECT_EQ(keys, (std::set<std::string_view>{"status", "headers", "without_headers", "spelling", "coding", "delay",
                                              "fault"}));
}

/// Where each table stands, with `@` for a mapping of it.
std::string place_of(std::string_view table) {
  if (table == "header_value") return "headers: {X: @}";
  if (table == "delay") return "delay: @";
  if (table == "fault") return "fault: @";
  if (table == "drip") return "fault: {drip: @}";
  if (table == "stall") return "fault: {stall: @}";
  return table == "log_normal" ? "delay: {log_normal: @}" : "";
}

/// What a row needs beside it, other than what its table requires.
std::string companion_of(std::string_view table, std::string_view key) {
  if (table == "fault" && key == "probability") return ", reset: in_head";
  if (table != "drip" || key == "over") return "";
  if (key == "pieces") return ", over: 5s";
  return key == "every" ? ", bytes: 1" : ", every: 1s";
}

std::string with(std::string place, std::string_view mapping) { return place.replace(place.find('@'), 1, mapping); }

TEST(ResponseTables, LoadTheirExamplesAndRefuseWhatIsBad) {
  ASSERT_EQ(response_tables().size(), 6u);
  for (const NamedTable& table : response_tables()) {
    ASSERT_NE(place_of(table.name), "") << table.name;
    ASSERT_FALSE(table.rows.empty()) << table.name;
    EXPECT_TRUE(table.shorthand.empty() || parse_json(table.shorthand)) << table.name;
    std::set<std::string_view> seen;
    for (const KeyRow& row : table.rows) {
      EXPECT_TRUE(seen.insert(row.key).second) << row.key;
      EXPECT_TRUE(parse_json(row.schema)) << row.key;
      for (const bool right : {true, false}) {
        std::string mapping = "{" + std::string{row.key} + ": " + std::string{right ? row.example : row.bad};
        for (const KeyRow& other : table.rows)
          if (other.key != row.key && other.presence == Presence::required)
            mapping += ", " + std::string{other.key} + ": " + std::string{other.example};
        mapping += companion_of(table.name, row.key);
        LoadedResponse response;
        response.load(with(place_of(table.name), mapping + "}"));
        EXPECT_EQ(response.errors().empty(), right) << table.name << ' ' << mapping << '\n' << response.errors();
      }
    }
  }
}

}  // namespace
}  // namespace phantomime::directives
