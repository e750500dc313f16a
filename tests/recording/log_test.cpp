// The log's lines, written and read again; whole, torn and damaged.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/digest.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/log_reader.hpp"

#include "support/exchanges.hpp"
#include "support/memory_file_store.hpp"

namespace phantomime::recording {
namespace {

using testing::HasSubstr;
using testing_support::full_exchange;
using testing_support::MemoryFileStore;
using testing_support::simple_exchange;

const std::string folder = "recordings/monday";

SessionHead head() {
  return {1, *parse_instant("2026-11-25T10:00:00Z"), "https://phantom.example", true, "0123abcd", "phantomime 0.1.0"};
}

MemoryFileStore holding(std::string log) { return {{folder + "/exchanges.jsonl", std::move(log)}}; }

std::vector<std::uint64_t> numbers_in(LogReader& reader) {
  std::vector<std::uint64_t> numbers;
  for (;;) {
    const auto next = reader.next();
    EXPECT_TRUE(next) << next.error().what;
    if (!next || !*next) return numbers;
    numbers.push_back((*next)->number);
  }
}

TEST(LogLine, KeepsEverythingOfAnExchange) {
  const Exchange exchange = full_exchange(7);
  const std::string line = log_line(exchange);
  EXPECT_EQ(line.back(), '\n');
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto read = read_log_line(line);
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_TRUE(read->exchange);
  EXPECT_EQ(log_line(*read->exchange), line);
  EXPECT_EQ(read->exchange->request.headers, exchange.request.headers);
  EXPECT_EQ(read->exchange->response->headers, exchange.response->headers);
  EXPECT_EQ(read->exchange->response->body.bytes, exchange.response->body.bytes);
  EXPECT_EQ(read->exchange->response->body.chunks, exchange.response->body.chunks);
  EXPECT_EQ(read->exchange->response->body.trailers, exchange.response->body.trailers);
  EXPECT_EQ(read->exchange->interim.size(), exchange.interim.size());
  EXPECT_EQ(read->exchange->outcome, exchange.outcome);
  EXPECT_EQ(read->exchange->secrets.at(0).placeholder, exchange.secrets.at(0).placeholder);
  EXPECT_EQ(read->exchange->took, exchange.took);
  EXPECT_EQ(read->exchange->began, exchange.began);
}

TEST(LogLine, KeepsWhatASessionSays) {
  const auto read = read_log_line(log_line(head()));
  ASSERT_TRUE(read) << read.error().what;
  ASSERT_TRUE(read->session);
  EXPECT_EQ(log_line(*read->session), log_line(head()));
  EXPECT_EQ(read->session->target, "https://phantom.example");
  EXPECT_TRUE(read->session->redacted);
}

TEST(LogLine, CutAnywhereIsNone) {
  const std::string line = log_line(simple_exchange(1));
  for (std::size_t size = 0; size < line.size(); ++size) {
    const auto read = read_log_line(line.substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code, ErrorCode::syntax);
  }
}

TEST(LogLine, AnyChangedByteIsSeen) {
  const std::string line = log_line(simple_exchange(1));
  for (std::size_t at = 0; at < line.size(); ++at) {
    std::string changed = line;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(read_log_line(changed)) << at;
  }
}

TEST(LogLine, WithMembersOfAnotherKindIsRefusedByName) {
  struct Row {
    const char* line;
    const char* what;
  };
  for (const auto& [rest, what] : {Row{R"("exchange":{"number":-1}})", "number"}, Row{R"("exchange":[]})", "an object"},
                                   Row{R"("nothing":{}})", "session or exchange"},
                                   Row{R"("session":{"version":1,"session":1,"began":"noon"}})", "began"}}) {
    std::string line = std::string{checked_line_head} + rest;
    seal_checked_line(line, 0);
    const auto read = read_log_line(line);
    ASSERT_FALSE(read) << rest;
    EXPECT_EQ(read.error().code, ErrorCode::bad_value);
    EXPECT_THAT(read.error().what, HasSubstr(what));
  }
}

TEST(LogReader, ReadsAllThatWasWritten) {
  std::string log = log_line(head());
  for (std::uint64_t number = 1; number <= 2'000; ++number) log += log_line(full_exchange(number));
  const MemoryFileStore files = holding(log);
  auto reader = LogReader::open(files, folder);
  ASSERT_TRUE(reader) << reader.error().what;
  EXPECT_EQ(numbers_in(*reader).size(), 2'000);
  EXPECT_EQ(reader->sessions().size(), 1);
  EXPECT_EQ(reader->damage().sound_bytes, log.size());
  EXPECT_EQ(reader->damage().torn_bytes, 0);
  EXPECT_EQ(reader->damage().damaged_lines, 0);
}

TEST(LogReader, SaysWhatOfATornTailIsSound) {
  const std::string sound = log_line(head()) + log_line(simple_exchange(1));
  const std::string torn = log_line(simple_exchange(2));
  for (const std::size_t kept : {std::size_t{1}, torn.size() / 2, torn.size() - 1}) {
    const MemoryFileStore files = holding(sound + torn.substr(0, kept));
    auto reader = LogReader::open(files, folder);
    ASSERT_TRUE(reader);
    EXPECT_THAT(numbers_in(*reader), testing::ElementsAre(1));
    EXPECT_EQ(reader->damage().sound_bytes, sound.size());
    EXPECT_EQ(reader->damage().torn_bytes, kept);
    EXPECT_EQ(reader->damage().damaged_lines, 0);
  }
}

TEST(LogReader, PassesOverADamagedLineAndCountsIt) {
  std::string damaged = log_line(simple_exchange(1));
  damaged[40] = static_cast<char>(damaged[40] ^ 1);
  const std::string log = log_line(head()) + damaged + log_line(simple_exchange(2));
  const MemoryFileStore files = holding(log);
  auto reader = LogReader::open(files, folder);
  ASSERT_TRUE(reader);
  EXPECT_THAT(numbers_in(*reader), testing::ElementsAre(2));
  EXPECT_EQ(reader->damage().damaged_lines, 1);
  EXPECT_EQ(reader->damage().first_damaged, 2);
  EXPECT_EQ(reader->damage().torn_bytes, 0);
  EXPECT_EQ(reader->damage().sound_bytes, log.size());
}

TEST(LogReader, RefusesAnotherVersionAndSaysWhich) {
  std::string line = std::string{checked_line_head} + R"("session":{"version":2}})";
  seal_checked_line(line, 0);
  const MemoryFileStore files = holding(line);
  const auto reader = LogReader::open(files, folder);
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::version);
  EXPECT_EQ(reader.error().what,
            "recordings/monday/exchanges.jsonl:1: the recording's format is version 2, this program reads 1");
}

TEST(LogReader, RefusesAFolderWithoutALog) {
  const MemoryFileStore files{{"elsewhere/pack.yaml", ""}};
  const auto reader = LogReader::open(files, "elsewhere");
  ASSERT_FALSE(reader);
  EXPECT_EQ(reader.error().code, ErrorCode::not_found);
}

TEST(LogReader, GivesBodiesBesideOnlyWhereTheyAreWhatWasRecorded) {
  const std::string bytes(100'000, 'x');
  Exchange exchange = simple_exchange(1);
  Body& body = exchange.response->body;
  body.kept = Body::Kept::beside;
  body.bytes.clear();
  body.size = bytes.size();
  body.digest = sha256(bytes);
  body.file = "bodies/" + body.digest;
  MemoryFileStore files = holding(log_line(head()) + log_line(exchange));
  files.add(folder + "/" + body.file, bytes);
  const auto recording = read_recording(files, folder);
  ASSERT_TRUE(recording) << recording.error().what;
  EXPECT_EQ(recording->exchanges.at(0).response->body.bytes, bytes);
  EXPECT_EQ(recording->exchanges.at(0).response->body.kept, Body::Kept::here);

  const auto short_of_it = read_recording(files, folder, 1'000);
  ASSERT_TRUE(short_of_it);
  EXPECT_EQ(short_of_it->exchanges.at(0).response->body.kept, Body::Kept::beside);

  files.add(folder + "/" + body.file, "changed");
  const auto changed = read_recording(files, folder);
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().what, HasSubstr("its digest differs"));
}

TEST(LogReader, FollowsNoPathOutOfTheFolderOfBodies) {
  MemoryFileStore files = holding(log_line(head()));
  files.add("secret", "x");
  const auto reader = LogReader::open(files, folder);
  ASSERT_TRUE(reader);
  for (const char* const file : {"../../secret", "/secret", "bodies/../../../secret", "bodies/", "bodies/ABC"}) {
    Body body;
    body.kept = Body::Kept::beside;
    body.file = file;
    body.digest = sha256("x");
    const auto bytes = reader->bytes(body, 100);
    ASSERT_FALSE(bytes) << file;
    EXPECT_EQ(bytes.error().code, ErrorCode::outside_folder) << file;
  }
}

TEST(Recording, IsOrderedByNumber) {
  const MemoryFileStore files = holding(log_line(head()) + log_line(simple_exchange(2)) + log_line(simple_exchange(1)));
  const auto recording = read_recording(files, folder);
  ASSERT_TRUE(recording);
  EXPECT_EQ(recording->exchanges.at(0).number, 1);
  EXPECT_EQ(recording->exchanges.at(1).number, 2);
}

TEST(Exchange, OverlapsWhatWasUnderWayAtTheSameTime) {
  using std::chrono::nanoseconds;
  Exchange a = simple_exchange(1), b = simple_exchange(2);
  a.since_start = nanoseconds{10}, a.took = nanoseconds{10};
  b.since_start = nanoseconds{15}, b.took = nanoseconds{100};
  EXPECT_TRUE(overlap(a, b));
  EXPECT_TRUE(overlap(b, a));
  b.since_start = nanoseconds{20};
  EXPECT_FALSE(overlap(a, b));
  EXPECT_FALSE(overlap(b, a));
  b.since_start = nanoseconds{15}, b.session = 2;
  EXPECT_FALSE(overlap(a, b));
}

TEST(LogReader, ListsALogAndReadsWhatWasListedAgain) {
  const std::string log = log_line(head()) + log_line(simple_exchange(2)) + log_line(full_exchange(1)) + "no line\n" +
                          log_line(simple_exchange(3));
  const auto files = holding(log);
  auto reader = LogReader::open(files, folder);
  ASSERT_TRUE(reader);
  std::vector<LogEntry> entries;
  for (auto entry = reader->next_entry(); entry && *entry; entry = reader->next_entry()) entries.push_back(**entry);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].number, 2u);
  EXPECT_EQ(entries[0].method, "GET");
  EXPECT_EQ(entries[0].target, "/things/1");
  // Bytes that are no UTF-8 stand otherwise in a log.
  EXPECT_EQ(entries[1].target, full_exchange(1).request.target);
  EXPECT_EQ(entries[2].line, 5u);
  EXPECT_EQ(reader->damage().damaged_lines, 1u);
  EXPECT_EQ(reader->sessions().size(), 1u);
  for (const std::size_t at : {2u, 0u, 1u}) {
    const auto read = reader->read(entries[at]);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(log_line(*read), log.substr(entries[at].offset, entries[at].size));
  }
}

TEST(LogReader, SaysThatALogWasChangedSinceItWasListed) {
  auto files = holding(log_line(head()) + log_line(simple_exchange(1)));
  auto reader = LogReader::open(files, folder);
  ASSERT_TRUE(reader);
  const auto entry = reader->next_entry();
  ASSERT_TRUE(entry && *entry);
  files.add(folder + "/exchanges.jsonl", log_line(head()));
  EXPECT_FALSE(reader->read(**entry));
}

}  // namespace
}  // namespace phantomime::recording
