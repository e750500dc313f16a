// What `fault` and `chunks` make of a response, and the exact words for what they refuse.

#include "phantomime/http/fault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

std::string fault_of(const std::string& yaml) {
  LoadedResponse response;
  response.load(yaml);
  EXPECT_EQ(response.errors(), "") << yaml;
  const http::Reply reply = response.render();
  return reply.fault ? http::fault_text(*reply.fault) : "none";
}

TEST(FaultKey, SaysWhatGoesWrong) {
  const std::pair<const char*, const char*> table[] = {
      {"{}", "none"},
      {"fault: none", "none"},
      {"fault: close", "close before_head"},
      {"fault: reset", "reset before_head"},
      {"fault: garbage", "garbage"},
      {"fault: malformed_chunk", "malformed_chunk"},
      {"fault: {reset: in_head}", "reset in_head"},
      {"fault: {close: 20}", "close 20"},
      {"{text: abc, fault: {truncate: 2}}", "close 2"},
      {"fault: {truncate: last_chunk}", "truncate last_chunk"},
      {"fault: {content_length: 5}", "content_length 5"},
      {"fault: {content_length: +5}", "content_length +5"},
      {"fault: {content_length: '-5'}", "content_length -5"},
      {"fault: {drip: {bytes: 10, every: 100ms}}", "drip 10 bytes every 100ms"},
      {"fault: {drip: {chunks: 2, every: 1s}}", "drip 2 chunks every 1s"},
      {"fault: {drip: {over: 5s}}", "drip over 5s"},
      {"fault: {bandwidth: 1024}", "bandwidth 1024"},
      {"fault: {stall: {after: 3, for: 2m}}", "stall 3 2m"},
      {"fault: {stall: {after: in_head, for: ever}}", "stall in_head"},
      {"fault: {reset: in_head, probability: 0}", "none"},
      {"{text: abcd, fault: {drip: {bytes: 1, every: 1s}, truncate: 2}}", "drip 1 bytes every 1s, close 2"},
  };
  for (const auto& [yaml, text] : table) {
    std::string written{yaml};
    if (written == "fault: {close: 20}") written = "{fault: {close: 20}, template: '{{ now() }}'}";
    EXPECT_EQ(fault_of(written), text) << yaml;
  }
}

TEST(FaultKey, IsADefaultThatOneResponseTakesAway) {
  LoadedResponse response;
  response.with_defaults("{fault: {reset: in_head}}").load("{text: a, fault: none}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_EQ(response.render().fault, nullptr);
  LoadedResponse without;
  without.with_defaults("{fault: {truncate: 3}}").load("{status: 204}");
  EXPECT_EQ(without.errors(), "") << "a default is not meant for every response in particular";
}

TEST(FaultKey, IsOfOneAnswerOfASequence) {
  LoadedResponse response;
  response.load("{sequence: [{text: a, fault: reset}, {text: b}]}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_TRUE(response.spec.at_call(0).fault.any());
  EXPECT_FALSE(response.spec.at_call(1).fault.any());
  EXPECT_FALSE(response.spec.at_call(0).is_plain());
  EXPECT_TRUE(response.spec.at_call(1).is_plain());
}

TEST(ChunksKey, ReplacesALength) {
  LoadedResponse response;
  response.with_defaults("{headers: {Content-Length: auto, A: b}}").load("{text: abc, chunks: 2}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_EQ(http::serialise(response.render(), {}),
            "HTTP/1.1 200 OK\r\nA: b\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
            "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
}

TEST(Faults, AreRefusedWithWhatToDo) {
  const std::pair<const char*, const char*> table[] = {
      {"{fault: resett}",
       "1:9 a fault: expected 'none', 'close', 'reset', 'garbage' or 'malformed_chunk', found "
       "\"resett\" (did you mean 'reset'?)"},
      {"{fault: {}}", "1:9 the fault says nothing (write {reset: in_head}, or none)"},
      {"{fault: {probability: 0.5}}", "1:9 the fault says nothing (write {reset: in_head}, or none)"},
      {"{fault: {reset: in_head, probability: 1.5}}",
       "1:39 a probability is from 0 to 1, found 1.5 (0.1 is one in ten)"},
      {"{fault: {close: in_head, reset: in_head}}",
       "1:33 'close' and 'reset' say the same of a fault (keep one of them)"},
      {"{fault: {drip: {bytes: 1, every: 1s}, bandwidth: 10}}",
       "1:50 'drip' and 'bandwidth' say the same of a fault (keep one of them)"},
      {"{fault: {garbage: 10, reset: in_head}}",
       "1:9 there is nothing to end where something else is sent (keep one of them)"},
      {"{fault: {drip: {bytes: 1}}}",
       "1:16 a drip says how much at a time and how often, or how long it takes (write "
       "{bytes: 10, every: 100ms}, {chunks: 1, every: 1s} or {over: 5s})"},
      {"{fault: {drip: {bytes: 1, every: 0s}}}", "1:34 every must be more than 0 (write 250ms, 1.5s or 2m)"},
      {"{fault: {stall: {after: 1}}}", "1:17 stall needs the key 'for' (add it, such as for: 30s)"},
      {"{fault: {content_length: +0}}", "1:26 that is the right length (write '+5' or '-5')"},
      {"{fault: {content_length: 5x}}",
       "1:26 content_length must be a number of bytes, found 5x (write 100, or '+5' and "
       "'-5' for so many too many and too few)"},
      {"{text: abc, fault: {content_length: 3}}",
       "1:20 the body has 3 bytes: that is the right length (write '+5' or '-5')"},
      {"{text: abc, fault: {truncate: 3}}",
       "1:20 the body has 3 bytes: cut after 3 of them it is whole (cut it earlier)"},
      {"{status: 204, fault: {truncate: 1}}",
       "1:22 a response of status 204 has no body to which this could happen "
       "(write {close: after_head}, or another status)"},
      {"{fault: {malformed_chunk: false}}", "1:27 'malformed_chunk' is either true or not there (take it away)"},
      {"{fault: {tls_handshake: alert}}",
       "1:25 a handshake is over before a response is chosen (say it to the running "
       "server: PUT /__phantomime/faults)"},
      {"{text: a, chunks: []}", "1:19 chunks lists 0 sizes (list 1 to 1000, or write one number for all)"},
      {"{status: 204, chunks: 5}",
       "1:23 a response of status 204 has no body that could leave in chunks (take 'chunks' away)"},
      {"{text: a, headers: {Content-Length: '1'}, chunks: 5}",
       "1:51 a chunked response has no Content-Length (take the header away, or 'chunks')"},
  };
  for (const auto& [yaml, errors] : table) {
    LoadedResponse response;
    response.load(yaml);
    EXPECT_EQ(response.errors(), errors) << yaml;
  }
}

}  // namespace
}  // namespace phantomime::directives
