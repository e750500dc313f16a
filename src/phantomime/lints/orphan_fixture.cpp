#include <algorithm>

#include "phantomime/lints/checks.hpp"
#include "phantomime/scenario/fixture_source.hpp"

namespace phantomime::lints {
namespace {

/// Whether the file lies in the folder of a pack that is looked at as a whole. Fixtures that packs share, or that lie
/// beside a single file, may be somebody else's: nobody can call them orphans who has not seen all.
bool is_own(const Input& input, const std::string& file) {
  const auto& files = input.scenario.facts.files;
  return std::any_of(input.scenario.packs.begin(), input.scenario.packs.end(), [&](const scenario::Pack& pack) {
    const bool whole_folder = std::find(files.begin(), files.end(), pack.folder) != files.end();
    const bool inside =
        pack.folder == "." ? !file.starts_with('/') && !file.starts_with("../") : file.starts_with(pack.folder + "/");
    return whole_folder && inside;
  });
}

}  // namespace

void orphan_fixture(const Input& input, std::vector<Problem>& problems) {
  for (const auto& fixture : input.scenario.facts.fixtures) {
    if (fixture.used) continue;
    const Location file{scenario::fixture_source(input.scenario, fixture.path), 0, 0};
    if (!is_own(input, file.source->name)) continue;
    problems.push_back({{},
                        Severity::warning,
                        "no stub uses the fixture '" + fixture.path + "'",
                        fixture.listed ? fixture.where : file,
                        "name it in a response as file: " + fixture.path + ", or remove it" +
                            (fixture.listed ? " together with its entry" : "")});
  }
}

}  // namespace phantomime::lints
