#include <algorithm>
#include <memory>

#include "phantomime/lints/checks.hpp"

namespace phantomime::lints {

std::shared_ptr<const Source> fixture_source(const Input& input, const std::string& path) {
  const auto& files = input.scenario.facts.files;
  // Built-in packs were read from nowhere: then the path under the fixtures folder is all there is to say.
  std::string name = path;
  for (const std::string& ending : {"/fixtures/" + path, "/" + path}) {
    const auto read =
        std::find_if(files.begin(), files.end(), [&](const std::string& file) { return file.ends_with(ending); });
    if (read == files.end()) continue;
    name = *read;
    break;
  }
  const auto bytes = input.scenario.fixture_bytes.find(path);
  const bool known = bytes != input.scenario.fixture_bytes.end() && bytes->second;
  return std::make_shared<const Source>(std::move(name), known ? *bytes->second : std::string{});
}

}  // namespace phantomime::lints
