#include "phantomime/contract/format.hpp"

#include <gtest/gtest.h>

namespace phantomime::contract {
namespace {

TEST(Formats, AllMatchTheirOwnExampleAndHaveAWordOfTheirOwn) {
  ASSERT_FALSE(formats().empty());
  for (const FormatRow& row : formats()) {
    EXPECT_TRUE(matches(row.format, row.example)) << row.word;
    EXPECT_EQ(format_of_word(row.word), row.format);
    EXPECT_EQ(to_string(row.format), row.word);
    EXPECT_FALSE(matches(row.format, "no such thing at all")) << row.word;
    EXPECT_FALSE(matches(row.format, "")) << row.word;
  }
}

TEST(Formats, AreShownByTextsThatCannotBeChance) {
  const struct {
    const char* text;
    Format format;
  } rows[] = {
      {"2020-01-22T19:39:43.239000Z", Format::timestamp_micros},
      {"2020-01-22T19:39:43.239Z", Format::timestamp},
      {"2016-01-15T22:15:58.05319+00:00", Format::timestamp_offset},
      {"2019-12-04 04:38:51.703+00", Format::timestamp_blank},
      {"1970-01-01T00:00:00.000000", Format::timestamp_local},
      {"2020-01-22", Format::date},
      {"2020-13-22T19:39:43.239000Z", Format::none},
      {"9a8092d6-c3ad-4c61-b92a-005bb179cfc6", Format::uuid},
      {"9a8092d6-c3ad-4c61-b92a-005bb179cfc", Format::none},
      {"46", Format::integer_text},
      {"046", Format::none},
      {"{\"a\":[1]}\n", Format::json_text},
      {"{\"a\":", Format::none},
      {"\"a\"", Format::none},
      {"https://example.com/x?y=1", Format::url},
      {"ann@example.com", Format::none},  // a user's name may look so
      {"127.0.0.1", Format::none},
      {"Zm9v", Format::none},
      {"", Format::none},
  };
  for (const auto& row : rows) EXPECT_EQ(format_shown_by(row.text), row.format) << row.text;
}

TEST(Formats, OfTwoTextsAreWhatBothHave) {
  EXPECT_EQ(common_format(Format::uuid, Format::uuid), Format::uuid);
  EXPECT_EQ(common_format(Format::timestamp_micros, Format::timestamp_offset), Format::timestamp);
  EXPECT_EQ(common_format(Format::uuid, Format::none), Format::none);
  EXPECT_EQ(common_format(Format::date, Format::uuid), Format::none);
}

}  // namespace
}  // namespace phantomime::contract
