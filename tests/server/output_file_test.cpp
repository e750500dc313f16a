#include "phantomime/server/output_file.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace phantomime::server {
namespace {

TEST(OutputFile, ReplacesWholeFilesAndLeavesNothingBeside) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path{testing::TempDir()} / "phantomime_output_file";
  fs::remove_all(folder);
  fs::create_directory(folder);
  const std::string file = folder / "report.xml", link = folder / "link.xml";
  ASSERT_TRUE(replace_file(file, "one").ok());
  fs::create_symlink("report.xml", link);
  ASSERT_TRUE(replace_file(link, "two").ok());
  EXPECT_TRUE(fs::is_symlink(link));
  std::string text;
  std::ifstream{file} >> text;
  EXPECT_EQ(text, "two");
  EXPECT_EQ(std::distance(fs::directory_iterator{folder}, {}), 2);
  EXPECT_TRUE(replace_file("/dev/null", "three").ok());
  EXPECT_FALSE(replace_file(folder.string(), "").ok());
  const auto nowhere = replace_file((folder / "none" / "report.xml").string(), "");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().what,
            "cannot write " + (folder / "none" / "report.xml").string() + ": no such file or directory");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace phantomime::server
