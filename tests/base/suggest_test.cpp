#include "phantomime/base/suggest.hpp"

#include <string>

#include <gtest/gtest.h>

namespace phantomime {
namespace {

constexpr std::string_view keys[] = {"status", "headers", "json", "file", "text", "delay", "any", "JSONPath"};

TEST(Nearest, FindsWhatWasMeant) {
  const std::pair<const char*, const char*> cases[] = {
      {"stauts", "status"}, {"header", "headers"}, {"Headers", "headers"},   {"jsn", "json"}, {"fil", "file"},
      {"dleay", "delay"},   {"STATUS", "status"},  {"jsonpath", "JSONPath"}, {"an", "any"},   {"statuss", "status"},
  };
  for (const auto& [word, meant] : cases) EXPECT_EQ(nearest(word, keys), meant) << word;
}

TEST(Nearest, SuggestsNothingFarAway) {
  for (const char* word : {"", "zzz", "template", "x", "reason", "hedaersxxx1"})
    EXPECT_EQ(nearest(word, keys), "") << word;
  EXPECT_EQ(nearest("status", {}), "");
}

TEST(Nearest, PrefersTheFirstOfEquallyNear) {
  constexpr std::string_view twins[] = {"cat", "bat"};
  EXPECT_EQ(nearest("rat", twins), "cat");
}

TEST(Nearest, IgnoresHostileLengths) { EXPECT_EQ(nearest(std::string(1 << 20, 'a'), keys), ""); }

}  // namespace
}  // namespace phantomime
