#include "phantomime/formats/paths.hpp"

#include <algorithm>
#include <vector>

namespace phantomime::formats {

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string{path.substr(0, std::max<std::size_t>(slash, 1))};
}

std::string_view name_of(std::string_view path) noexcept {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view stem_of(std::string_view path) noexcept {
  const std::string_view name = name_of(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string join(std::string_view folder, std::string_view name) {
  if (folder.empty() || folder == ".") return std::string{name};
  if (name.empty()) return std::string{folder};
  std::string path{folder};
  if (path.back() != '/') path += '/';
  return path.append(name);
}

std::string_view first_folder(std::string_view path) noexcept {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

bool is_absolute(std::string_view path) noexcept {
  if (path.empty()) return false;
  if (path.front() == '/' || path.front() == '\\') return true;
  const char drive = path.front();
  return path.size() > 1 && path[1] == ':' && ((drive >= 'a' && drive <= 'z') || (drive >= 'A' && drive <= 'Z'));
}

std::optional<std::string> normalise(std::string_view path) {
  if (is_absolute(path) || path.find_first_of(std::string_view{"\\\0", 2}) != std::string_view::npos)
    return std::nullopt;
  std::vector<std::string_view> segments;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    at = end + 1;
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      segments.push_back(segment);
    } else if (segments.empty()) {
      return std::nullopt;
    } else {
      segments.pop_back();
    }
  }
  std::string result;
  for (const std::string_view segment : segments) {
    if (!result.empty()) result += '/';
    result += segment;
  }
  return result;
}

bool lies_in(std::string_view path, std::string_view folder) noexcept {
  if (!folder.empty() && folder.back() == '/') return path.starts_with(folder);
  return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

bool is_yaml_file_name(std::string_view name) noexcept {
  return !name.starts_with('.') && (name.ends_with(".yaml") || name.ends_with(".yml"));
}

}  // namespace phantomime::formats
