// A coverage file on disk: who adds to it, together or one after the other, and what else may lie there.
#include "phantomime/server/coverage_keeper.hpp"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/coverage_file.hpp"

namespace phantomime::server {
namespace {

namespace fs = std::filesystem;
using scenario::Coverage;
using scenario::CoverageItem;
using testing::HasSubstr;

struct CoverageKeeperTest : testing::Test {
  CoverageKeeperTest() {
    fs::remove_all(folder);
    fs::create_directory(folder);
  }
  ~CoverageKeeperTest() override { fs::remove_all(folder); }
  static Coverage of(const std::string& stub, std::uint64_t count, std::uint32_t line = 1) {
    Coverage coverage;
    coverage.add({CoverageItem::Kind::stub, "p", stub, "", "p.yaml", line, count});
    return coverage;
  }
  std::string text() const {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  Coverage kept() const { return formats::read_coverage(text(), file).value(); }
  std::uint64_t count(const std::string& stub) const {
    return kept().items().at({"p", CoverageItem::Kind::stub, stub, ""}).count;
  }

  // Shards run beside each other.
  const fs::path folder = fs::path{testing::TempDir()} /
                          ("phantomime_" + std::string{testing::UnitTest::GetInstance()->current_test_info()->name()});
  const std::string file = folder / "c.json";
};

TEST_F(CoverageKeeperTest, AddsUpAndKnowsTheNewestPlace) {
  ASSERT_TRUE(add_to_coverage_file(file, of("a", 2, 5)).ok());
  ASSERT_TRUE(add_to_coverage_file(file, of("b", 0)).ok());
  ASSERT_TRUE(add_to_coverage_file(file, of("a", 1, 9)).ok());
  EXPECT_EQ(count("a"), 3U);
  EXPECT_EQ(count("b"), 0U);
  EXPECT_EQ(kept().items().begin()->second.line, 9U);
  EXPECT_EQ(std::distance(fs::directory_iterator{folder}, {}), 2) << "the file and its lock";
}

TEST_F(CoverageKeeperTest, LosesNothingWhereManyAddAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([this] {
      for (int k = 0; k < 5; ++k) EXPECT_TRUE(add_to_coverage_file(file, of("a", 1)).ok());
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(count("a"), 40U);
}

TEST_F(CoverageKeeperTest, LeavesWhatIsSomethingElseAsItIs) {
  for (const std::string other : {"{\"phantomime_coverage\": 1, \"items\": [", "notes of mine", "{}"}) {
    std::ofstream{file} << other;
    const auto added = add_to_coverage_file(file, of("a", 1));
    ASSERT_FALSE(added.ok()) << other;
    EXPECT_THAT(added.error().what, HasSubstr(file + " is no coverage file"));
    EXPECT_EQ(text(), other);
  }
  EXPECT_FALSE(add_to_coverage_file("/dev/null", of("a", 1)).ok());
  EXPECT_FALSE(add_to_coverage_file(folder.string(), of("a", 1)).ok());
  EXPECT_FALSE(add_to_coverage_file((folder / "none" / "c.json").string(), of("a", 1)).ok());
}

TEST_F(CoverageKeeperTest, TakesAnEmptyFileForNoneAndFollowsLinks) {
  std::ofstream{file};
  const fs::path link = folder / "link.json";
  fs::create_symlink("c.json", link);
  ASSERT_TRUE(add_to_coverage_file(link.string(), of("a", 1)).ok());
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(count("a"), 1U);
}

}  // namespace
}  // namespace phantomime::server
