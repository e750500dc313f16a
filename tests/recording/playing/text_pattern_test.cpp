#include "phantomime/recording/playing/text_pattern.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace phantomime::recording {
namespace {

TEST(TextPattern, LetsAnythingFillAHole) {
  struct Case {
    std::string text;
    std::vector<std::string> placeholders;
    std::string came;
    bool matches;
  };
  const std::vector<Case> cases = {
      {"abc", {}, "abc", true},
      {"abc", {}, "abcd", false},
      {"", {}, "", true},
      {"a=XX&b=1", {"XX"}, "a=longer than that&b=1", true},
      {"a=XX&b=1", {"XX"}, "a=&b=1", false},
      {"a=XX&b=1", {"XX"}, "a=1&b=2", false},
      {"XX", {"XX"}, "y", true},
      {"XX", {"XX"}, "", false},
      {"a=XX&c=YY", {"XX", "YY"}, "a=1&c=2", true},
      {"a=XX&c=XX", {"XX"}, "a=1&c=2", true},
      {"a=XX&c=XX", {"XX"}, "a=1&c=", false},
      {"p=a%2Fb", {"a/b"}, "p=x", true},
      {R"({"p":"a\"b"})", {"a\"b"}, R"({"p":"other"})", true},
      {R"({"p":"a\"b"})", {"a\"b"}, R"({"q":"other"})", false},
      {"Basic YTpi", {"not to be seen"}, "whatever", true},  // the placeholder is inside of base64
      {"Basic YTpi", {"not to be seen"}, "", false},
  };
  for (const Case& one : cases) {
    const TextPattern pattern{one.text, one.placeholders};
    EXPECT_EQ(pattern.matches(one.came), one.matches) << one.text << " / " << one.came;
  }
}

TEST(TextPattern, KeepsAHoleOfATargetWithinItsPart) {
  const std::vector<std::string> placeholders = {"XX"};
  const TextPattern pattern{"/a/XX?k=1", placeholders, TextPattern::Hole::part_of_target};
  EXPECT_TRUE(pattern.matches("/a/other?k=1"));
  EXPECT_FALSE(pattern.matches("/a/b/c?k=1"));
  EXPECT_FALSE(pattern.matches("/a/b?x=1&k=1"));
}

TEST(TextPattern, HasTheSameIdentityOnlyForTheSameTexts) {
  const std::vector<std::string> x = {"XX"}, y = {"YY"};
  EXPECT_EQ((TextPattern{"a=XX", x}.identity()), (TextPattern{"a=YY", y}.identity()));
  EXPECT_NE((TextPattern{"a=XX", x}.identity()), (TextPattern{"a=XX", {}}.identity()));
  EXPECT_NE((TextPattern{"a=", {}}.identity()), (TextPattern{"a=XX", x}.identity()));
}

TEST(TextPattern, TakesAShortPlaceholderOnlyWhereItStandsAlone) {
  const std::vector<std::string> placeholders{"p"};
  const TextPattern pattern{R"({"old_password": "p"})", placeholders};
  EXPECT_TRUE(pattern.matches(R"({"old_password": "x"})"));
  EXPECT_FALSE(pattern.matches(R"({"old_xassword": "x"})"));
}

}  // namespace
}  // namespace phantomime::recording
