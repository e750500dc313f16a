#pragma once

#include "phantomime/base/time_text.hpp"
#include "phantomime/recording/exchange.hpp"

namespace phantomime::testing_support {

/// `GET /things/1` answered by a little JSON.
inline recording::Exchange simple_exchange(std::uint64_t number) {
  recording::Exchange exchange;
  exchange.number = number;
  exchange.connection = 1;
  exchange.origin = "https://phantom.example";
  exchange.began = *parse_instant("2026-11-25T10:00:00.123456Z");
  exchange.request = {"GET", "/things/1", 1, {{"Host", "127.0.0.1:8443"}, {"Accept", "*/*"}}, {}};
  exchange.response = {200, "OK", 1, {{"Content-Type", "application/json"}, {"Content-Length", "8"}}, {}};
  exchange.response->body.bytes = R"({"id":1})";
  exchange.response->body.size = 8;
  return exchange;
}

/// One with everything that an exchange can have, bytes that are no UTF-8 among it.
inline recording::Exchange full_exchange(std::uint64_t number) {
  using std::chrono::nanoseconds;
  recording::Exchange exchange = simple_exchange(number);
  exchange.session = 2;
  exchange.connection = 9;
  exchange.since_start = nanoseconds{1'000'000'007};
  exchange.request_took = nanoseconds{5}, exchange.first_byte = nanoseconds{6}, exchange.took = nanoseconds{7};
  exchange.request = {"M-SEARCH", "/a?b=\"c\"&d=\xff", 0, {{"X-A", "1"}, {"x-a", "caf\xe9"}, {"X-A", ""}}, {}};
  exchange.request.body.bytes = "line\nline\t\x01 \"quoted\" \\";
  exchange.request.body.size = exchange.request.body.bytes.size();
  exchange.request.body.complete = false;
  exchange.interim.push_back({100, "Continue", {}});
  exchange.interim.push_back({103, "Early Hints", {{"Link", "</a>"}, {"Link", "</b>"}}});
  exchange.response = {299, "R\xe9sum\xe9", 0, {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}}, {}};
  exchange.response->body.bytes = std::string{"\x00\x01\xfe\xff", 4};
  exchange.response->body.size = 4;
  exchange.response->body.replaced = true;
  exchange.response->body.chunks = {1, 3};
  exchange.response->body.trailers = {{"X-Sum", "9"}};
  exchange.outcome = recording::Outcome::upstream_cut;
  exchange.failure = "the upstream closed the connection";
  exchange.secrets.push_back({"request.header.X-A", "token", "abcdef"});
  return exchange;
}

}  // namespace phantomime::testing_support
