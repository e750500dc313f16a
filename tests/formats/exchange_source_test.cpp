// Recordings and files of other tools, answer by answer.
#include "phantomime/formats/exchange_source.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/digest.hpp"
#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/recording/log_line.hpp"

#include "support/exchanges.hpp"
#include "support/memory_file_store.hpp"

namespace phantomime::formats {
namespace {

using recording::Body;
using recording::Exchange;
using testing::HasSubstr;
using testing_support::MemoryFileStore;
using testing_support::simple_exchange;
using End = contract::Observed::End;

std::string log_of(const std::vector<Exchange>& exchanges) {
  recording::SessionHead head;
  std::string log = recording::log_line(head);
  for (const Exchange& exchange : exchanges) log += recording::log_line(exchange);
  return log;
}

/// What is at a path of these files.
ExchangeSource opened(const MemoryFileStore& files, const std::string& path, recording::ShapeNumbers& shapes) {
  const auto input = open_input(files, path);
  EXPECT_TRUE(input);
  const auto format = guess_input(*input);
  EXPECT_TRUE(format);
  auto source = ExchangeSource::open(*input, **format, shapes);
  EXPECT_TRUE(source) << source.error().what;
  return std::move(*source);
}

TEST(ExchangeSource, GivesTheExchangesOfALogInTheOrderInWhichTheyBegan) {
  Exchange second = simple_exchange(2);
  second.request.target = "/things/2";
  const MemoryFileStore files{{"r/exchanges.jsonl", log_of({second, simple_exchange(1)})}};
  recording::ShapeNumbers shapes;
  ExchangeSource source = opened(files, "r", shapes);
  ASSERT_EQ(source.keys().size(), 2u);
  EXPECT_EQ(source.keys()[0].shape, source.keys()[1].shape);
  const auto first = source.answer(0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->request.target, "/things/1");
  EXPECT_EQ(first->body, R"({"id":1})");
  EXPECT_EQ(first->where.to_string(), "r/exchanges.jsonl:3");
  EXPECT_EQ(source.answer(1)->request.target, "/things/2");
}

TEST(ExchangeSource, SaysWhyThereIsNoAnswerOrNoBody) {
  Exchange silent = simple_exchange(1), unkept = simple_exchange(2), cut = simple_exchange(3),
           left = simple_exchange(4), coded = simple_exchange(5), beside = simple_exchange(6);
  silent.response.reset();
  silent.failure = "connection refused";
  unkept.response->body = {};
  unkept.response->body.kept = Body::Kept::not_kept;
  cut.response->body.complete = false;
  left.response->body.complete = false;
  left.outcome = recording::Outcome::client_gone;
  coded.response->headers.add("Content-Encoding", "gzip");
  beside.response->body = {};
  beside.response->body.kept = Body::Kept::beside;
  beside.response->body.digest = sha256("right");
  beside.response->body.file = "bodies/" + beside.response->body.digest;
  MemoryFileStore files{{"r/exchanges.jsonl", log_of({silent, unkept, cut, left, coded, beside})},
                        {"r/" + beside.response->body.file, "wrong"}};
  recording::ShapeNumbers shapes;
  ExchangeSource source = opened(files, "r", shapes);
  EXPECT_EQ(source.answer(0)->none, "connection refused");
  EXPECT_EQ(source.answer(1)->body_lost, "it was not kept");
  EXPECT_EQ(source.answer(2)->end, End::truncated);
  EXPECT_EQ(source.answer(2)->body_lost, "");
  EXPECT_THAT(source.answer(3)->body_lost, HasSubstr("the client went"));
  EXPECT_THAT(source.answer(4)->body_lost, HasSubstr("cannot be decoded"));
  EXPECT_THAT(source.answer(5)->body_lost, HasSubstr("digest differs"));
  files.add("r/" + beside.response->body.file, "right");
  EXPECT_EQ(source.answer(5)->body, "right");
}

TEST(ExchangeSource, LeavesDamagedLinesOutAndSaysWhere) {
  const MemoryFileStore files{{"r/exchanges.jsonl", log_of({simple_exchange(1)}) + "damaged\n" +
                                                        recording::log_line(simple_exchange(2)) + "to"}};
  recording::ShapeNumbers shapes;
  const ExchangeSource source = opened(files, "r", shapes);
  EXPECT_EQ(source.keys().size(), 2u);
  ASSERT_EQ(source.problems().size(), 1u);
  EXPECT_THAT(render(source.problems()), HasSubstr("r/exchanges.jsonl:3"));
  ASSERT_EQ(source.warnings().size(), 1u);
  EXPECT_THAT(source.warnings()[0], HasSubstr("cut off"));
}

TEST(ExchangeSource, ReadsFilesOfOtherTools) {
  const MemoryFileStore files{
      {"a.har",
       R"({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": [)"
       R"({"startedDateTime": "2026-01-01T00:00:00.000Z", "time": 1, "request": {"method": "GET", "url": "https://a.example/x/7",)"
       R"( "httpVersion": "HTTP/1.1", "headers": []}, "response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1",)"
       R"( "headers": [], "content": {"size": 2, "mimeType": "application/json", "text": "{}"}}}, {"request": 7}]}})"}};
  recording::ShapeNumbers shapes;
  ExchangeSource source = opened(files, "a.har", shapes);
  ASSERT_EQ(source.keys().size(), 1u);
  EXPECT_EQ(shapes.text(source.keys()[0].shape), "GET /x/{}");
  EXPECT_EQ(source.answer(0)->body, "{}");
  EXPECT_FALSE(source.problems().empty());
}

}  // namespace
}  // namespace phantomime::formats
