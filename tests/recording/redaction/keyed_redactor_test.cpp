// What a redactor does beside finding secrets, which planted_secrets_test.cpp is about.

#include "phantomime/recording/redaction/keyed_redactor.hpp"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/base64.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/redaction/encoded_content.hpp"

#include "support/exchanges.hpp"

namespace phantomime::recording {
namespace {

const std::string key(32, 'k');

void response_body(Exchange& exchange, std::string bytes) {
  exchange.response->body.size = bytes.size();
  exchange.response->body.bytes = std::move(bytes);
}

std::string told(const Exchange& exchange) {
  std::string text;
  for (const Secret& secret : exchange.secrets)
    text += secret.where + ' ' + secret.kind + ' ' + secret.placeholder + '\n';
  return text;
}

TEST(Redactor, GivesTheSameSecretTheSamePlaceholderEverywhere) {
  KeyedRedactor redactor{key};
  Exchange exchange = testing_support::simple_exchange(1);
  exchange.request.headers.add("Authorization", "Basic " + encode_base64("bob:s4me Everywhere"));
  exchange.request.target = "/x?password=s4me+Everywhere";
  response_body(exchange, R"({"password":"s4me\u0020Everywhere","text":"it was s4me%20Everywhere"})");
  redactor.redact(exchange);
  std::set<std::string> placeholders;
  for (const Secret& secret : exchange.secrets) placeholders.insert(secret.placeholder);
  ASSERT_EQ(placeholders.size(), 1U) << log_line(exchange);
  const std::string placeholder = *placeholders.begin();
  EXPECT_EQ(*exchange.request.headers.find("Authorization"), "Basic " + encode_base64("bob:" + placeholder));
  EXPECT_EQ(exchange.request.target, "/x?password=" + placeholder.substr(0, 4) + "+" + placeholder.substr(5));
}

TEST(Redactor, FindsInLaterExchangesWhatEarlierOnesTold) {
  KeyedRedactor redactor{key};
  Exchange login = testing_support::simple_exchange(1), later = testing_support::simple_exchange(2);
  response_body(login, R"({"token":"t0kenOfLogin"})");
  later.request.target = "/things/t0kenOfLogin";
  redactor.redact(login);
  redactor.redact(later);
  ASSERT_EQ(login.secrets.size(), 1U);
  EXPECT_EQ(later.request.target, "/things/" + login.secrets[0].placeholder);
  ASSERT_EQ(later.secrets.size(), 1U);
  EXPECT_EQ(later.secrets[0].where, "request.target");
}

TEST(Redactor, SaysWhereItFoundASecret) {
  KeyedRedactor redactor{key};
  Exchange exchange = testing_support::simple_exchange(1);
  exchange.request.headers.add("Cookie", "sid=wh3reIsIt; lang=en");
  response_body(exchange, R"({"a":[{"b/c":{"password":"wh3reInJson"}}]})");
  redactor.redact(exchange);
  ASSERT_EQ(exchange.secrets.size(), 2U);
  EXPECT_EQ(exchange.secrets[0].where, "request.header.Cookie.sid");
  EXPECT_EQ(exchange.secrets[0].kind, "cookie");
  EXPECT_EQ(exchange.secrets[1].where, "response.body/a/0/b~1c/password");
  EXPECT_EQ(exchange.secrets[1].kind, "password");
}

TEST(Redactor, KeepsNoBodyThatItCannotLookInto) {
  struct Case {
    std::string coding, bytes, why;
  };
  for (const Case& one :
       {Case{"zstd", "x", "unknown"}, Case{"gzip", "no gzip at all", "not in its content coding"},
        Case{"gzip", *encoded_content(std::string(80u << 20, 'a'), {http::ContentCoding::gzip}), "too long"}}) {
    KeyedRedactor redactor{key};
    Exchange exchange = testing_support::simple_exchange(1);
    exchange.response->headers.add("Content-Encoding", one.coding);
    response_body(exchange, one.bytes);
    redactor.redact(exchange);
    EXPECT_EQ(exchange.response->body.kept, Body::Kept::not_kept) << one.why;
    EXPECT_EQ(exchange.response->body.bytes, "");
    EXPECT_THAT(exchange.response->body.why, testing::HasSubstr(one.why));
    EXPECT_EQ(exchange.response->body.digest.size(), 64U);
    EXPECT_EQ(exchange.response->body.size, one.bytes.size());
  }
}

TEST(Redactor, LeavesACompressedBodyWithoutSecretsAsItCame) {
  KeyedRedactor redactor{key};
  Exchange exchange = testing_support::simple_exchange(1);
  exchange.response->headers.add("Content-Encoding", "br");
  response_body(exchange, *encoded_content(R"({"id":1,"name":"x"})", {http::ContentCoding::brotli}));
  const Exchange before = exchange;
  redactor.redact(exchange);
  EXPECT_EQ(log_line(exchange), log_line(before));
}

TEST(Redactor, SaysOfALineSeenBeforeWhatItSaidTheFirstTime) {
  KeyedRedactor redactor{key};
  std::vector<Exchange> exchanges;
  for (std::uint64_t number = 1; number <= 4; ++number) {
    Exchange exchange = testing_support::simple_exchange(number);
    exchange.request.headers.add("Authorization", "Bearer t0kenOfEachRequest");
    exchange.request.headers.add("Cookie", "a=t0kenOfEachRequest; b=c00kieOfEachRequest");
    redactor.redact(exchange);
    exchanges.push_back(std::move(exchange));
  }
  for (const Exchange& exchange : exchanges) {
    EXPECT_EQ(exchange.request.headers, exchanges[0].request.headers);
    EXPECT_EQ(told(exchange), told(exchanges[0]));
  }
  EXPECT_EQ(exchanges[0].secrets.size(), 3U);
  // One of the lines alone: its secrets are said although the other line, which told one first, is not there.
  Exchange alone = testing_support::simple_exchange(5);
  alone.request.headers.add("Cookie", "a=t0kenOfEachRequest; b=c00kieOfEachRequest");
  redactor.redact(alone);
  EXPECT_EQ(alone.secrets.size(), 2U);
}

TEST(Redactor, LooksThroughALineAnewOnceItKnowsMore) {
  KeyedRedactor redactor{key};
  const auto with_line = [](std::uint64_t number) {
    Exchange exchange = testing_support::simple_exchange(number);
    exchange.request.headers.add("X-Trace", "of kn0wnOnlyLater");
    return exchange;
  };
  for (std::uint64_t number = 1; number <= 3; ++number) {
    Exchange innocent = with_line(number);
    redactor.redact(innocent);
    EXPECT_TRUE(innocent.secrets.empty());
  }
  Exchange telling = testing_support::simple_exchange(4);
  response_body(telling, R"({"password":"kn0wnOnlyLater"})");
  redactor.redact(telling);
  Exchange later = with_line(5);
  redactor.redact(later);
  EXPECT_EQ(later.request.headers.find("X-Trace"), "of " + telling.secrets.at(0).placeholder);
}

TEST(Redactor, TakesTheSameLineOfRequestAndAnswerForTwo) {
  KeyedRedactor redactor{key};
  for (std::uint64_t number = 1; number <= 3; ++number) {
    Exchange exchange = testing_support::simple_exchange(number);
    exchange.request.headers.add("X-Token", "t0kenBothWays");
    exchange.response->headers.add("X-Token", "t0kenBothWays");
    redactor.redact(exchange);
    ASSERT_EQ(exchange.secrets.size(), 2U);
    EXPECT_EQ(exchange.secrets[0].where, "request.header.X-Token");
    EXPECT_EQ(exchange.secrets[1].where, "response.header.X-Token");
  }
}

}  // namespace
}  // namespace phantomime::recording
