#include "phantomime/scenario/near_paths.hpp"

#include <algorithm>
#include <unordered_map>

namespace phantomime::scenario {
namespace {

using matchers::CaptureType;
using matchers::PathPattern;

constexpr char capture_mark = '\x01';
constexpr std::size_t stubs_a_path = 4;
constexpr std::size_t neighbours_a_side = 16;
constexpr std::size_t expressions_tried = 16;

std::string key_of(const PathPattern& pattern) {
  if (pattern.kind() == PathPattern::Kind::literal) return pattern.canonical();
  if (pattern.kind() != PathPattern::Kind::templated) return pattern.text();
  std::string key;
  for (const PathPattern::Segment& segment : pattern.segments()) {
    key += '/';
    key += segment.prefix;
    if (!segment.is_literal()) key += capture_mark + segment.suffix;
  }
  return key;
}

/// The path as a template would have it: segments that look like an id become the mark.
std::string with_marks(std::string_view path) {
  std::string key;
  while (!path.empty()) {
    key += '/';
    if (path.starts_with('/')) path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    const bool id = capture_accepts(CaptureType::number, segment) || capture_accepts(CaptureType::uuid, segment);
    if (id)
      key += capture_mark;
    else
      key += segment;
    path.remove_prefix(segment.size());
  }
  return key;
}

bool before_from_back(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

}  // namespace

NearPaths::NearPaths(const Scenario& scenario, const std::vector<std::uint32_t>& by_precedence) {
  std::array<std::unordered_map<std::string_view, std::uint32_t>, 4> known;  // by kind, then text
  for (const std::uint32_t stub : by_precedence) {
    const auto& pattern = scenario.stubs[stub].request.path;
    if (!pattern) continue;
    const auto number = static_cast<std::uint32_t>(paths_.size());
    const auto [found, fresh] = known[static_cast<std::size_t>(pattern->kind())].try_emplace(pattern->text(), number);
    if (fresh) {
      paths_.push_back({key_of(*pattern), &*pattern, {}});
      if (pattern->kind() != PathPattern::Kind::expression)
        from_front_.push_back(number);
      else if (expressions_.size() < expressions_tried)
        expressions_.push_back(number);
    }
    Path& path = paths_[found->second];
    if (path.stubs.size() < stubs_a_path) path.stubs.push_back(stub);
  }
  from_back_ = from_front_;
  std::sort(from_front_.begin(), from_front_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return paths_[a].key < paths_[b].key; });
  std::sort(from_back_.begin(), from_back_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return before_from_back(paths_[a].key, paths_[b].key); });
}

void NearPaths::neighbours(const std::string& key, std::vector<std::uint32_t>& found) const {
  const auto around = [&found](const std::vector<std::uint32_t>& order, auto middle) {
    const auto before = std::min<std::ptrdiff_t>(middle - order.begin(), neighbours_a_side);
    const auto after = std::min<std::ptrdiff_t>(order.end() - middle, neighbours_a_side);
    found.insert(found.end(), middle - before, middle + after);
  };
  around(from_front_,
         std::lower_bound(from_front_.begin(), from_front_.end(), key,
                          [this](std::uint32_t path, const std::string& wanted) { return paths_[path].key < wanted; }));
  around(from_back_, std::lower_bound(from_back_.begin(), from_back_.end(), key,
                                      [this](std::uint32_t path, const std::string& wanted) {
                                        return before_from_back(paths_[path].key, wanted);
                                      }));
}

void NearPaths::collect(std::string_view path, std::size_t limit, std::vector<Near>& stubs) const {
  std::vector<std::uint32_t> found = expressions_;
  neighbours(std::string{path}, found);
  neighbours(with_marks(path), found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());

  std::vector<std::pair<double, std::uint32_t>> measured;  // equally far: in order of precedence, as paths_ is
  measured.reserve(found.size());
  for (const std::uint32_t number : found) measured.emplace_back(paths_[number].pattern->distance(path), number);
  std::sort(measured.begin(), measured.end());
  for (const auto& [distance, number] : measured)
    for (const std::uint32_t stub : paths_[number].stubs) {
      if (limit == 0) return;
      stubs.push_back({stub, distance});
      --limit;
    }
}

}  // namespace phantomime::scenario
