#include <array>
#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "phantomime/net/proxy/interception.hpp"
#include "phantomime/net/proxy/upstream_pool.hpp"

namespace phantomime::net {
namespace {

/// A connection and its upstream's end.
struct Pair {
  Wire wire;
  Descriptor far;
};

Pair make_pair(SteadyTime last_moved = std::chrono::steady_clock::now()) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
  Pair pair;
  pair.wire.socket = Descriptor{ends[0]};
  pair.wire.channel = std::make_unique<PlainChannel>(ends[0]);
  pair.wire.last_moved = last_moved;
  pair.far = Descriptor{ends[1]};
  return pair;
}

bool is_closed(const Descriptor& far) {
  char byte = 0;
  const ssize_t count = ::recv(far.value(), &byte, 1, MSG_DONTWAIT);
  return count == 0 || (count < 0 && errno == ECONNRESET);  // with bytes unread
}

TEST(UpstreamPool, GivesTheLatestOfAnOriginThatIsStillGood) {
  UpstreamPool pool;
  Pair first = make_pair(), closed = make_pair(), speaks = make_pair(), other = make_pair();
  const int wanted = first.wire.socket.value();
  pool.put("a", std::move(first.wire));
  pool.put("a", std::move(closed.wire));
  pool.put("a", std::move(speaks.wire));
  pool.put("b", std::move(other.wire));
  closed.far.reset();
  ASSERT_EQ(::send(speaks.far.value(), "HTTP/1.1 408", 12, MSG_NOSIGNAL), 12);
  const auto taken = pool.take("a");
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->socket.value(), wanted);
  EXPECT_TRUE(is_closed(speaks.far));
  EXPECT_FALSE(pool.take("a"));
  EXPECT_FALSE(pool.take("c"));
  EXPECT_TRUE(pool.take("b"));
}

TEST(UpstreamPool, ForgetsWhatRestsTooLong) {
  const SteadyTime long_ago = std::chrono::steady_clock::now() - UpstreamPool::max_rest - std::chrono::seconds{1};
  UpstreamPool pool;
  Pair old = make_pair(long_ago), older = make_pair(long_ago), fresh = make_pair();
  pool.put("a", std::move(old.wire));
  EXPECT_FALSE(pool.take("a"));
  EXPECT_TRUE(is_closed(old.far));
  pool.put("a", std::move(older.wire));
  pool.put("a", std::move(fresh.wire));
  pool.sweep();
  EXPECT_TRUE(is_closed(older.far));
  EXPECT_FALSE(is_closed(fresh.far));
}

TEST(UpstreamPool, ClosesTheOldestPastItsBound) {
  UpstreamPool pool;
  std::vector<Descriptor> far;
  const SteadyTime start = std::chrono::steady_clock::now() - std::chrono::seconds{5};
  for (std::size_t i = 0; i < UpstreamPool::max_idle + 2; ++i) {
    Pair pair = make_pair(start + std::chrono::milliseconds{i});
    pool.put(i % 2 == 0 ? "a" : "b", std::move(pair.wire));
    far.push_back(std::move(pair.far));
  }
  EXPECT_TRUE(is_closed(far[0]));
  EXPECT_TRUE(is_closed(far[1]));
  EXPECT_FALSE(is_closed(far[2]));
  pool.close_all();
  EXPECT_TRUE(is_closed(far.back()));
}

/// Takes a little less than it is given.
struct Reluctant final : Channel {
  IoResult handshake() override { return {IoResult::Outcome::done}; }
  IoResult read(std::span<char>) override { return {IoResult::Outcome::again}; }
  IoResult write(std::string_view bytes) override {
    if (std::exchange(tired, !tired)) return {IoResult::Outcome::again};
    taken += bytes.substr(0, bytes.size() - 1);
    return {IoResult::Outcome::done, bytes.size() - 1};
  }
  void finish() override {}
  bool tired = false;
  std::string taken;
};

TEST(Wire, HoldsNoMoreThanIsPending) {
  Wire wire;
  auto owned = std::make_unique<Reluctant>();
  const Reluctant& channel = *owned;
  wire.channel = std::move(owned);
  std::string all;
  for (int i = 0; i < 200; ++i) {
    const std::string piece(20'000, static_cast<char>('a' + i % 26));
    wire.output += piece;
    all += piece;
    EXPECT_EQ(wire.write(), Wire::Moved::some);
    ASSERT_LE(wire.output.size(), 2 * wire_bytes);
  }
  EXPECT_EQ(channel.taken + wire.output.substr(wire.sent), all);
}

TEST(Interception, MakesOneCertificateForAHostAndBoundsThem) {
  Interception interception{*make_authority()};
  const auto first = interception.context_for("a.example");
  ASSERT_TRUE(first);
  EXPECT_EQ(interception.context_for("a.example")->get(), first->get());
  EXPECT_NE(interception.context_for("b.example")->get(), first->get());
  for (std::size_t i = 0; i < Interception::max_hosts; ++i) {
    ASSERT_TRUE(interception.context_for(std::to_string(i) + ".example"));
  }
  EXPECT_EQ(first->use_count(), 1) << "nobody else keeps it";
}

TEST(Interception, SaysSoWhereItsAuthorityCannotSign) {
  Interception interception{{"nonsense", "nonsense"}};
  EXPECT_FALSE(interception.context_for("a.example"));
}

}  // namespace
}  // namespace phantomime::net
