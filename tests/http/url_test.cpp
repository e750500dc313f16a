#include "phantomime/http/url.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/random.hpp"

namespace phantomime::http {
namespace {

using testing::ElementsAre;

TEST(PercentDecode, DecodesEscapesAndLeavesTheRest) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},        {"a%20b", "a b"}, {"%41%6a%6A", "Ajj"}, {"a+b", "a+b"},   {"%", "%"},
      {"%4", "%4"},    {"%zz", "%zz"},   {"%%41", "%A"},       {"%2525", "%25"}, {"%C3%A9", "\xC3\xA9"},
      {"%ff", "\xFF"}, {"100%", "100%"}, {"%4g%41", "%4gA"},
  };
  for (const auto& [text, decoded] : cases) EXPECT_EQ(percent_decode(text), decoded) << text;
  EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
  EXPECT_EQ(percent_decode("%00"), std::string("\0", 1));
}

TEST(PercentEncode, KeepsOnlyUnreservedCharacters) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a b/?&=+%\xC3\xA9"), "a%20b%2F%3F%26%3D%2B%25%C3%A9");
  EXPECT_EQ(percent_encode(std::string_view("\0\xFF", 2)), "%00%FF");
}

TEST(PercentEncode, IsUndoneByDecoding) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_decode(percent_encode(all), true), all);
}

TEST(CanonicalPath, DecodesAllButSlashAndPercent) {
  const std::pair<const char*, const char*> cases[] = {
      {"/rest/approval", "/rest/approval"},
      {"/%72est/%61", "/rest/a"},
      {"/a%2fb", "/a%2Fb"},
      {"/a%2Fb", "/a%2Fb"},
      {"/a%25b", "/a%25b"},
      {"/a%252Fb", "/a%252Fb"},
      {"/a%zz", "/a%25zz"},
      {"/100%", "/100%25"},
      {"/%%32F", "/%252F"},
      {"/a+b", "/a+b"},
      {"/a%20b%3F", "/a b?"},
      {"/a/../b//c/", "/a/../b//c/"},
      {"*", "*"},
      {"", ""},
  };
  for (const auto& [raw, path] : cases) EXPECT_EQ(canonical_path(raw), path) << raw;
}

TEST(CanonicalPath, IsTheSameOnlyForTheSameSegments) {
  // All texts of up to six of these pieces: equal canonical paths must decode, segment by segment, to the same.
  constexpr const char* pieces[] = {"/", "%2F", "%2f", "%25", "%", "2", "F", "%32"};
  std::map<std::string, std::vector<std::string>> seen;
  const auto segments = [](const std::string& raw) {
    std::vector<std::string> result{""};
    for (const char c : raw) {
      if (c == '/')
        result.emplace_back();
      else
        result.back() += c;
    }
    for (std::string& segment : result) segment = percent_decode(segment);
    return result;
  };
  Random random{4};
  for (int round = 0; round < 20'000; ++round) {
    std::string raw;
    for (std::int64_t i = random.integer(1, 6); i > 0; --i) raw += pieces[random.integer(0, 7)];
    const auto [entry, added] = seen.emplace(canonical_path(raw), segments(raw));
    ASSERT_EQ(entry->second, segments(raw)) << raw << " as " << entry->first;
  }
}

TEST(CanonicalPath, LeavesCanonicalPathsAlone) {
  Random random{5};
  constexpr std::string_view alphabet = "/%2Ff5zaA+ ";
  for (int round = 0; round < 5'000; ++round) {
    std::string raw;
    for (std::int64_t i = random.integer(0, 10); i > 0; --i)
      raw += alphabet[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(alphabet.size()) - 1))];
    ASSERT_EQ(canonical_path(canonical_path(raw)), canonical_path(raw)) << raw;
  }
}

