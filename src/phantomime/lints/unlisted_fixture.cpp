#include <algorithm>

#include "phantomime/lints/checks.hpp"
#include "phantomime/scenario/fixture_source.hpp"

namespace phantomime::lints {
namespace {

using Fixture = scenario::LoadFacts::Fixture;

/// The folder of the manifest that lists a fixture, under the fixtures folder: "phantom", or empty for the folder
/// itself. Paths in facts are under the fixtures folder, the manifest's own place is not: what both have in common
/// tells.
std::string_view manifest_folder(const Fixture& listed) {
  const std::string_view manifest = listed.where.source->name;
  const std::string_view beside = manifest.substr(0, std::min(manifest.rfind('/'), manifest.size()));
  for (std::size_t end = listed.path.rfind('/'); end != std::string::npos && end > 0;
       end = listed.path.rfind('/', end - 1)) {
    const std::string_view folder = std::string_view{listed.path}.substr(0, end);
    if (beside == folder || (beside.ends_with(folder) && beside[beside.size() - folder.size() - 1] == '/'))
      return folder;
  }
  return {};
}

bool lies_in(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

}  // namespace

void unlisted_fixture(const Input& input, std::vector<Problem>& problems) {
  const auto& fixtures = input.scenario.facts.fixtures;
  for (const Fixture& fixture : fixtures) {
    if (fixture.listed) continue;
    // What the manifest lists tells where it lies; where nothing is listed there is none to be missing from.
    const auto neighbour = std::find_if(fixtures.begin(), fixtures.end(), [&](const Fixture& other) {
      return other.listed && other.where.source && lies_in(fixture.path, manifest_folder(other));
    });
    const bool printed = std::any_of(fixtures.begin(), fixtures.end(),
                                     [&](const Fixture& other) { return other.as_printed == fixture.path; });
    if (neighbour == fixtures.end() || printed) continue;
    problems.push_back(
        {{},
         Severity::warning,
         "the manifest does not list the fixture '" + fixture.path + "', so nobody knows where it comes from",
         Location{scenario::fixture_source(input.scenario, fixture.path), 0, 0},
         "list it in " + neighbour->where.source->name + " with its provenance, source and section"});
  }
}

}  // namespace phantomime::lints
