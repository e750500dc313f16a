// What a verifier made and must not forget, whatever happens to it.
#include "phantomime/server/verifier/ledger.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"

namespace phantomime::server {
namespace {

namespace fs = std::filesystem;

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ledger-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path() const { return folder_ + "/verify/ledger.jsonl"; }
  [[nodiscard]] Ledger opened() const {
    auto ledger = Ledger::open(folder_ + "/verify");
    EXPECT_TRUE(ledger) << ledger.error().what;
    return std::move(*ledger);
  }
  static LedgerEntry entry(const std::string& marker) {
    return {marker, "container: create", "", *parse_instant("2026-11-25T10:00:00Z")};
  }
  static std::string told(const Ledger& ledger) {
    std::string text;
    for (const LedgerEntry& one : ledger.open_entries()) text += one.marker + '=' + one.id + ' ';
    return text;
  }

  std::string folder_;
};

TEST_F(LedgerTest, KnowsWhatIsNotGoneWhenItIsOpenedAgain) {
  {
    Ledger ledger = opened();
    for (const char* marker : {"a", "b", "c"}) ASSERT_TRUE(ledger.intend(entry(marker)));
    ASSERT_TRUE(ledger.made("a", "7"));
    ASSERT_TRUE(ledger.made("b", "8"));
    ASSERT_TRUE(ledger.gone("b"));
    EXPECT_EQ(told(ledger), "a=7 c= ");
  }
  const Ledger again = opened();
  EXPECT_EQ(told(again), "a=7 c= ");
  EXPECT_EQ(again.open_entries()[0].stub, "container: create");
  EXPECT_EQ(again.open_entries()[0].at, entry("a").at);
}

TEST_F(LedgerTest, LosesNothingButALineThatWasTorn) {
  {
    Ledger ledger = opened();
    ASSERT_TRUE(ledger.intend(entry("a")));
    ASSERT_TRUE(ledger.intend(entry("b")));
  }
  const auto size = fs::file_size(path());
  for (std::uintmax_t cut = 1; cut <= size; ++cut) {
    fs::copy_file(path(), path() + ".whole", fs::copy_options::overwrite_existing);
    fs::resize_file(path(), size - cut);
    {
      Ledger ledger = opened();
      EXPECT_EQ(ledger.damaged_lines(), 0u) << cut;
      ASSERT_TRUE(ledger.intend(entry("c"))) << cut;
    }
    EXPECT_THAT(told(opened()), testing::EndsWith("c= ")) << cut;
    EXPECT_EQ(opened().damaged_lines(), 0u) << cut;
    fs::rename(path() + ".whole", path());
  }
}

TEST_F(LedgerTest, CountsLinesThatWereDamaged) {
  {
    Ledger ledger = opened();
    ASSERT_TRUE(ledger.intend(entry("a")));
  }
  std::ofstream{path(), std::ios::app} << "{\"crc\":\"00000000\",\"gone\":{\"marker\":\"a\"}}\n";
  const Ledger ledger = opened();
  EXPECT_EQ(told(ledger), "a= ");
  EXPECT_EQ(ledger.damaged_lines(), 1u);
}

TEST_F(LedgerTest, IsItsOwnersAlone) {
  const Ledger ledger = opened();
  EXPECT_EQ(fs::status(path()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(folder_ + "/verify").permissions(), fs::perms::owner_all);
}

TEST_F(LedgerTest, FollowsNoLink) {
  fs::create_directories(folder_ + "/verify");
  fs::create_symlink(folder_ + "/elsewhere", path());
  EXPECT_FALSE(Ledger::open(folder_ + "/verify"));
  EXPECT_FALSE(fs::exists(folder_ + "/elsewhere"));
}

TEST(LedgerFolder, IsOneForATargetHoweverItIsWritten) {
  EXPECT_EQ(ledger_folder("https://Phantom.example/"), ledger_folder("https://phantom.example"));
  EXPECT_NE(ledger_folder("https://phantom.example"), ledger_folder("https://phantom.example:8443"));
}

}  // namespace
}  // namespace phantomime::server
