#include "phantomime/base/regex.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Regex make(std::string_view pattern) { return Regex::create(pattern).value(); }

TEST(Regex, MatchesWholeTextsOrFindsInThem) {
  const Regex digits = make(R"(\d+)");
  EXPECT_TRUE(digits.matches_whole("42"));
  EXPECT_FALSE(digits.matches_whole("a42"));
  EXPECT_FALSE(digits.matches_whole("42\n"));
  EXPECT_TRUE(digits.found_in("a42b"));
  EXPECT_FALSE(digits.found_in("ab"));
  EXPECT_EQ(digits.pattern(), R"(\d+)");
}

TEST(Regex, TriesEveryAlternativeForTheWhole) {
  const Regex either = make("a|ab");
  EXPECT_TRUE(either.matches_whole("ab"));
}

TEST(Regex, CapturesNamedGroupsInOrderOfAppearance) {
  const Regex regex = make(R"(/(?P<zebra>\w+)/(\d+)/(?P<ant>x)?(?P<rest>.*))");
  EXPECT_THAT(regex.group_names(), ElementsAre("zebra", "ant", "rest"));
  std::vector<std::string> captured{"old"};
  ASSERT_TRUE(regex.matches_whole("/a/1/tail", captured));
  EXPECT_THAT(captured, ElementsAre("a", "", "tail"));
  EXPECT_FALSE(regex.matches_whole("/a/b/", captured));
  EXPECT_TRUE(captured.empty());
}

TEST(Regex, WithoutGroupsCapturesNothing) {
  std::vector<std::string> captured;
  EXPECT_TRUE(make("(a)b").matches_whole("ab", captured));
  EXPECT_TRUE(captured.empty());
}

TEST(Regex, TreatsTextAsUtf8) {
  EXPECT_TRUE(make(".").matches_whole("\xC3\xA9"));
  EXPECT_FALSE(make(".").matches_whole("\xC3"));
}

TEST(Regex, StaysAliveWithItsCopies) {
  Regex copy = make("x");
  {
    const Regex original = make("a+");
    copy = original;
  }
  EXPECT_TRUE(copy.matches_whole("aaa"));
}

TEST(Regex, SaysWhatIsWrongAndWhatToDo) {
  struct Case {
    const char* pattern;
    const char* what;
    const char* hint;
  };
  const Case cases[] = {
      {"(", "not a valid regular expression: missing ) in '('", ""},
      {"a**", "in '**'", "possessive"},
      {"[b-a]", "in 'b-a'", "Syntax"},
      {"(?=a)", "in '(?='", "look-ahead"},
      {"(?!a)", "in '(?!'", "look-ahead"},
      {"(?<=a)", "in '(?<'", "look-behind"},
      {R"((a)\1)", R"(in '\1')", "backreferences"},
      {"(?<name>a)", "in '(?<'", "(?P<name>...)"},
      {"\xFF", "UTF-8", ""},
  };
  for (const Case& c : cases) {
    const auto result = Regex::create(c.pattern);
    ASSERT_FALSE(result.ok()) << c.pattern;
    EXPECT_EQ(result.error().code, ErrorCode::bad_expression);
    EXPECT_THAT(result.error().what, HasSubstr(c.what)) << c.pattern;
    EXPECT_THAT(result.error().hint, HasSubstr(c.hint)) << c.pattern;
    EXPECT_NE(result.error().hint, "");
  }
}

TEST(Regex, FindsMatchesOneAfterTheOther) {
  const std::string text = "a12 b3";
  const Regex group = make("[a-z](\\d+)");
  const auto first = group.find(text, 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(text.substr(first->begin, first->end - first->begin), "12");
  EXPECT_EQ(first->whole_begin, 0U);
  const auto second = group.find(text, first->whole_end);
  ASSERT_TRUE(second);
  EXPECT_EQ(text.substr(second->begin, second->end - second->begin), "3");
  EXPECT_FALSE(group.find(text, second->whole_end));
  EXPECT_FALSE(group.find(text, 100));
  const auto whole = make("\\d+").find(text, 0);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->begin, whole->whole_begin);
}

TEST(Regex, RefusesWhatWouldGrowWithoutBound) {
  EXPECT_FALSE(Regex::create("((a{100}){100}){100}").ok());
  EXPECT_FALSE(Regex::create(std::string(100'000, '(')).ok());
}

TEST(Regex, IsLinearOnHostileSubjects) { EXPECT_FALSE(make("(a*)*b").matches_whole(std::string(200'000, 'a'))); }

}  // namespace
}  // namespace phantomime
