// The journal's folder: what is written is found again, whatever became of the files meanwhile.
#include "phantomime/server/disk_journal/disk_journal.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "phantomime/server/disk_journal/journal_search.hpp"

#include "support/disk_records.hpp"

namespace phantomime::server {
namespace {

using test::disk_record;
using testing::ElementsAre;
using testing::HasSubstr;

std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void put_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

class DiskJournalTest : public testing::Test {
 protected:
  DiskJournalTest()
      : folder_{testing::TempDir() + "journal-" + testing::UnitTest::GetInstance()->current_test_info()->name() + "-" +
                std::to_string(::getpid())} {
    std::filesystem::remove_all(folder_);
  }
  ~DiskJournalTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<DiskJournal> open(std::uint64_t segment_bytes = 1 << 20) {
    warnings_.clear();
    auto journal = DiskJournal::open(
        {.folder = folder_, .segment_bytes = segment_bytes, .queue = {}, .warn = [this](std::string_view what) {
           warnings_ += std::string{what} + "\n";
         }});
    EXPECT_TRUE(journal.ok()) << (journal.ok() ? "" : journal.error().what);
    return journal.ok() ? std::move(*journal) : nullptr;
  }
  /// Writes so many more.
  static void write(DiskJournal& journal, int count, const std::string& target = "/a") {
    for (int i = 0; i < count; ++i) journal.put(disk_record(++*journal.sequence(), target));
    journal.catch_up();
  }
  static std::vector<int> found(const DiskJournal& journal, JournalSearch search = {}) {
    search.space = "default";
    if (search.before == 0) search.before = 1'000'000;
    const auto result = search_journal(journal, search);
    EXPECT_TRUE(result.ok());
    std::vector<int> numbers;
    if (result)
      for (const auto& entry : result->entries) numbers.push_back(entry["number"]);
    return numbers;
  }
  [[nodiscard]] std::string records() const { return segment_path(folder_, 1); }
  [[nodiscard]] std::string index() const { return segment_index_path(folder_, 1); }

  std::string folder_, warnings_;
};

TEST_F(DiskJournalTest, FindsWhatItWroteAlsoAfterARestart) {
  {
    const auto journal = open();
    write(*journal, 3);
    EXPECT_THAT(found(*journal), ElementsAre(1, 2, 3));
  }
  const auto journal = open();
  EXPECT_EQ(journal->counts().before, 3U);
  write(*journal, 2);
  EXPECT_THAT(found(*journal), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(journal->counts().written, 2U);
  EXPECT_EQ(journal->counts().segments, 1U) << "it goes on where the other ended";
  EXPECT_EQ(warnings_, "");
}

TEST_F(DiskJournalTest, FiltersAndPages) {
  const auto journal = open(900);  // several segments
  for (const char* target : {"/a", "/b/1", "/b/2", "/a", "/b/3", "/c"}) write(*journal, 1, target);
  EXPECT_GT(journal->counts().segments, 2U);
  EXPECT_THAT(found(*journal, {.space = {}, .status = 404}), ElementsAre(2, 4, 6));
  EXPECT_THAT(found(*journal, {.space = {}, .unmatched = false}), ElementsAre(1, 3, 5));
  const auto literal = matchers::PathPattern::parse("/a"), pattern = matchers::PathPattern::parse("/b/{id}");
  EXPECT_THAT(found(*journal, {.space = {}, .path = &*literal}), ElementsAre(1, 4));
  EXPECT_THAT(found(*journal, {.space = {}, .path = &*pattern}), ElementsAre(2, 3, 5));
  EXPECT_THAT(found(*journal, {.space = {}, .since = 2, .before = 5}), ElementsAre(3, 4));
  EXPECT_THAT(found(*journal, {.space = {}, .forgotten = 4}), ElementsAre(5, 6));
  const auto page = search_journal(*journal, {.space = "default", .before = 7, .limit = 2});
  EXPECT_EQ(page->looked_to, 2U);
  EXPECT_TRUE(page->more);
  EXPECT_TRUE(search_journal(*journal, {.space = "other", .before = 7})->entries.empty());
}

TEST_F(DiskJournalTest, ATornRecordIsCutWhereverItWasTorn) {
  write(*open(), 2);
  const std::string two = bytes_of(records()), two_indexed = bytes_of(index());
  write(*open(), 1);
  const std::string three = bytes_of(records());
  for (std::size_t size = two.size() + 1; size < three.size(); ++size) {
    put_bytes(records(), three.substr(0, size));
    put_bytes(index(), two_indexed);
    const auto journal = open();
    ASSERT_THAT(found(*journal), ElementsAre(1, 2)) << size;
    EXPECT_THAT(warnings_, HasSubstr("torn"));
    EXPECT_EQ(bytes_of(records()), two);
  }
}

TEST_F(DiskJournalTest, AnIndexThatIsMissingOrTornIsMadeAnew) {
  write(*open(), 3);
  const std::string whole = bytes_of(index());
  std::vector<std::string> torn{"", "something else", whole.substr(0, whole.size() - 1), whole + "x",
                                whole.substr(0, whole.size() - index_entry_bytes)};
  torn.push_back(whole);
  torn.back()[whole.size() - 1] ^= 1;
  for (const std::string& bytes : torn) {
    put_bytes(index(), bytes);
    EXPECT_THAT(found(*open()), ElementsAre(1, 2, 3));
    EXPECT_EQ(bytes_of(index()), whole);
  }
  std::filesystem::remove(index());
  EXPECT_THAT(found(*open()), ElementsAre(1, 2, 3));
  EXPECT_EQ(warnings_, "");
}

TEST_F(DiskJournalTest, DamageInTheMiddleStaysAndIsPassedOver) {
  write(*open(), 3);
  std::string bytes = bytes_of(records());
  bytes[bytes.find("/a", bytes.find('\n'))] = '#';
  put_bytes(records(), bytes);
  std::filesystem::remove(index());
  const auto journal = open();
  EXPECT_THAT(warnings_, HasSubstr("are none"));
  EXPECT_EQ(bytes_of(records()), bytes);
  write(*journal, 1);
  EXPECT_THAT(found(*journal), ElementsAre(1, 3, 4));
}

TEST_F(DiskJournalTest, FilesOfOthersAreLeftAlone) {
  std::filesystem::create_directories(folder_);
  put_bytes(folder_ + "/notes.txt", "mine");
  put_bytes(folder_ + "/journal-1.jsonl", "mine");  // not a name that it gives
  write(*open(), 1);
  EXPECT_EQ(bytes_of(folder_ + "/notes.txt"), "mine");
  EXPECT_EQ(bytes_of(folder_ + "/journal-1.jsonl"), "mine");
  put_bytes(records(), "a diary\n");
  std::filesystem::remove(index());
  const auto refused = DiskJournal::open({.folder = folder_, .queue = {}, .warn = {}});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().what, HasSubstr("no journal"));
  EXPECT_EQ(bytes_of(records()), "a diary\n");
}

TEST_F(DiskJournalTest, AFolderInUseIsRefused) {
  const auto journal = open();
  const auto second = DiskJournal::open({.folder = folder_, .queue = {}, .warn = {}});
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().what, HasSubstr("another process"));
}

}  // namespace
}  // namespace phantomime::server
