#include "phantomime/base/base64.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/random.hpp"

namespace phantomime {
namespace {

TEST(Base64, SpellsTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xFB\xFF", "+/8="},
  };
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(encode_base64(bytes), text);
    const auto decoded = decode_base64(text);
    ASSERT_TRUE(decoded.ok()) << text;
    EXPECT_EQ(*decoded, bytes);
  }
}

TEST(Base64, RefusesWhatIsNotStrict) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zm 9", "Zm9v\n",
                           "Zh==", "Zm9=", "Zg==Zg==", "Zm9-", "\xFFm9v"}) {
    const auto decoded = decode_base64(text);
    ASSERT_FALSE(decoded.ok()) << text;
    EXPECT_EQ(decoded.error().code, ErrorCode::syntax);
    EXPECT_THAT(decoded.error().what, testing::StartsWith("not valid base64"));
  }
}

TEST(Base64, DoesNotRepeatTheTextInItsMessage) {
  EXPECT_THAT(decode_base64("hunter2!").error().what, testing::Not(testing::HasSubstr("hunter2")));
}

TEST(Base64, RoundTripsAnyBytes) {
  Random random{1};
  for (int round = 0; round < 200; ++round) {
    std::string bytes(static_cast<std::size_t>(random.integer(0, 40)), '\0');
    for (char& c : bytes) c = static_cast<char>(random.integer(-128, 127));
    const auto decoded = decode_base64(encode_base64(bytes));
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(*decoded, bytes);
  }
}

}  // namespace
}  // namespace phantomime
