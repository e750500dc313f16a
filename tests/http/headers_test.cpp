#include "phantomime/http/headers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::http {
namespace {

using testing::ElementsAre;

TEST(SameName, IgnoresAsciiCaseOnly) {
  EXPECT_TRUE(same_name("Content-Type", "cONTENT-tYPE"));
  EXPECT_TRUE(same_name("", ""));
  EXPECT_FALSE(same_name("Content-Type", "Content-Typ"));
  EXPECT_FALSE(same_name("a", "b"));
  EXPECT_FALSE(same_name("@", "`")) << "32 apart, but no letters";
  EXPECT_FALSE(same_name("[", "{"));
  EXPECT_FALSE(same_name("\xC3\x89", "\xC3\xA9"));
}

TEST(Headers, KeepOrderCapitalsAndRepeats) {
  Headers headers{{"Set-Cookie", "a=1"}, {"X", "y"}};
  headers.add("set-cookie", "b=2");
  EXPECT_THAT(headers, ElementsAre(Header{"Set-Cookie", "a=1"}, Header{"X", "y"}, Header{"set-cookie", "b=2"}));
  EXPECT_THAT(headers.all("SET-COOKIE"), ElementsAre("a=1", "b=2"));
  ASSERT_TRUE(headers.find("set-Cookie"));
  EXPECT_EQ(*headers.find("set-Cookie"), "a=1") << "the first";
  EXPECT_FALSE(headers.find("Y"));
  EXPECT_TRUE(headers.all("Y").empty());
  EXPECT_TRUE(headers.has("x"));
}

TEST(Headers, SetReplacesTheFirstInItsPlaceAndDropsTheOthers) {
  Headers headers{{"a", "1"}, {"B", "2"}, {"A", "3"}, {"c", "4"}};
  headers.set("A", "new");
  EXPECT_THAT(headers, ElementsAre(Header{"A", "new"}, Header{"B", "2"}, Header{"c", "4"}));
  headers.set("D", "5");
  EXPECT_EQ(headers.size(), 4U);
  EXPECT_EQ(*headers.find("d"), "5");
}

TEST(Headers, RemoveTakesEveryLineOfTheName) {
  Headers headers{{"a", "1"}, {"B", "2"}, {"A", "3"}};
  headers.remove("a");
  EXPECT_THAT(headers, ElementsAre(Header{"B", "2"}));
  headers.remove("none");
  headers.remove("b");
  EXPECT_TRUE(headers.empty());
}

}  // namespace
}  // namespace phantomime::http