TEST(ParseFields, KeepsOrderRepeatsAndBareFlags) {
  struct Case {
    const char* text;
    Fields fields;
  };
  const Case cases[] = {
      {"", {}},
      {"&&", {}},
      {"page_size=0", {{"page_size", "0"}}},
      {"&page_size=0", {{"page_size", "0"}}},
      {"pretty", {{"pretty", "", true}}},
      {"pretty=", {{"pretty", ""}}},
      {"a=1&a=2", {{"a", "1"}, {"a", "2"}}},
      {"a=b=c", {{"a", "b=c"}}},
      {"=x", {{"", "x"}}},
      {"=", {{"", ""}}},
      {"a=1&&b", {{"a", "1"}, {"b", "", true}}},
      {"a+b=c+d", {{"a b", "c d"}}},
      {"%61%3D=%26%2B", {{"a=", "&+"}}},
      {"a=1;b=2", {{"a", "1;b=2"}}},
      {"?a=1", {{"?a", "1"}}},
      {"a=%zz&b=%", {{"a", "%zz"}, {"b", "%"}}},
      {"_filter_status=\"pending\"", {{"_filter_status", "\"pending\""}}},
  };
  for (const Case& c : cases) EXPECT_EQ(parse_fields(c.text), c.fields) << c.text;
}

TEST(ParseFields, ReadsABoundedNumber) {
  std::string text;
  for (std::size_t i = 0; i < max_fields + 10; ++i) text += "a&&";
  EXPECT_EQ(parse_fields(text).size(), max_fields);
}

TEST(ParseCookies, SplitsAtSemicolonsAndDecodesNothing) {
  struct Case {
    const char* text;
    Fields fields;
  };
  const Case cases[] = {
      {"", {}},
      {"a=1; b=2", {{"a", "1"}, {"b", "2"}}},
      {"a=1;b=2;", {{"a", "1"}, {"b", "2"}}},
      {" a = 1 ;;\tb", {{"a", "1"}, {"b", "", true}}},
      {"a=b=c; a=d", {{"a", "b=c"}, {"a", "d"}}},
      {"a=%20+; q=\"x\"", {{"a", "%20+"}, {"q", "\"x\""}}},
      {"a=", {{"a", ""}}},
  };
  for (const Case& c : cases) EXPECT_EQ(parse_cookies(c.text), c.fields) << c.text;
}

TEST(SplitTarget, KnowsTheFormsOfRfc9112) {
  struct Case {
    const char* target;
    const char* path;
    const char* query;
    bool has_query;
  };
  const Case cases[] = {
      {"/a/b", "/a/b", "", false},
      {"/a?b=c", "/a", "b=c", true},
      {"/a?", "/a", "", true},
      {"/a?b?c", "/a", "b?c", true},
      {"/a?&page_size=0", "/a", "&page_size=0", true},
      {"*", "*", "", false},
      {"", "", "", false},
      {"?x", "", "x", true},
      {"http://host/a?b", "/a", "b", true},
      {"https://user:pw@host:8443/a", "/a", "", false},
      {"http://host", "/", "", false},
      {"http://host?x=1", "/", "x=1", true},
      {"http://host/?x", "/", "x", true},
      {"HTTP://[::1]:80/a", "/a", "", false},
      {"/redirect?to=http://x/y", "/redirect", "to=http://x/y", true},
      {"/http://x/y", "/http://x/y", "", false},
      {"//host/a", "//host/a", "", false},
      {"host:443", "host:443", "", false},
      {"/a#b?c", "/a#b", "c", true},
      {"/a?b#c", "/a", "b#c", true},
      {"1://x/y", "1://x/y", "", false},
  };
  for (const Case& c : cases) {
    const Target target = split_target(c.target);
    EXPECT_EQ(target.path, c.path) << c.target;
    EXPECT_EQ(target.query, c.query) << c.target;
    EXPECT_EQ(target.has_query, c.has_query) << c.target;
  }
}

}  // namespace
}  // namespace phantomime::http
