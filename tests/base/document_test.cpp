#include "phantomime/base/document.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "support/loading.hpp"

namespace phantomime {
namespace {

using testing_support::map;
using testing_support::plain;
using testing_support::quoted;

TEST(Node, KnowsYamlsNulls) {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    EXPECT_TRUE(plain(text).is_null()) << text;
    EXPECT_EQ(plain(text).type_name(), "null");
    EXPECT_EQ(plain(text).as_string(), nullptr);
    EXPECT_FALSE(quoted(text).is_null()) << text;
  }
  for (const char* text : {"nULL", "nil", "~~", "none"}) EXPECT_FALSE(plain(text).is_null()) << text;
  EXPECT_TRUE(Node{}.is_null());
}

TEST(Node, KnowsYamlsBooleansAndNoOthers) {
  for (const char* text : {"true", "True", "TRUE"}) EXPECT_EQ(plain(text).as_bool(), true) << text;
  for (const char* text : {"false", "False", "FALSE"}) EXPECT_EQ(plain(text).as_bool(), false) << text;
  for (const char* text : {"yes", "no", "on", "off", "y", "tRUE", "1"})
    EXPECT_EQ(plain(text).as_bool(), std::nullopt) << text;
  EXPECT_EQ(quoted("true").as_bool(), std::nullopt);
  ASSERT_NE(plain("yes").as_string(), nullptr);
  EXPECT_EQ(*plain("yes").as_string(), "yes");
}

TEST(Node, KnowsYamlsIntegers) {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"0", 0},
      {"46", 46},
      {"-7", -7},
      {"+7", 7},
      {"007", 7},
      {"0o17", 15},
      {"0x1f", 31},
      {"0xFF", 255},
      {"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
  };
  for (const auto& [text, value] : cases) {
    EXPECT_EQ(plain(text).as_integer(), value) << text;
    EXPECT_EQ(plain(text).as_number(), static_cast<double>(value)) << text;
    EXPECT_EQ(plain(text).type_name(), "an integer");
    EXPECT_EQ(plain(text).as_string(), nullptr);
    EXPECT_EQ(quoted(text).as_integer(), std::nullopt);
  }
}

TEST(Node, TakesNothingElseForAnInteger) {
  for (const char* text :
       {"1.0", "1e3", "0x", "0o", "0o8", "0xg", "-0x1f", "1_000", "1,000", " 1", "--1", "+-1", "-", "+", "1a", ""})
    EXPECT_EQ(plain(text).as_integer(), std::nullopt) << text;
  EXPECT_EQ(plain("9223372036854775808").as_integer(), std::nullopt) << "beyond 64 bits";
  EXPECT_EQ(plain("9223372036854775808").type_name(), "an integer");
}

TEST(Node, KnowsYamlsNumbers) {
  const std::pair<const char*, double> cases[] = {
      {".5", 0.5},
      {"-.5", -0.5},
      {"1.", 1},
      {"1.10", 1.1},
      {"1e3", 1000},
      {"1E+3", 1000},
      {"+1.5e-3", 0.0015},
      {"0.0", 0},
      {"1.e2", 100},
      {"0xffffffffffffffffff", 4722366482869645213695.0},
      {"1e400", std::numeric_limits<double>::infinity()},
      {"-1e400", -std::numeric_limits<double>::infinity()},
      {"1e-400", 0},
      {"0.0001e404", std::numeric_limits<double>::infinity()},
      {".inf", std::numeric_limits<double>::infinity()},
      {"-.INF", -std::numeric_limits<double>::infinity()},
  };
  for (const auto& [text, value] : cases) {
    EXPECT_EQ(plain(text).as_number(), value) << text;
    EXPECT_EQ(quoted(text).as_number(), std::nullopt) << text;
  }
  ASSERT_TRUE(plain(".nan").as_number());
  EXPECT_TRUE(std::isnan(*plain(".NaN").as_number()));
  EXPECT_EQ(plain("1.5").type_name(), "a number");
}

TEST(Node, TakesNothingElseForANumber) {
  for (const char* text :
       {".", "e3", "1e", "1e+", ".e3", "1.2.3", "inf", "nan", "-.nan", "1e3.5", "1f", "infinity", "0x1.8p1"}) {
    EXPECT_EQ(plain(text).as_number(), std::nullopt) << text;
    EXPECT_NE(plain(text).as_string(), nullptr) << text;
  }
}

TEST(Node, QuotedAndBlockScalarsAreAlwaysText) {
  for (const auto style : {Node::Style::quoted, Node::Style::block}) {
    const Node node = Node::scalar("1.10", style);
    ASSERT_NE(node.as_string(), nullptr);
    EXPECT_EQ(*node.as_string(), "1.10");
    EXPECT_EQ(node.type_name(), "a string");
  }
}

TEST(Node, FindsValuesByKeyInOrder) {
  const Node node = map({{"b", plain("1")}, {"a", quoted("x")}});
  ASSERT_EQ(node.size(), 2U);
  EXPECT_EQ(node.key(0).text(), "b");
  EXPECT_EQ(node.value(1).text(), "x");
  ASSERT_NE(node.find("a"), nullptr);
  EXPECT_EQ(node.find("a")->text(), "x");
  EXPECT_EQ(node.find("x"), nullptr) << "values are no keys";
  EXPECT_EQ(node.find("c"), nullptr);
  EXPECT_TRUE(node.items().empty());
  EXPECT_EQ(plain("a").find("a"), nullptr);
}

TEST(Node, ListsItsItems) {
  const Node node = Node::sequence({plain("1"), plain("2")});
  ASSERT_EQ(node.items().size(), 2U);
  EXPECT_EQ(node.size(), 2U);
  EXPECT_EQ(node.items()[1].text(), "2");
  EXPECT_EQ(node.find("1"), nullptr);
  EXPECT_EQ(node.as_string(), nullptr);
  EXPECT_EQ(node.type_name(), "a list");
}

TEST(Node, AKeyWithoutAValueIsNull) {
  const Node node = Node::mapping({plain("a")});
  ASSERT_NE(node.find("a"), nullptr);
  EXPECT_TRUE(node.find("a")->is_null());
}

TEST(Node, KnowsItsPlace) {
  const auto source = std::make_shared<const Source>("a.yaml", "x");
  Node node = plain("x");
  EXPECT_EQ(&node.at(source.get(), 3, 7), &node);
  const Location where = node.location();
  EXPECT_EQ(where.source, source);
  EXPECT_EQ(where.to_string(), "a.yaml:3:7");
}

TEST(Node, OfASourceThatNobodySharesHasNoName) {
  const Source source{"a.yaml", "x"};
  Node node;
  node.at(&source, 1, 1);
  EXPECT_EQ(node.location().source, nullptr);
  EXPECT_EQ(Node{}.location().to_string(), "");
}

}  // namespace
}  // namespace phantomime
