#include "phantomime/scenario/fixture_source.hpp"

#include <algorithm>
#include <optional>

namespace phantomime::scenario {
namespace {

/// What was read from disk under the fixtures folder, by its path there: a file, or the folder of one that was only
/// listed.
std::optional<std::string> read_as(const Scenario& scenario, const std::string& path) {
  const auto& files = scenario.facts.files;
  // A fixtures folder is called so; asking for its name first keeps `a/fixtures/x` apart from `a/x`.
  const std::string endings[] = {path.empty() ? "/fixtures" : "/fixtures/" + path, "/" + path};
  for (const std::string& ending : endings) {
    const auto read = std::find_if(files.begin(), files.end(), [&](const std::string& file) {
      return file.ends_with(ending) || file == std::string_view{ending}.substr(1);
    });
    if (ending != "/" && read != files.end()) return *read;
  }
  return std::nullopt;
}

std::string shown_name(const Scenario& scenario, const std::string& path) {
  if (const auto file = read_as(scenario, path)) return *file;
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (const auto folder = read_as(scenario, slash == std::string::npos ? std::string{} : path.substr(0, slash)))
    return *folder + "/" + name;
  return path;  // built-in packs were read from nowhere: the path under the fixtures folder is all there is to say
}

}  // namespace

std::shared_ptr<const Source> fixture_source(const Scenario& scenario, const std::string& path) {
  const auto bytes = scenario.fixture_bytes.find(path);
  const bool known = bytes != scenario.fixture_bytes.end() && bytes->second;
  return std::make_shared<const Source>(shown_name(scenario, path), known ? *bytes->second : std::string{});
}

}  // namespace phantomime::scenario
