// Manual page and completions of a small program with one option of every kind, against tests/cli/documents/.
// PHANTOMIME_APPROVE=1 writes what is made now: read it before you commit it. That the shells do with phantomime's own
// what they should is tests/python/test_completion.py.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/completions.hpp"
#include "phantomime/cli/manual_page.hpp"
#include "phantomime/cli/outline.hpp"

namespace phantomime::cli {
namespace {

/// What options write to: nothing is parsed here.
struct Values {
  bool flag = false;
  std::string text;
  std::vector<std::string> many;
};

Outline small_program() {
  Values values;
  CLI::App app{"Mimes what it is told.", "mime"};
  app.footer("Exit codes: 0, 1.\n.A line that looks like a request, and a back\\slash.");
  app.set_help_flag("-h,--help", "print this");
  CLI::App* play = app.add_subcommand("play", "play [packs]: 'now'");
  play->set_help_flag("-h,--help", "print this");
  play->add_option("PACK", values.many, "what is\nplayed")->option_text("...");
  play->add_flag("--quiet", values.flag, "say nothing");
  play->add_option("--log", values.text, "how it's said")->check(CLI::IsMember({"text", "json"}))->option_text("L");
  play->add_option("-H,--header", values.many, "a line")->option_text("LINE");
  play->add_option("--cert", values.text, "a file")->option_text("F");
  play->add_option("--journal", values.text, "a folder")->option_text("DIR");
  play->add_option("--profile", values.text, "a version")->option_text("P");
  play->add_option("--hidden", values.text, "nobody is told")->group("");
  CLI::App* tell = app.add_subcommand("tell", "tell a request");
  tell->add_option("PACK", values.text, "where")->required()->option_text(" ");
  tell->add_option("REQUEST", values.text, "which")->required()->option_text("'METHOD TARGET'");
  tell->footer("Example: mime tell x 'GET /'");
  app.add_subcommand("secret", "not told of")->group("");
  return outline_of(app, {{"phantom", "phantom-docs"}, {"4.5", "4.10"}});
}

void expect_file(const std::string& name, const std::string& actual) {
  const auto path = std::filesystem::path{PHANTOMIME_SOURCE_DIR} / "tests/cli/documents" / name;
  if (std::getenv("PHANTOMIME_APPROVE")) {
    std::ofstream{path, std::ios::binary} << actual;
    return;
  }
  std::ifstream in{path, std::ios::binary};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), actual)
      << "in " << path << "; after reading it: PHANTOMIME_APPROVE=1 accepts it";
}

TEST(Documents, OfASmallProgramAreWhatWasApproved) {
  const Outline program = small_program();
  expect_file("mime.bash", bash_completion(program));
  expect_file("mime.zsh", zsh_completion(program));
  expect_file("mime.fish", fish_completion(program));
  expect_file("mime.1", manual_page(program, "1.2.3"));
}

TEST(Documents, KnowEveryCommandOfTheRegistry) {
  const Outline program = outline_of_program();
  std::vector<std::string> outlined, registered;
  for (const auto& command : program.commands) outlined.push_back(command.name);
  for (const auto& command : commands()) registered.emplace_back(command.name);
  EXPECT_EQ(outlined, registered);
}

}  // namespace
}  // namespace phantomime::cli
