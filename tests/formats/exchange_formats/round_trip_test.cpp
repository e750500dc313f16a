// import∘export is the identity, or it loses exactly what the format's row declares.
#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conversions.hpp"

namespace phantomime::formats {
namespace {

using namespace testing_support;
using recording::Body;
using recording::Exchange;
using recording::Outcome;

Exchange coded(std::string_view coding, std::string bytes) {
  Exchange exchange = with_bodies("", std::move(bytes));
  exchange.response->headers.add("Content-Encoding", coding);
  return exchange;
}

Exchange without_response(Outcome outcome, std::string failure) {
  Exchange exchange = simple_exchange(1);
  exchange.response.reset();
  exchange.outcome = outcome;
  exchange.failure = std::move(failure);
  return exchange;
}

Exchange with_target(std::string target) {
  Exchange exchange = simple_exchange(1);
  exchange.request.target = std::move(target);
  return exchange;
}

Exchange with_status(int status, std::string method) {
  Exchange exchange = simple_exchange(1);
  exchange.request.method = std::move(method);
  exchange.response->status = status;
  exchange.response->headers.set("Content-Length", "1234");
  exchange.response->body = {};
  return exchange;
}

Exchange not_kept() {
  Exchange exchange = simple_exchange(1);
  exchange.response->body = {};
  exchange.response->body.kept = Body::Kept::not_kept;
  exchange.response->body.size = 9'000'000'000;
  exchange.response->body.digest = std::string(64, 'a');
  exchange.response->body.why = "too long";
  return exchange;
}

Exchange cut() {
  Exchange exchange = with_bodies("sent", "half");
  exchange.response->headers.set("Content-Length", "8");
  exchange.response->body.complete = false;
  exchange.outcome = Outcome::upstream_cut;
  exchange.failure = "cut";
  return exchange;
}

Exchange timed() {
  Exchange exchange = simple_exchange(1);
  exchange.request_took = std::chrono::nanoseconds{1'234'567};
  exchange.first_byte = std::chrono::nanoseconds{2'000'000'001};
  exchange.took = std::chrono::nanoseconds{3'600'000'000'003};
  return exchange;
}

Exchange early() {
  Exchange exchange = timed();
  exchange.request_took = exchange.first_byte + std::chrono::nanoseconds{1};
  return exchange;
}

Exchange with_headers() {
  Exchange exchange = simple_exchange(1);
  exchange.request.headers = {{"B", "2"}, {"a", "1"}, {"B", ""}, {"Cookie", "a=1; b=\"x;y\""}, {"b", "3"}};
  exchange.response->headers = {{"Set-Cookie", "a=1; Path=/; HttpOnly"},
                                {"X", "\"quoted\" \\ ' $(x)"},
                                {"set-cookie", "b=2; Secure; Domain=d"},
                                {"Location", "/there?a=b#c"}};
  return exchange;
}

std::string compressed(std::string_view bytes, directives::Coding coding) { return *directives::encode(bytes, coding); }

std::vector<Exchange> corpus() {
  const std::string nul{"a\0b\r\n\"'\\", 8};
  const std::string no_utf8 = "\xff\xfe\x80 caf\xe9";
  const std::string once = compressed("{\"a\": \"é🎭\"}", directives::Coding::gzip);
  std::vector<Exchange> all{
      simple_exchange(1),
      full_exchange(2),
      with_bodies(nul, nul),
      with_bodies(no_utf8, no_utf8),
      with_bodies("🎭 naïve 𝄞", "{\"n\": 123456789012345678901234567890.10e+400, \"n\": 1.10}"),
      with_bodies("", ""),
      with_bodies("a=1&b=%20+&c", "=&&=\n"),
      with_bodies(std::string(70'000, 'x'), std::string(70'000, '\x80')),
      coded("gzip", once),
      coded("br", compressed("text", directives::Coding::brotli)),
      coded("deflate", compressed(std::string(100'000, 'z'), directives::Coding::deflate)),
      coded("gzip", compressed(once, directives::Coding::gzip)),
      coded("gzip", "no gzip at all"),
      coded("zstd", "(\xb5/\xfd binary"),
      coded("identity", "plain"),
      with_status(200, "HEAD"),
      with_status(304, "GET"),
      with_status(204, "DELETE"),
      with_status(599, "HEAD"),
      without_response(Outcome::upstream_failed, "cannot connect"),
      without_response(Outcome::refused, "an upgrade"),
      without_response(Outcome::client_gone, ""),
      with_target("http://phantom.example/a?b"),
      with_target("*"),
      with_target("/a#b?c"),
      with_target("/"),
      with_target("//double//?"),
      with_target("/%zz'\"<>{}|^`"),
      not_kept(),
      cut(),
      timed(),
      early(),
      with_headers(),
  };
  const Instant first = all.front().began;
  for (std::size_t at = 0; at < all.size(); ++at) {
    all[at].number = at + 1;
    all[at].began = first + std::chrono::microseconds{at * 1001};
    all[at].since_start = all[at].began - first;
  }
  return all;
}

std::string without(Exchange exchange, std::span<const Fact> facts) {
  for (const Fact fact : facts) exchange_facts()[static_cast<std::size_t>(fact)].forget(exchange);
  return recording::log_line(exchange);
}

std::vector<Exchange> there_and_back(const ExchangeFormat& format, const std::vector<Exchange>& exchanges) {
  Losses losses;
  const auto store = stored(format.write(exchanges, Layout::file, losses), "out");
  auto back = read_exchanges(format, store, "out");
  EXPECT_TRUE(back.errors.empty()) << format.name << ":\n" << render(back.errors);
  return std::move(back.exchanges);
}

bool goes_both_ways(const ExchangeFormat& format) { return format.read && format.write; }

TEST(RoundTrip, LosesExactlyWhatTheFormatDeclares) {
  std::size_t formats = 0;
  for (const ExchangeFormat& format : exchange_formats()) {
    if (!goes_both_ways(format)) continue;
    ++formats;
    const auto before = corpus();
    const auto after = there_and_back(format, before);
    ASSERT_EQ(before.size(), after.size()) << format.name;
    for (std::size_t at = 0; at < before.size(); ++at)
      EXPECT_EQ(without(before[at], format.cannot_carry), without(after[at], format.cannot_carry))
          << format.name << ", exchange " << at + 1;
  }
  EXPECT_EQ(formats, 2U);  // recording and har
}

TEST(RoundTrip, WhatIsDeclaredLostReallyIs) {
  for (const ExchangeFormat& format : exchange_formats()) {
    if (!goes_both_ways(format)) continue;
    for (const Fact fact : format.cannot_carry) {
      if (fact == Fact::number) continue;  // the corpus has them in order
      std::vector<Fact> others;
      for (const Fact other : format.cannot_carry)
        if (other != fact) others.push_back(other);
      const auto before = corpus();
      const auto after = there_and_back(format, before);
      bool differs = false;
      for (std::size_t at = 0; at < before.size(); ++at)
        differs = differs || without(before[at], others) != without(after[at], others);
      EXPECT_TRUE(differs) << format.name << " carries what it says it cannot: "
                           << exchange_facts()[static_cast<std::size_t>(fact)].what;
    }
  }
}

TEST(RoundTrip, EveryFactIsInTheCorpusAndForgettingItTakesItOut) {
  const auto all = corpus();
  for (const FactRow& row : exchange_facts()) {
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), row.is_in)) << row.what;
    for (Exchange exchange : all) {
      row.forget(exchange);
      if (row.fact == Fact::number || row.fact == Fact::body_digest) continue;
      EXPECT_FALSE(row.is_in(exchange)) << row.what << ", exchange " << exchange.number;
    }
  }
}

TEST(RoundTrip, NoExchangesAreNone) {
  for (const ExchangeFormat& format : exchange_formats())
    EXPECT_TRUE(!goes_both_ways(format) || there_and_back(format, {}).empty()) << format.name;
}

TEST(RoundTrip, WhatIsLostIsToldAndCounted) {
  Losses losses;
  const auto all = corpus();
  add_losses(all, format_named("har").cannot_carry, losses);
  const auto count = [&](std::string_view what) {
    for (const auto& loss : losses.all())
      if (loss.what == what) return loss.count;
    return std::uint64_t{0};
  };
  EXPECT_EQ(count("interim (1xx) answers"), 1U);
  EXPECT_EQ(count("that a target was written in absolute form or as *"), 2U);
  EXPECT_EQ(count("that a body was cut off"), 2U);
  EXPECT_EQ(count("content codings of answers (their bodies are decoded)"), 4U);
  EXPECT_EQ(count("numbers of exchanges"), 0U);
}

}  // namespace
}  // namespace phantomime::formats
