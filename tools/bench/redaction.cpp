// What redaction costs: an ordinary exchange, and a long body looked through in windows. Prints a line of JSON for each
// figure.
#include <algorithm>
#include <ctime>
#include <iostream>
#include <string>
#include <string_view>

#include "phantomime/recording/redaction/keyed_redactor.hpp"

namespace {

using namespace phantomime::recording;

/// Seconds of processor time: what others do on the machine meanwhile does not count.
double now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string rows(std::size_t size) {
  std::string text = "[";
  for (int id = 1; text.size() < size; ++id)
    text +=
        R"({"id":)" + std::to_string(id) +
        R"(,"name":"quarantine device","create_time":"2020-01-22T19:39:43.239000Z","status":"success","owner":1,)"
        R"("guid":"9a8092d6-c3ad-4c61-b92a-005bb179cfc6","message":"the action was run on the asset","tags":["a","b"]},)";
  text.back() = ']';
  return text;
}

Exchange ordinary(bool with_secrets) {
  Exchange exchange;
  exchange.request = {"GET",
                      "/rest/container?page=1&_filter_status=new",
                      1,
                      {{"Host", "phantom.example"},
                       {"User-Agent", "python-requests/2.31.0"},
                       {"Accept-Encoding", "gzip, deflate"},
                       {"Accept", "*/*"},
                       {"Connection", "keep-alive"}},
                      {}};
  if (with_secrets) {
    exchange.request.headers.add("Authorization", "Basic YWRtaW46Y2hhbmdlbWUx");
    exchange.request.headers.add("Cookie", "sessionid=q1w2e3r4t5y6u7i8; csrftoken=AbCdEf123456");
  }
  exchange.response = {200,
                       "OK",
                       1,
                       {{"Server", "nginx"},
                        {"Date", "Wed, 22 Jan 2020 19:39:43 GMT"},
                        {"Content-Type", "application/json"},
                        {"Content-Length", "1024"},
                        {"X-Frame-Options", "SAMEORIGIN"}},
                       {}};
  exchange.response->body.bytes = rows(1000);
  return exchange;
}

double microseconds_each(KeyedRedactor& redactor, bool with_secrets) {
  const Exchange exchange = ordinary(with_secrets);
  constexpr int rounds = 20'000;
  double best = 1e9;
  for (int part = 0; part < 10; ++part) {
    const double begin = now();
    for (int round = 0; round < rounds / 10; ++round) {
      Exchange copy = exchange;
      redactor.redact(copy);
    }
    best = std::min(best, (now() - begin) * 1e6 / (rounds / 10));
  }
  return best;
}

double megabytes_a_second(KeyedRedactor& redactor) {
  const std::string body = rows(16u << 20);
  double best = 0;
  for (int round = 0; round < 5; ++round) {
    const auto redaction = redactor.body({}, "response.body");
    const double begin = now();
    std::size_t out = 0;
    for (std::string_view left = body; !left.empty(); left.remove_prefix(std::min<std::size_t>(left.size(), 65536)))
      out += redaction->feed(left.substr(0, 65536)).size();
    out += redaction->finish().size();
    best = std::max(best, static_cast<double>(out) / 1e6 / (now() - begin));
  }
  return best;
}

}  // namespace

int main() {
  KeyedRedactor redactor{std::string(32, 'k')};
  std::cout << R"({"what": "1 KB exchange, no secret", "microseconds": )" << microseconds_each(redactor, false)
            << "}\n";
  std::cout << R"({"what": "1 KB exchange, three secrets", "microseconds": )" << microseconds_each(redactor, true)
            << "}\n";
  for (int number = 0; number < 4000; ++number) {
    Exchange exchange;
    exchange.request.headers.add("X-Api-Key", "k3y" + std::to_string(number * 7919) + "abcDEF");
    redactor.redact(exchange);
  }
  std::cout << R"({"what": "1 KB exchange, no secret, 4000 known", "microseconds": )"
            << microseconds_each(redactor, false) << "}\n";
  std::cout << R"({"what": "a long body of JSON", "megabytes_a_second": )" << megabytes_a_second(redactor) << "}\n";
}
