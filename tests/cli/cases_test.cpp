// Every folder of tests/cli/cases is a case of plain files: `args` (one argument a line), and what must come out:
// `stdout`, `stderr` (each may be absent: then nothing may come) and `exit`. The program runs in-process, in the source
// folder. PHANTOMIME_APPROVE=1 writes what came out over what was expected: read it before you commit it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/file_store.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/program.hpp"

namespace phantomime::cli {
namespace {

namespace fs = std::filesystem;

const fs::path source_folder = PHANTOMIME_SOURCE_DIR;
const fs::path cases_folder = source_folder / "tests/cli/cases";

std::string read(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> lines(const fs::path& path) {
  std::istringstream in{read(path)};
  std::vector<std::string> result;
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{cases_folder})
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

struct Outcome {
  std::string out, err;
  int exit = -1;
};

Outcome run_program(const std::vector<std::string>& arguments) {
  std::ostringstream out, err;
  const DiskFileStore files;
  StopSignal stop;
  Context context{out, err, files, [](const char*) { return std::optional<std::string>{}; }, false, false, stop};
  const int code = run(arguments, context);
  return {out.str(), err.str(), code};
}

void expect_file(const fs::path& path, const std::string& actual) {
  if (std::getenv("PHANTOMIME_APPROVE")) {
    if (actual.empty())
      fs::remove(path);
    else
      std::ofstream{path, std::ios::binary} << actual;
    return;
  }
  EXPECT_EQ(read(path), actual) << "in " << path << "; after reading it: PHANTOMIME_APPROVE=1 accepts it";
}

class CommandLine : public testing::TestWithParam<std::string> {
 protected:
  // Paths in the output are relative to where the program stands.
  void SetUp() override { fs::current_path(source_folder); }
  void TearDown() override { fs::current_path(before_); }

 private:
  fs::path before_ = fs::current_path();
};

TEST_P(CommandLine, SaysWhatWasApproved) {
  const fs::path folder = cases_folder / GetParam();
  const Outcome outcome = run_program(lines(folder / "args"));
  expect_file(folder / "stdout", outcome.out);
  expect_file(folder / "stderr", outcome.err);
  expect_file(folder / "exit", std::to_string(outcome.exit) + "\n");
}

INSTANTIATE_TEST_SUITE_P(Cases, CommandLine, testing::ValuesIn(case_names()), [](const auto& row) {
  std::string name = row.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
});

TEST(CommandLine, EveryCommandHasAnApprovedHelp) {
  ASSERT_FALSE(commands().empty());
  const auto names = case_names();
  for (const Command& command : commands()) EXPECT_THAT(names, testing::Contains("help-" + std::string{command.name}));
}

}  // namespace
}  // namespace phantomime::cli
