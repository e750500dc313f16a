// What strangers send (hostile_table*.cpp): the answer RFC 9112 asks for, or none; and nobody else is harmed.

#include <atomic>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/net/client.hpp"

#include "net/hostile_table.hpp"
#include "support/raw_client.hpp"
#include "support/test_certificate.hpp"
#include "support/test_server.hpp"

namespace phantomime::test {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Both ports, and a bound on bodies that a row can outgrow.
void for_strangers(net::Server::Options& options) {
  with_tls(options);
  options.limits.body_bytes = 1u << 20;
}

std::uint16_t port_of(const TestServer& server, const Strange& row) {
  return server.port(row.port == Strange::Port::tls ? 0 : 1);
}

/// All answers to some bytes, until the server closes; what is no HTTP comes last.
struct Heard {
  std::vector<std::string> answers;
  bool closed = false;
};

Heard send(std::uint16_t port, const Strange& row, const std::string& more) {
  RawClient client{port};
  client.send(row.bytes + more);
  if (row.client == Strange::Client::ends) client.end_sending();
  Heard heard;
  for (;;) {
    std::string answer = client.read_reply();
    if (answer.empty()) break;
    if (status_of(answer) != 100) heard.answers.push_back(std::move(answer));
  }
  heard.closed = client.closed();
  return heard;
}

/// Sends a row and, where there can be one, a request behind it: answered if the connection goes on, else never.
void expect_what_the_row_says(std::uint16_t port, const Strange& row, bool with_more) {
  SCOPED_TRACE(row.name);
  const bool goes_on = row.served() && row.keeps;
  std::string more;
  if (goes_on) {
    more = get("/next", "Connection: close\r\n");
  } else if (with_more && row.client == Strange::Client::waits) {
    more = get("/smuggled");
  }
  const Heard heard = send(port, row, more);
  EXPECT_TRUE(heard.closed);
  for (const std::string& answer : heard.answers) EXPECT_THAT(answer, Not(HasSubstr("/smuggled [")));
  if (row.status <= 0) {
    for (const std::string& answer : heard.answers) EXPECT_EQ(status_of(answer), 0) << answer;
    return;
  }
  ASSERT_EQ(heard.answers.size(), row.before + (goes_on ? 2u : 1u)) << testing::PrintToString(heard.answers);
  for (unsigned i = 0; i < row.before; ++i) EXPECT_EQ(status_of(heard.answers[i]), 200);
  const std::string& answer = heard.answers[row.before];
  EXPECT_EQ(status_of(answer), row.status) << answer;
  if (row.served()) {
    EXPECT_EQ(body_of(answer), row.body);
  } else {
    EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: application/problem+json\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  }
  if (goes_on) {
    EXPECT_EQ(body_of(heard.answers.back()), "GET /next []");
  }
}

void expect_an_honest_answer(const TestServer& server, Strange::Port port) {
  if (port == Strange::Port::plain) {
    RawClient honest{server.port(1)};
    honest.send(get("/honest"));
    ASSERT_EQ(body_of(honest.read_reply()), "GET /honest []");
    return;
  }
  net::ClientOptions options;
  options.ca_file = test_certificate().ca;
  http::Request request;
  request.method = "GET";
  request.target = "/honest";
  const auto reply = net::Client{options}.send("https://127.0.0.1:" + std::to_string(server.port(0)), request);
  ASSERT_TRUE(reply) << reply.error().what;
  ASSERT_EQ(reply->body_text(), "GET /honest []");
}

TEST(HostileRequests, GetTheAnswerRfc9112AsksForAndHarmNobodyElse) {
  const auto& table = strange_requests();
  ASSERT_GE(table.size(), 150u);
  TestServer server{for_strangers};
  std::size_t refused = 0;
  for (const Strange& row : table) {
    expect_what_the_row_says(port_of(server, row), row, false);
    EXPECT_EQ(server.refusals().size() - refused, row.refusals()) << row.name << ": one word to the log for each";
    refused = server.refusals().size();
    if (row.refusals() > 0) {
      EXPECT_EQ(server.refusals().back().status, row.status);
      EXPECT_EQ(server.refusals().back().peer, "127.0.0.1");
    }
    expect_an_honest_answer(server, row.port);
  }
}

TEST(HostileRequests, AreToldApartByTheirNames) {
  std::set<std::string> names;
  std::set<std::pair<Strange::Port, std::string>> bytes;
  for (const Strange& row : strange_requests()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(bytes.insert({row.port, row.bytes + (row.client == Strange::Client::ends ? "|" : "")}).second)
        << row.name;
  }
}

TEST(HostileRequests, OfManyAtOnceHarmNobodyElse) {
  constexpr std::size_t strangers = 8;
  TestServer server{[](net::Server::Options& options) {
    for_strangers(options);
    options.workers = 16;
  }};
  const auto& table = strange_requests();
  std::size_t refused = 0;
  for (const Strange& row : table) refused += strangers * row.refusals();

  std::atomic<std::size_t> at_work{strangers};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < strangers; ++i) {
    threads.emplace_back([&, i] {
      // Each begins elsewhere, so that different rows meet.
      for (std::size_t step = 0; step < table.size(); ++step) {
        const Strange& row = table[(step + i * table.size() / strangers) % table.size()];
        expect_what_the_row_says(port_of(server, row), row, true);
      }
      --at_work;
    });
  }
  RawClient stays{server.port(1)};
  for (std::size_t i = 0; at_work > 0 && !testing::Test::HasFailure(); ++i) {
    const std::string path = "/honest/" + std::to_string(i);
    stays.send(get(path));
    EXPECT_EQ(body_of(stays.read_reply()), "GET " + path + " []");
    expect_an_honest_answer(server, i % 16 == 0 ? Strange::Port::tls : Strange::Port::plain);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(server.wait_for_refusals(refused));
  EXPECT_EQ(server.refusals().size(), refused);
}

TEST(HostileRequests, ThatEndAnywhereAreToldSoOnce) {
  const std::string whole =
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\nabc\r\n0\r\nX: 1\r\n\r\n";
  TestServer server;
  for (std::size_t end = 1; end < whole.size(); ++end) {
    SCOPED_TRACE(end);
    RawClient half{server.port()};
    half.send(whole.substr(0, end));
    half.end_sending();
    EXPECT_EQ(status_of(half.read_to_end()), 400);
    {
      RawClient gone{server.port()};
      gone.send(whole.substr(0, end));
    }
    ASSERT_TRUE(server.wait_for_refusals(2 * end));
  }
  EXPECT_EQ(server.refusals().size(), 2 * (whole.size() - 1));
}

TEST(HostileRequests, ShowNothingOfThemselvesInTheAnswer) {
  TestServer server;
  RawClient client{server.port()};
  client.send("GET /<script>?password=hunter2 HTTP/1.1\r\nHost: a\r\nAuthorization : Basic aHVudGVyMg==\r\n\r\n");
  const std::string reply = client.read_to_end();
  EXPECT_EQ(status_of(reply), 400);
  for (const char* part : {"script", "hunter2", "aHVudGVyMg"}) {
    EXPECT_THAT(reply, Not(HasSubstr(part)));
    EXPECT_THAT(server.refusals().at(0).reason, Not(HasSubstr(part)));
  }
}

TEST(HostileRequests, NeverReachTheNextRequest) {
  // What follows a refused request on the same connection is never answered: it may be part of the attack.
  TestServer server;
  RawClient client{server.port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
              get("/smuggled"));
  const std::string reply = client.read_to_end();
  EXPECT_EQ(status_of(reply), 400);
  EXPECT_THAT(reply, Not(HasSubstr("smuggled")));
}

}  // namespace
}  // namespace phantomime::test
