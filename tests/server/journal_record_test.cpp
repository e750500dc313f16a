// What the journal on disk is made of: records, index entries, the queue before them. No files.
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/server/disk_journal/record.hpp"
#include "phantomime/server/disk_journal/record_queue.hpp"

#include "support/disk_records.hpp"

namespace phantomime::server {
namespace {

using test::disk_record;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string written(const DiskRecord& record, IndexEntry* index = nullptr) {
  RecordWriter writer;
  std::string line;
  const IndexEntry entry = writer.append(line, record);
  if (index) *index = entry;
  return line;
}

TEST(JournalRecord, IsOneLineOfJsonWithTheChecksumOfWhatFollowsIt) {
  const std::string line = written(disk_record(7, "/rows/1?q=a%20b"));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto json = Json::parse(line);
  EXPECT_EQ(json["sequence"], 7);
  EXPECT_EQ(json["at"], "2020-01-22T19:39:43.000007Z");
  EXPECT_EQ(json["request"]["target"], "/rows/1?q=a%20b");
  EXPECT_EQ(json["reply"]["body"], R"({"id": 1})");
  EXPECT_EQ(json["crc"], [&] {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", checksum(std::string_view{line}.substr(18, line.size() - 19)));
    return std::string{text};
  }());
}

TEST(JournalRecord, TellsNoSecretHoweverOftenItComes) {
  DiskRecord record = disk_record(1, "/login?token=hunter2");
  record.reply_headers.add("Set-Cookie", "sid=hunter2; Path=/");
  record.reply_body = std::make_shared<const std::string>(R"({"password": "hunter2"})");
  RecordWriter writer;
  std::string lines;
  for (int time = 0; time < 3; ++time) static_cast<void>(writer.append(lines, record));
  EXPECT_THAT(lines, Not(HasSubstr("hunter2")));
  EXPECT_THAT(lines, HasSubstr("[redacted]"));
}

TEST(JournalRecord, IsReadAsItWasWritten) {
  for (const char* target : {"/a", "/rows/1", "/a%2fb/../c?x=\"\\", "*", "/\xff\x01", "/x?password=hunter2"}) {
    IndexEntry index;
    const std::string line = written(disk_record(9, target), &index);
    const auto read = read_record(line);
    ASSERT_TRUE(read) << line;
    EXPECT_EQ(read->index(), index) << line;
    EXPECT_EQ(read->shown()["number"], 9);
  }
}

TEST(JournalRecord, ALongBodyIsCutAndItsSizeTold) {
  DiskRecord record = disk_record(1, "/a", std::string(most_request_body + 1, 'a'));
  record.reply_body = std::make_shared<const std::string>(std::string(most_reply_body + 5, 'b'));
  const auto read = read_record(written(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->json["request"]["body_bytes"], most_request_body + 1);
  EXPECT_EQ(read->json["request"]["body_cut"], true);
  EXPECT_EQ(read->json["reply"]["body_bytes"], most_reply_body + 5);
  EXPECT_LE(read->json["reply"]["body"].get<std::string>().size(), most_reply_body + 8);
  EXPECT_LE(read->shown()["request"]["body"].get<std::string>().size(), 2100U);
}

TEST(JournalRecord, CutAnywhereItIsNone) {
  const std::string line = written(disk_record(1, "/a"));
  EXPECT_TRUE(is_checked_line(line));
  for (std::size_t size = 0; size < line.size(); ++size) {
    EXPECT_FALSE(is_checked_line(line.substr(0, size))) << size;
    // Without its last byte it lacks only the line feed.
    EXPECT_EQ(is_checked_line(line.substr(0, size) + "\n"), size + 1 == line.size()) << size;
  }
}

TEST(JournalRecord, ChangedAnywhereItIsNone) {
  const std::string line = written(disk_record(1, "/a"));
  for (std::size_t at = 0; at < line.size(); ++at) {
    std::string changed = line;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(read_record(changed)) << at;
  }
}

TEST(JournalRecord, HostileLinesAreNoRecords) {
  const auto signed_line = [](const std::string& rest) {
    char head[32];
    std::snprintf(head, sizeof head, R"({"crc":"%08x",)", checksum(rest));
    return head + rest + "\n";
  };
  const std::string whole =
      R"("sequence":1,"number":1,"space":"s","at":"x","peer":"","kind":"k","status":200,"request":{"method":"GET","target":"/","headers":[],"body":""}})";
  EXPECT_TRUE(read_record(signed_line(whole)));
  const std::string bad[] = {
      "}",
      R"("sequence":-1,"number":1,"status":200})",
      R"("sequence":1e99,"number":1,"status":200})",
      R"("sequence":1,"number":1,"space":7,"at":"x","peer":"","kind":"k","status":200,"request":{}})",
      R"("sequence":1,"number":1,"space":"s","at":"x","peer":"","kind":"k","status":200,"request":[]})",
      R"("x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}",
      std::string("\0\0\0", 3),
  };
  for (const std::string& rest : bad) EXPECT_FALSE(read_record(signed_line(rest))) << rest.substr(0, 80);
  for (const char* text : {"", "\n", "{}\n", "{\"crc\":\"\n", "{\"crc\":\"00000000\",\n"})
    EXPECT_FALSE(read_record(text));
}

TEST(JournalIndexEntry, IsReadAsItWasWrittenAndTornWhereItWasNot) {
  IndexEntry entry{UINT64_MAX, 2, -3, 4, UINT32_MAX, 6, 7, 404, IndexEntry::unmatched};
  std::string bytes;
  append_index_entry(bytes, entry);
  ASSERT_EQ(bytes.size(), index_entry_bytes);
  EXPECT_EQ(read_index_entry(bytes), entry);
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(read_index_entry(bytes.substr(0, size)));
  for (char& byte : bytes) {
    byte = static_cast<char>(byte ^ 0x40);
    EXPECT_FALSE(read_index_entry(bytes));
    byte = static_cast<char>(byte ^ 0x40);
  }
}

std::vector<std::uint64_t> sequences(const std::vector<DiskRecord>& records) {
  std::vector<std::uint64_t> found;
  for (const DiskRecord& record : records) found.push_back(record.entry->sequence);
  return found;
}

TEST(RecordQueue, GivesRecordsInTheirOrder) {
  RecordQueue queue{{}, 10};
  for (const std::uint64_t sequence : std::initializer_list<std::uint64_t>{12, 11, 14})
    EXPECT_TRUE(queue.put(disk_record(sequence, "/a")));
  EXPECT_THAT(sequences(queue.take(10)), ElementsAre(11, 12));
  queue.done();
  queue.put(disk_record(13, "/a"));
  EXPECT_THAT(sequences(queue.take(1)), ElementsAre(13));
  queue.done();
  queue.close();
  EXPECT_THAT(sequences(queue.take(10)), ElementsAre(14));
  queue.done();
  EXPECT_TRUE(queue.take(10).empty());
  EXPECT_FALSE(queue.put(disk_record(15, "/a")));
}

TEST(RecordQueue, WhoFindsNoRoomWaitsAndEveryRecordComes) {
  for (const RecordQueue::Bounds bounds : {RecordQueue::Bounds{3, 1 << 20}, RecordQueue::Bounds{100, 1}}) {
    RecordQueue queue{bounds, 0};
    std::atomic<std::uint64_t> sequence{0};
    std::vector<std::thread> clients;
    for (int client = 0; client < 4; ++client)
      clients.emplace_back([&] {
        for (int i = 0; i < 250; ++i) EXPECT_TRUE(queue.put(disk_record(++sequence, "/a", "body")));
      });
    std::vector<std::uint64_t> seen;
    while (seen.size() < 1000) {
      for (const std::uint64_t number : sequences(queue.take(7))) seen.push_back(number);
      queue.done();
    }
    for (std::thread& client : clients) client.join();
    for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], i + 1);
  }
}

}  // namespace
}  // namespace phantomime::server
