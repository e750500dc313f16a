#include "phantomime/http/content_decoding.hpp"

#include <gtest/gtest.h>

#include "phantomime/directives/content_coding.hpp"

namespace phantomime::http {
namespace {

using directives::Coding;

TEST(ContentDecoding, IsTheInverseOfEncoding) {
  const std::string nul{"a\0\xff", 3};
  for (const std::string& bytes : {std::string{}, nul, std::string(200'000, 'x')})
    for (const Coding coding : {Coding::identity, Coding::gzip, Coding::deflate, Coding::brotli}) {
      const auto encoded = directives::encode(bytes, coding);
      ASSERT_TRUE(encoded);
      const auto decoded = decode_content(*encoded, directives::to_string(coding), 1 << 20);
      ASSERT_TRUE(decoded) << directives::to_string(coding);
      EXPECT_EQ(*decoded, bytes);
    }
}

TEST(ContentDecoding, TakesSeveralOffInTheirOrder) {
  const auto twice = directives::encode(*directives::encode("text", Coding::brotli), Coding::gzip);
  EXPECT_EQ(*decode_content(*twice, "br, GZIP", 100), "text");
  EXPECT_FALSE(decode_content(*twice, "gzip, br", 100));
  EXPECT_EQ(decode_content("", "gzip, gzip, gzip, gzip, gzip", 100).error().code, ErrorCode::limit);
}

TEST(ContentDecoding, MembersOfOneGzipFollowEachOther) {
  const std::string member = *directives::encode("ab", Coding::gzip);
  EXPECT_EQ(*decode_content(member + member, "x-gzip", 100), "abab");
  EXPECT_FALSE(decode_content(member + "tail", "gzip", 100));
}

TEST(ContentDecoding, RefusesWhatIsBrokenUnknownOrTooLong) {
  const std::string bomb = *directives::encode(std::string(10'000'000, 'x'), Coding::gzip);
  EXPECT_EQ(decode_content(bomb, "gzip", 1 << 20).error().code, ErrorCode::limit);
  EXPECT_EQ(
      decode_content(*directives::encode(std::string(10'000'000, 'x'), Coding::brotli), "br", 1 << 20).error().code,
      ErrorCode::limit);
  EXPECT_EQ(decode_content("text", "zstd", 100).error().code, ErrorCode::not_found);
  for (const Coding coding : {Coding::gzip, Coding::deflate, Coding::brotli}) {
    const std::string whole = *directives::encode("some text, some text", coding);
    for (std::size_t size = 0; size < whole.size(); ++size)
      EXPECT_FALSE(decode_content(whole.substr(0, size), directives::to_string(coding), 100)) << size;
  }
}

}  // namespace
}  // namespace phantomime::http
