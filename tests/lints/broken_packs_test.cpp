// Each folder of tests/broken_packs is a pack with one kind of defect and expected.txt, what `phantomime lint` says of
// it word for word. To accept new texts after reading them: PHANTOMIME_APPROVE=1 phantomime_unit_tests
// --gtest_filter='BrokenPacks*'

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "phantomime/lints/lint.hpp"

#include "support/linted.hpp"
#include "support/rooted_file_store.hpp"

namespace phantomime {
namespace {

namespace fs = std::filesystem;

const fs::path& folder() {
  static const fs::path path = fs::path{PHANTOMIME_SOURCE_DIR} / "tests" / "broken_packs";
  return path;
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator{folder()})
    if (entry.is_directory()) found.push_back(entry.path().filename().string());
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// A pack's own expected.txt is no file of the pack.
std::string text_of(const std::string& name) {
  return reports::lint_text(testing_support::linted(testing_support::RootedFileStore{folder().string()}, name));
}

std::string plain(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

class BrokenPacks : public testing::TestWithParam<std::string> {};

TEST_P(BrokenPacks, AreReportedWordForWord) {
  const fs::path expected = folder() / GetParam() / "expected.txt";
  const std::string text = text_of(GetParam());
  if (const char* approve = std::getenv("PHANTOMIME_APPROVE"); approve && std::string{approve} == "1") {
    std::ofstream{expected, std::ios::binary} << text;
    GTEST_SKIP() << "approved: " << expected;
  }
  const fs::path received = fs::path{testing::TempDir()} / (GetParam() + ".received.txt");
  if (read(expected) != text) std::ofstream{received, std::ios::binary} << text;
  EXPECT_EQ(read(expected), text) << "\nreceived: " << received
                                  << "\nif this is right: PHANTOMIME_APPROVE=1 phantomime_unit_tests "
                                     "--gtest_filter='*BrokenPacks*'\n";
}

// Nothing broken may pass: the text alone could be approved by mistake.
TEST_P(BrokenPacks, HaveAtLeastOneFinding) {
  const auto report = testing_support::linted(testing_support::RootedFileStore{folder().string()}, GetParam());
  EXPECT_FALSE(report.diagnostics.empty());
}

INSTANTIATE_TEST_SUITE_P(All, BrokenPacks, testing::ValuesIn(names()),
                         [](const auto& one) { return plain(one.param); });

TEST(BrokenPacksFolder, IsNotEmpty) { EXPECT_GE(names().size(), 40u); }

TEST(BrokenPacksFolder, HasADefectForEveryRule) {
  std::set<std::string> found;
  for (const std::string& name : names())
    for (const Diagnostic& diagnostic :
         testing_support::linted(testing_support::RootedFileStore{folder().string()}, name).diagnostics)
      found.insert(diagnostic.check);

  ASSERT_FALSE(lints::checks().empty());
  for (const lints::Check& check : lints::checks()) EXPECT_TRUE(found.contains(std::string{check.name})) << check.name;
  // `usage` is the command line's, `io` needs a disk that fails.
  for (const DiagnosticRule& rule : error_rules())
    EXPECT_TRUE(rule.name == "usage" || rule.name == "io" || found.contains(std::string{rule.name})) << rule.name;
}

// A link cannot be kept in every checkout, and 64 MiB in none.
TEST(BrokenPacksMadeHere, FixtureBehindALinkThatLeavesTheFolder) {
  const fs::path root = fs::path{testing::TempDir()} / "linked";
  fs::remove_all(root);
  fs::create_directories(root / "pack" / "fixtures");
  std::ofstream{root / "secret.json"} << "{}\n";
  fs::create_symlink("../../secret.json", root / "pack" / "fixtures" / "link.json");
  std::ofstream{root / "pack" / "pack.yaml"} << "phantomime: 1\n"
                                                "stubs:\n"
                                                "  - name: by link\n"
                                                "    request: GET /link\n"
                                                "    response: {file: link.json}\n";
  const auto report = testing_support::linted(testing_support::RootedFileStore{root.string()}, "pack");
  ASSERT_EQ(report.diagnostics.size(), 1u) << reports::lint_text(report);
  EXPECT_EQ(report.diagnostics.front().check, "outside-folder");
  EXPECT_EQ(report.diagnostics.front().where->line, 5u);
}

TEST(BrokenPacksMadeHere, FilePastTheLimitIsRefusedUnread) {
  const fs::path root = fs::path{testing::TempDir()} / "large";
  fs::remove_all(root);
  fs::create_directories(root / "pack");
  std::ofstream{root / "pack" / "pack.yaml"} << "phantomime: 1\n";
  fs::resize_file(root / "pack" / "pack.yaml", 100u << 20);  // sparse: takes no room
  const auto report = testing_support::linted(testing_support::RootedFileStore{root.string()}, "pack");
  ASSERT_EQ(report.diagnostics.size(), 1u) << reports::lint_text(report);
  EXPECT_EQ(report.diagnostics.front().check, "limit");
  fs::remove_all(root);
}

std::vector<std::string> shipped() {
  std::vector<std::string> packs;
  for (const auto& entry : fs::directory_iterator{fs::path{PHANTOMIME_SOURCE_DIR} / "scenarios"})
    if (entry.is_directory()) packs.push_back("scenarios/" + entry.path().filename().string());
  std::sort(packs.begin(), packs.end());
  return packs;
}

TEST(ShippedPacks, HaveNoProblems) {
  ASSERT_FALSE(shipped().empty());
  for (const std::string& pack : shipped()) {
    const auto report = testing_support::linted(testing_support::RootedFileStore{PHANTOMIME_SOURCE_DIR}, pack);
    ASSERT_TRUE(report.checked) << reports::lint_text(report);
    EXPECT_GT(report.checked->stubs, 0u);
    EXPECT_GT(report.checked->fixtures, 0u);
    EXPECT_GT(report.checked->tables, 0u);
    EXPECT_TRUE(report.diagnostics.empty()) << reports::lint_text(report);
  }
}

// Lint cannot say so of a folder that packs share: here all of them are seen.
TEST(ShippedPacks, UseEveryFixture) {
  std::map<std::string, bool> used;
  for (const std::string& pack : shipped()) {
    const auto scenario = testing_support::loaded(testing_support::RootedFileStore{PHANTOMIME_SOURCE_DIR}, pack);
    ASSERT_TRUE(scenario) << pack;
    for (const auto& fixture : scenario->facts.fixtures) used[fixture.path] = used[fixture.path] || fixture.used;
  }
  ASSERT_FALSE(used.empty());
  for (const auto& [path, is_used] : used) EXPECT_TRUE(is_used) << path;
}

}  // namespace
}  // namespace phantomime
