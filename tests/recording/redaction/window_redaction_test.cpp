#include "phantomime/recording/redaction/window_redaction.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/random.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/redaction/encoded_content.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"

namespace phantomime::recording {
namespace {

const std::string key(32, 'k');

std::string fed(BodyRedaction& redaction, std::string_view bytes, std::size_t piece) {
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    out += redaction.feed(bytes.substr(0, piece));
  return out + redaction.finish();
}

/// Ordinary JSON of about so many bytes, with one secret that begins at a place.
std::string body_with(std::size_t size, std::size_t at, const std::string& secret) {
  const std::string row = R"({"id":12,"name":"quarantine device","ok":true},)";
  std::string text = "[";
  while (text.size() + row.size() < at) text += row;
  text += std::string(at - text.size(), ' ') + secret + ",";
  while (text.size() < size) text += row;
  return text + "null]";
}

TEST(WindowRedaction, FindsASecretWhereverItLiesAcrossTheEdgeOfAWindow) {
  const std::string secret = R"({"password":"acr0ssTheEdge"})";
  // Every place around the first edge, and around where the second window begins.
  for (const std::size_t edge : {window_bytes, window_bytes + window_overlap})
    for (std::size_t before = 0; before <= secret.size() + 2; before += 3) {
      const std::string body = body_with(window_bytes + 300'000, edge - before, secret);
      KeyedRedactor redactor{key};
      const auto redaction = redactor.body({{"Content-Type", "application/json"}}, "response.body");
      const std::string out = fed(*redaction, body, 100'000);
      EXPECT_EQ(out.find("acr0ssTheEdge"), std::string::npos) << before;
      EXPECT_EQ(out.size(), body.size());
      ASSERT_EQ(redaction->secrets().size(), 1U) << before;
      EXPECT_EQ(redaction->secrets()[0].where, "response.body");
      EXPECT_THAT(redaction->given_up(), "");
    }
}

TEST(WindowRedaction, GivesTheSameForPiecesOfAnySize) {
  const std::string body = body_with(200'000, 100'000, R"({"token":"p1ecesOfAnySize"})");
  KeyedRedactor redactor{key};
  const std::string once = fed(*redactor.body({}, "request.body"), body, body.size());
  EXPECT_EQ(once.find("p1ecesOfAnySize"), std::string::npos);
  for (const std::size_t piece : {1U, 7U, 4096U}) EXPECT_EQ(fed(*redactor.body({}, "request.body"), body, piece), once);
}

TEST(WindowRedaction, FindsWhatAnExchangeTold) {
  KeyedRedactor redactor{key};
  Exchange login;
  login.request.body.bytes = R"({"password":"kn0wnFromLogin"})";
  redactor.redact(login);
  const std::string out =
      fed(*redactor.body({}, "response.body"), body_with(100'000, 5'000, R"("kn0wnFromLogin")"), 999);
  EXPECT_EQ(out.find("kn0wnFromLogin"), std::string::npos);
}

TEST(WindowRedaction, GivesCleanCompressedBodiesThroughAsTheyAre) {
  for (const auto& [name, coding] :
       {std::pair{"gzip", http::ContentCoding::gzip}, std::pair{"br", http::ContentCoding::brotli},
        std::pair{"deflate", http::ContentCoding::raw_deflate}}) {
    const std::string coded = *encoded_content(body_with(3'000'000, 10, R"({"x":"y"})"), {coding});
    KeyedRedactor redactor{key};
    const auto redaction = redactor.body({{"Content-Encoding", name}}, "response.body");
    EXPECT_EQ(fed(*redaction, coded, 1000), coded) << name;
    EXPECT_EQ(redaction->given_up(), "");
  }
}

TEST(WindowRedaction, GivesUpAtASecretWithinACoding) {
  const std::string coded =
      *encoded_content(body_with(3'000'000, 2'000'000, R"({"password":"w1thinCoding"})"), {http::ContentCoding::gzip});
  KeyedRedactor redactor{key};
  const auto redaction = redactor.body({{"Content-Encoding", "gzip"}}, "response.body");
  const std::string out = fed(*redaction, coded, 1000);
  EXPECT_THAT(redaction->given_up(), testing::HasSubstr("a secret lies within its content coding"));
  EXPECT_EQ(coded.substr(0, out.size()), out);
}

TEST(WindowRedaction, GivesUpWhatItCannotDecode) {
  KeyedRedactor redactor{key};
  const auto unknown = redactor.body({{"Content-Encoding", "zstd"}}, "response.body");
  EXPECT_EQ(fed(*unknown, "xxxx", 2), "");
  EXPECT_THAT(unknown->given_up(), testing::HasSubstr("unknown"));
  const auto broken = redactor.body({{"Content-Encoding", "gzip"}}, "response.body");
  EXPECT_EQ(fed(*broken, "this is no gzip", 2), "");
  EXPECT_THAT(broken->given_up(), testing::HasSubstr("not in its content coding"));
}

}  // namespace
}  // namespace phantomime::recording
