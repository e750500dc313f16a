#include "phantomime/base/utf8.hpp"

#include <gtest/gtest.h>

namespace phantomime {
namespace {

TEST(Utf8, KnowsValidText) {
  for (const char* text :
       {"", "plain", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "\xEE\x80\x80"})
    EXPECT_TRUE(valid_utf8(text)) << text;
}

TEST(Utf8, RefusesOverlongSurrogatesStraysAndCutCharacters) {
  for (const char* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80",
                           "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3",
                           "\xE2\x82", "\xC3(", "\xF0\x9F\x98"})
    EXPECT_FALSE(valid_utf8(text)) << text;
}

TEST(Utf8, WritesWhatItReads) {
  for (const char32_t c : {U'\x01', U'\x7F', U'\x80', U'\u07FF', U'\u0800', U'\uD7FF', U'\uE000', U'\uFFFD', U'\uFFFF',
                           U'\U00010000', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, c);
    std::size_t at = 0;
    EXPECT_EQ(next_code_point(text, at), c);
    EXPECT_EQ(at, text.size());
  }
}

TEST(Utf8, MovesOneByteWhereTheBytesAreNone) {
  const std::string text = "\xE2\x82z";
  std::size_t at = 0;
  EXPECT_FALSE(next_code_point(text, at));
  EXPECT_EQ(at, 1U);
}

TEST(Utf8, WritesHalvesOfPairsAsReplacement) {
  std::string text;
  append_utf8(text, 0xD800);
  append_utf8(text, 0x110000);
  EXPECT_EQ(text, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Utf8, CutsBetweenCharacters) {
  const std::string text =
      "a\xE2\x82\xAC"
      "b";
  EXPECT_EQ(cut_utf8(text, 5), text);
  EXPECT_EQ(cut_utf8(text, 4), "a\xE2\x82\xAC");
  for (const std::size_t limit : {1U, 2U, 3U}) EXPECT_EQ(cut_utf8(text, limit), "a") << limit;
  EXPECT_EQ(cut_utf8(text, 0), "");
  EXPECT_EQ(cut_utf8("\x80\x80\x80\x80\x80\x80", 5).size(), 5U) << "what is no UTF-8 is cut anywhere";
}

TEST(Utf8, ShortensWithAnEllipsisThatCounts) {
  EXPECT_EQ(shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(shorten("abcdefg", 6), "abc\xE2\x80\xA6");
  EXPECT_EQ(shorten("abcdefg", 2), "ab");
}

TEST(Utf8, ShowsWhatATerminalWouldObey) {
  struct Case {
    std::string text;
    std::string shown;
  };
  const Case cases[] = {
      {"plain \xC3\xA9", "plain \xC3\xA9"},
      {"\x1b[31m", "\\x1b[31m"},
      {"a\nb\r", "a\\nb\\r"},
      {"\t", "\\t"},
      {"\x7f", "\\x7f"},
      {"\xff", "\\xff"},
      {"\xC2\x85", "\\u0085"},
      {"\xE2\x80\xAE", "\\u202e"},
      {std::string("\0", 1), "\\x00"},
      {"\xE2\x80\xA8", "\\u2028"},
  };
  for (const Case& c : cases) EXPECT_EQ(printable(c.text), c.shown);
}

}  // namespace
}  // namespace phantomime
