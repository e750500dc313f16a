#include "phantomime/base/located_json.hpp"

#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

namespace phantomime {
namespace {

using Type = LocatedJson::Type;

TEST(LocatedJson, KnowsLineAndColumnOfMembersAndValues) {
  const auto json = read_located_json("{\n  \"id\": 46,\n  \"note\":   null\n}\n");
  ASSERT_TRUE(json.ok());
  ASSERT_EQ(json->members.size(), 2u);
  EXPECT_EQ(json->line, 1u);
  EXPECT_EQ(json->column, 1u);
  const auto* note = json->find("note");
  ASSERT_NE(note, nullptr);
  EXPECT_EQ(note->line, 3u);
  EXPECT_EQ(note->column, 3u);
  EXPECT_EQ(note->value.line, 3u);
  EXPECT_EQ(note->value.column, 13u);
}

TEST(LocatedJson, CountsColumnsInCodePoints) {
  const auto json = read_located_json("{\"größe\": \"ü\", \"b\": 1}");
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json->find("b")->column, 16u);
}

TEST(LocatedJson, TellsTheTypesOfFieldTablesApart) {
  const struct {
    const char* text;
    Type type;
    const char* name;
  } table[] = {
      {"1", Type::integer, "integer"},     {"-0", Type::integer, "integer"},  {"1.0", Type::number, "number"},
      {"1e3", Type::number, "number"},     {"\"1\"", Type::string, "string"}, {"true", Type::boolean, "boolean"},
      {"false", Type::boolean, "boolean"}, {"null", Type::null, "null"},      {"[]", Type::array, "array"},
      {" {} ", Type::object, "object"},
  };
  for (const auto& row : table) {
    const auto json = read_located_json(row.text);
    ASSERT_TRUE(json.ok()) << row.text;
    EXPECT_EQ(json->type, row.type) << row.text;
    EXPECT_EQ(to_string(json->type), row.name);
  }
}

TEST(LocatedJson, ReadsNestedItemsInOrder) {
  const auto json = read_located_json("[1, [true, {\"a\": []}], \"x\"]");
  ASSERT_TRUE(json.ok());
  ASSERT_EQ(json->items.size(), 3u);
  ASSERT_EQ(json->items[1].items.size(), 2u);
  EXPECT_EQ(json->items[1].items[1].find("a")->value.type, Type::array);
  EXPECT_EQ(json->items[2].column, 24u);
}

TEST(LocatedJson, ResolvesEscapesInNamesAndTakesTheLastOfARepeatedName) {
  const auto json = read_located_json(R"({"\u0061": 1, "a": "x"})");
  ASSERT_TRUE(json.ok());
  ASSERT_EQ(json->members.size(), 2u);
  ASSERT_NE(json->find("a"), nullptr);
  EXPECT_EQ(json->find("a")->value.type, Type::string);
  EXPECT_EQ(json->find("b"), nullptr);
}

TEST(LocatedJson, RefusesWhatIsNoJson) {
  for (const char* text : {"", "{", "[1,]", "{\"a\" 1}", "1 2", "nul", "{\"a\": 1} x", "[1}"})
    EXPECT_FALSE(read_located_json(text).ok()) << text;
}

TEST(LocatedJson, RefusesNestingPastTheLimit) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(read_located_json(nested(max_json_depth)).ok());
  const auto deep = read_located_json(nested(200'000));
  ASSERT_FALSE(deep.ok());
  EXPECT_EQ(deep.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace phantomime
