#include "phantomime/recording/redaction/placeholder.hpp"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"
#include "phantomime/recording/redaction/shape.hpp"

namespace phantomime::recording {
namespace {

const Placeholders ours{std::string(32, 'k')};

/// a, A, 0 for letters and digits, everything else as it is.
std::string format_of(const std::string& text) {
  std::string format;
  for (const char c : text) format += is_lower(c) ? 'a' : is_upper(c) ? 'A' : is_digit(c) ? '0' : c;
  return format;
}

TEST(Placeholders, KeepLengthAndFormat) {
  for (const std::string secret : {"hunter2", "Chang3Me!", "a", "7", "12", "1234567890", "A-B_c.d/e+f=", "two words",
                                   "9a8092d6-c3ad-4c61-b92a-005bb179cfc6", "deadbeef0123", "x:y@z"}) {
    const std::string placeholder = ours.of(secret);
    EXPECT_EQ(format_of(placeholder), format_of(secret));
    EXPECT_NE(placeholder, secret);
  }
}

TEST(Placeholders, DependOnSecretAndKeyAlone) {
  EXPECT_EQ(ours.of("hunter2"), Placeholders{std::string(32, 'k')}.of("hunter2"));
  EXPECT_NE(ours.of("hunter2"), ours.of("hunter3"));
  EXPECT_NE(ours.of("hunter2xyz"), Placeholders{std::string(32, 'o')}.of("hunter2xyz"));
}

TEST(Placeholders, KeepHexadecimalAndUuidsWhatTheyAre) {
  const std::string digest = ours.of("3a7bd3e2360a3d29eea436fcfb7e44c7");
  EXPECT_EQ(digest.find_first_not_of("0123456789abcdef"), std::string::npos) << digest;
  const std::string uuid = ours.of("9a8092d6-c3ad-4c61-b92a-005bb179cfc6");
  EXPECT_TRUE(is_uuid(uuid)) << uuid;
  EXPECT_EQ(uuid[14], '4');
  EXPECT_EQ(uuid[19], 'b');
}

TEST(Placeholders, KeepBase64Decodable) {
  for (int size = 9; size < 40; ++size) {
    const std::string secret =
        encode_base64(std::string(static_cast<std::size_t>(size), static_cast<char>(size * 7)) + "q7");
    EXPECT_TRUE(decode_base64(ours.of(secret))) << secret << " became " << ours.of(secret);
  }
}

TEST(Placeholders, KeepThePrefixThatSaysWhoseKeyItIs) {
  EXPECT_THAT(ours.of("ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"), testing::StartsWith("ghp_"));
  EXPECT_THAT(ours.of("AKIAQ3EGRJ7SLZQ9T5XW"), testing::StartsWith("AKIA"));
  EXPECT_THAT(ours.of("xoxb-123456789012-abcDEF456ghi"), testing::StartsWith("xoxb-"));
}

TEST(Placeholders, KeepATokenReadable) {
  const std::string payload =
      R"({"sub":"carol","exp":1790000000,"iss":"https://idp.example","roles":["admin"],"n":42})";
  std::string coded = encode_base64(payload);
  while (coded.back() == '=') coded.pop_back();
  const std::string secret =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + coded + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
  const std::string token = ours.of(secret);
  EXPECT_EQ(token.size(), secret.size());
  EXPECT_TRUE(is_jwt(token));
  EXPECT_EQ(token.substr(0, token.find('.')), secret.substr(0, secret.find('.')));
  const auto claims = Base64Text::read(token.substr(37, coded.size()));
  ASSERT_TRUE(claims) << token;
  const auto json = parse_json(claims->bytes);
  ASSERT_TRUE(json) << claims->bytes;
  EXPECT_EQ((*json)["exp"], 1790000000);
  EXPECT_EQ((*json)["iss"], "https://idp.example");
  EXPECT_NE((*json)["sub"], "carol");
  EXPECT_EQ((*json)["sub"], ours.of("carol"));
  EXPECT_NE((*json)["roles"][0], "admin");
  EXPECT_TRUE(Base64Text::read(token.substr(token.rfind('.') + 1)));
  EXPECT_EQ(token.find("SflKxwRJ"), std::string::npos);
}

TEST(Placeholders, KeepCharactersOfOtherScriptsAsLongAsTheyWere) {
  for (const std::string secret : {"p\xc3\xa4ssw\xc3\xb6rt", "\xd0\xbf\xd0\xb0\xd1\x80\xd0\xbe\xd0\xbb\xd1\x8c",
                                   "\xe5\xaf\x86\xe7\xa0\x81", "\xf0\x9f\x94\x91\xf0\x9f\x94\x92"}) {
    const std::string placeholder = ours.of(secret);
    EXPECT_EQ(placeholder.size(), secret.size());
    EXPECT_TRUE(valid_utf8(placeholder));
    EXPECT_NE(placeholder, secret);
  }
}

TEST(Placeholders, ReplaceMarksWhereThereIsLittleElse) {
  EXPECT_NE(ours.of("!?#$%&"), "!?#$%&");
  EXPECT_EQ(ours.of("!?#$%&").size(), 6U);
}

TEST(Placeholders, OfNumbersAreNumbers) {
  for (const std::string number : {"1234", "-98765", "1000.25", "4711e3"}) {
    const std::string other = ours.of_number(number);
    EXPECT_EQ(other.size(), number.size());
    EXPECT_NE(other, number);
    EXPECT_TRUE(parse_json(other)) << other;
  }
}

TEST(Placeholders, NameTheirKeyWithoutTellingIt) {
  EXPECT_EQ(ours.key_id().size(), 8U);
  EXPECT_NE(ours.key_id(), Placeholders{std::string(32, 'o')}.key_id());
  EXPECT_EQ(ours.key_id().find_first_not_of("0123456789abcdef"), std::string::npos);
}

}  // namespace
}  // namespace phantomime::recording
