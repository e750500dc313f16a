#include "phantomime/http/transmission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::http {
namespace {

using namespace std::chrono_literals;
using Content = Fault::Content;
using End = Fault::End;
using Pace = Fault::Pace;
using Where = Fault::Place::Where;

constexpr std::string_view head_of_pong = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 4\r\n\r\n";
constexpr std::string_view head_of_chunks = "HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n";

Reply pong(const Fault& fault, int status = 200) {
  Reply reply;
  reply.status = status;
  reply.headers.add("A", "b");
  reply.body = std::make_shared<const std::string>("pong");
  reply.fault = std::make_shared<const Fault>(fault);
  reply.chance = 7;
  return reply;
}

Transmission sent(const Fault& fault, const Framing& framing = {}) { return transmission(pong(fault), framing); }

Fault ending(End end, Where where, std::size_t bytes = 0) { return {.end = end, .end_at = {where, bytes}}; }

/// Each leg as `bytes|pause in ms|`.
std::string legs(const Transmission& out) {
  std::string text = "+" + std::to_string(out.opening() / 1ms) + " ";
  for (std::size_t at = 0; at < out.bytes.size();) {
    const Transmission::Leg leg = out.leg(at);
    text += out.bytes.substr(at, leg.end - at);
    if (leg.pause.count() > 0) text += "|" + std::to_string(leg.pause / 1ms) + "|";
    at = leg.end;
  }
  return text;
}

TEST(Transmission, OfASoundReplyIsTheSerialisedOne) {
  Reply reply = pong({});
  reply.fault = nullptr;
  const Transmission out = transmission(reply, {});
  EXPECT_EQ(out.bytes, std::string{head_of_pong} + "pong");
  EXPECT_EQ(out.end, Transmission::End::as_framed);
  EXPECT_FALSE(out.pauses());
}

TEST(Transmission, EndsWhereTheFaultSays) {
  const std::string whole = std::string{head_of_pong} + "pong";
  const std::string head{head_of_pong};
  for (const End end : {End::close, End::reset}) {
    const auto expect = [&](Where where, std::size_t bytes, const std::string& expected) {
      const Transmission out = sent(ending(end, where, bytes));
      EXPECT_EQ(out.bytes, expected);
      EXPECT_EQ(out.end, end == End::close ? Transmission::End::close : Transmission::End::reset);
    };
    expect(Where::before_head, 0, "");
    expect(Where::in_head, 0, head.substr(0, head.size() / 2));
    expect(Where::after_head, 0, head);
    expect(Where::in_body, 3, head + "pon");
    expect(Where::in_body, 4, whole);
    expect(Where::in_body, SIZE_MAX, whole);
  }
}

TEST(Transmission, TellsAWrongLengthInItsPlace) {
  const auto told = [](std::int64_t length, bool relative) {
    Reply reply = pong({.content = Content::wrong_length, .length = length, .relative = relative});
    reply.headers = {{"Content-Length", "4"}, {"A", "b"}};
    const Transmission out = transmission(reply, {});
    EXPECT_EQ(out.end, Transmission::End::close);
    return out.bytes;
  };
  EXPECT_EQ(told(100, false), "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nA: b\r\n\r\npong");
  EXPECT_EQ(told(3, true), "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nA: b\r\n\r\npong");
  EXPECT_EQ(told(-3, true), "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nA: b\r\n\r\npong");
  EXPECT_EQ(told(-9, true), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: b\r\n\r\npong") << "there is no less than none";
}

TEST(Transmission, BreaksChunks) {
  EXPECT_EQ(sent({.content = Content::malformed_chunk}).bytes, std::string{head_of_chunks} + "zz\r\npong\r\n0\r\n\r\n");
  EXPECT_EQ(sent({.end = End::without_last_chunk}).bytes, std::string{head_of_chunks} + "4\r\npong\r\n");
  const Framing old{.request_minor_version = 0, .keep_alive = false};
  for (const Fault& fault : {Fault{.content = Content::malformed_chunk}, Fault{.end = End::without_last_chunk}}) {
    EXPECT_EQ(sent(fault, old).bytes, head_of_pong) << "HTTP/1.0 knows no chunks";
    EXPECT_EQ(sent(fault, old).end, Transmission::End::close);
    EXPECT_EQ(sent(fault, {.head_request = true}).bytes, head_of_chunks);
  }
}

TEST(Transmission, SendsTheSameGarbageForTheSameChance) {
  const Fault all{.content = Content::garbage, .garbage_bytes = 100};
  const Transmission out = sent(all);
  EXPECT_EQ(out.bytes.size(), 100u);
  EXPECT_EQ(out.end, Transmission::End::close);
  EXPECT_EQ(sent(all).bytes, out.bytes);
  Reply other = pong(all);
  other.chance = 8;
  EXPECT_NE(transmission(other, {}).bytes, out.bytes);

  const Transmission behind = sent({.content = Content::garbage_body, .garbage_bytes = 9});
  EXPECT_EQ(behind.bytes.size(), head_of_pong.size() + 9);
  EXPECT_TRUE(behind.bytes.starts_with(head_of_pong));
  EXPECT_EQ(sent({.content = Content::garbage_body, .garbage_bytes = 9}, {.head_request = true}).bytes, behind.bytes);
}

TEST(Transmission, DripsTheBodyAndNotTheHead) {
  const std::string head{head_of_pong};
  EXPECT_EQ(legs(sent({.pace = Pace::drip_bytes, .amount = 3, .time = 50ms})), "+0 " + head + "|50|pon|50|g");
  EXPECT_EQ(legs(sent({.pace = Pace::drip_bytes, .amount = 1000, .time = 50ms})), "+0 " + head + "|50|pong");
  EXPECT_EQ(legs(sent({.pace = Pace::drip_pieces, .amount = 2, .time = 1s})), "+0 " + head + "|500|po|500|ng");
  EXPECT_EQ(legs(sent({.pace = Pace::drip_pieces, .amount = 3, .time = 1s})), "+0 " + head + "|500|po|500|ng")
      << "equal pieces, the last one when the time is up";
  EXPECT_EQ(legs(sent({.pace = Pace::drip_pieces, .amount = 100, .time = 1s})),
            "+0 " + head + "|250|p|250|o|250|n|250|g");
  EXPECT_EQ(sent({.pace = Pace::drip_bytes, .amount = 3, .time = 50ms}).end, Transmission::End::as_framed);
}

TEST(Transmission, DripsWhatIsLeftOfACutBody) {
  Fault fault = ending(End::close, Where::in_body, 3);
  fault.pace = Pace::drip_bytes;
  fault.amount = 2;
  fault.time = 1s;
  EXPECT_EQ(legs(sent(fault)), "+0 " + std::string{head_of_pong} + "|1000|po|1000|n");
}

TEST(Transmission, HasNothingToDripWithoutABody) {
  const Fault fault{.pace = Pace::drip_bytes, .amount = 3, .time = 50ms};
  EXPECT_FALSE(sent(fault, {.head_request = true}).pauses());
  EXPECT_FALSE(transmission(pong(fault, 204), {}).pauses());
  EXPECT_FALSE(transmission(pong(fault, 304), {}).pauses());
}

TEST(Transmission, DripsChunks) {
  Reply reply = pong({.pace = Pace::drip_chunks, .amount = 2, .time = 1s});
  reply.headers.add("Transfer-Encoding", "chunked");
  reply.body = std::make_shared<const std::string>("0123456789");
  reply.chunks = std::make_shared<const Chunks>(Chunks{{}, 3});
  EXPECT_EQ(legs(transmission(reply, {})), "+0 " + std::string{head_of_chunks} +
                                               "|1000|3\r\n012\r\n3\r\n345\r\n|1000|3\r\n678\r\n1\r\n9\r\n0\r\n\r\n");
  Reply whole = pong({.pace = Pace::drip_chunks, .amount = 1, .time = 1s});
  EXPECT_EQ(legs(transmission(whole, {})), "+0 " + std::string{head_of_pong} + "|1000|pong") << "no chunks: one piece";
  reply.body = std::make_shared<const std::string>(std::string(26, 'x'));
  reply.chunks = nullptr;
  EXPECT_EQ(legs(transmission(reply, {})),
            "+0 " + std::string{head_of_chunks} + "|1000|1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
}

TEST(Transmission, StallsAndGoesOn) {
  const std::string head{head_of_pong};
  const auto stalled = [](Where where, std::size_t bytes) {
    return legs(sent({.pace = Pace::stall, .time = 30s, .stall_at = {where, bytes}}));
  };
  EXPECT_EQ(stalled(Where::before_head, 0), "+30000 " + head + "pong");
  EXPECT_EQ(stalled(Where::in_head, 0), "+0 " + std::string{head}.insert(head.size() / 2, "|30000|") + "pong");
  EXPECT_EQ(stalled(Where::after_head, 0), "+0 " + head + "|30000|pong");
  EXPECT_EQ(stalled(Where::in_body, 1), "+0 " + head + "p|30000|ong");
  EXPECT_EQ(stalled(Where::in_body, 99), "+0 " + head + "pong|30000|") << "before the end";
  const Transmission ever = sent({.pace = Pace::stall, .time = for_ever, .stall_at = {Where::after_head, 0}});
  EXPECT_EQ(ever.leg(0).pause, for_ever);
}

TEST(Transmission, KeepsToABandwidth) {
  Reply reply = pong({.pace = Pace::bandwidth, .amount = 1000});
  reply.body = std::make_shared<const std::string>(std::string(954, 'x'));
  const Transmission out = transmission(reply, {});
  EXPECT_EQ(out.bytes.size(), 1000u);
  std::chrono::nanoseconds all = out.opening();
  std::size_t count = 0;
  for (std::size_t at = 0; at < out.bytes.size(); at = out.leg(at).end, ++count) all += out.leg(at).pause;
  EXPECT_EQ(all, 1s) << "the head counts too";
  EXPECT_EQ(count, 10u);
  EXPECT_EQ(legs(sent({.pace = Pace::bandwidth, .amount = 2})).substr(0, 14), "+500 H|500|T|5");
}

TEST(Transmission, OfAHugeBodyListsNothing) {
  Reply reply = pong({.pace = Pace::drip_bytes, .amount = 1, .time = 1ns});
  reply.body = std::make_shared<const std::string>(std::string(10'000'000, 'x'));
  const Transmission out = transmission(reply, {});
  const std::size_t end = out.bytes.size();
  EXPECT_EQ(out.leg(end - 2).end, end - 1);
  EXPECT_EQ(out.leg(end - 1).pause, 0ns);
}

TEST(Transmission, BreaksAHandshake) {
  EXPECT_EQ(transmission(HandshakeFault::alert, 1).bytes, (std::string{"\x15\x03\x03\x00\x02\x02\x28", 7}));
  EXPECT_EQ(transmission(HandshakeFault::garbage, 1).bytes, transmission(HandshakeFault::garbage, 1).bytes);
  EXPECT_EQ(transmission(HandshakeFault::garbage, 1).bytes.size(), 64u);
  EXPECT_EQ(transmission(HandshakeFault::close, 1).bytes, "");
  EXPECT_EQ(transmission(HandshakeFault::close, 1).end, Transmission::End::close);
  EXPECT_EQ(transmission(HandshakeFault::reset, 1).end, Transmission::End::reset);
}

TEST(FaultText, SaysWhatGoesWrong) {
  EXPECT_EQ(fault_text(ending(End::reset, Where::in_head)), "reset in_head");
  EXPECT_EQ(fault_text({.content = Content::wrong_length, .length = 5, .relative = true}), "content_length +5");
  EXPECT_EQ(
      fault_text(
          {.end = End::close, .end_at = {Where::in_body, 20}, .pace = Pace::drip_bytes, .amount = 10, .time = 100ms}),
      "drip 10 bytes every 100ms, close 20");
  EXPECT_EQ(fault_text({.pace = Pace::stall, .time = for_ever, .stall_at = {Where::after_head, 0}}),
            "stall after_head");
}

}  // namespace
}  // namespace phantomime::http
