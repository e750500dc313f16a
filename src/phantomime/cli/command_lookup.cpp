#include "phantomime/cli/command_lookup.hpp"

namespace phantomime::cli {

std::vector<std::string> command_candidates(std::string_view name, std::string_view search_path) {
  if (name.empty()) return {};
  if (name.find('/') != std::string_view::npos) return {std::string{name}};
  std::vector<std::string> paths;
  for (;;) {
    const std::size_t colon = search_path.find(':');
    const std::string_view folder = search_path.substr(0, colon);
    paths.push_back(folder.empty() ? std::string{name} : std::string{folder} + "/" + std::string{name});
    if (colon == std::string_view::npos) return paths;
    search_path.remove_prefix(colon + 1);
  }
}

}  // namespace phantomime::cli
