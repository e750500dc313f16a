#include "phantomime/scenario/near_paths.hpp"

#include <algorithm>
#include <unordered_map>

#include "phantomime/matchers/path_distance.hpp"

namespace phantomime::scenario {
namespace {

using matchers::CaptureType;
using matchers::PathPattern;

constexpr char capture_mark = '\x01';
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

}  // namespace

NearPaths::NearPaths(const Scenario& scenario, const std::vector<std::uint32_t>& by_precedence) {
  std::array<std::unordered_map<std::string_view, std::uint32_t>, 4> known;  // by kind, then text
  std::vector<std::string> keys;
  for (std::uint32_t place = 0; place < by_precedence.size(); ++place) {
    const auto& pattern = scenario.stubs[by_precedence[place]].request.path;
    if (!pattern) continue;
    const auto number = static_cast<std::uint32_t>(paths_.size());
    const auto [found, fresh] = known[static_cast<std::size_t>(pattern->kind())].try_emplace(pattern->text(), number);
    if (fresh) {
      paths_.push_back({});
      if (pattern->kind() != PathPattern::Kind::literal) paths_.back().pattern = &*pattern;
      keys.push_back(key_of(*pattern));
      if (pattern->kind() != PathPattern::Kind::expression)
        from_front_.paths.push_back(number);
      else if (expressions_.size() < expressions_tried)
        expressions_.push_back(number);
    }
    Path& path = paths_[found->second];
    if (path.stubs < stubs_a_path) path.places[path.stubs++] = place;
  }
  from_back_.paths = from_front_.paths;
  from_front_.sort(keys);
  for (std::size_t at = 0; at < from_front_.paths.size(); ++at) {
    Path& path = paths_[from_front_.paths[at]];
    path.key = from_front_.begins[at];
    path.key_size = static_cast<std::uint32_t>(from_front_.key(at).size());
  }
  for (std::string& key : keys) std::reverse(key.begin(), key.end());
  from_back_.sort(keys);
}

void NearPaths::Order::sort(const std::vector<std::string>& key_of) {
  std::sort(paths.begin(), paths.end(), [&](std::uint32_t a, std::uint32_t b) { return key_of[a] < key_of[b]; });
  begins.reserve(paths.size() + 1);
  for (const std::uint32_t path : paths) {
    begins.push_back(keys.size());
    keys += key_of[path];
  }
  begins.push_back(keys.size());
}

void NearPaths::Order::neighbours(std::string_view wanted, std::vector<std::uint32_t>& found) const {
  std::size_t middle = 0;  // the first key that is not before `wanted`
  for (std::size_t end = paths.size(); middle < end;) {
    const std::size_t half = middle + (end - middle) / 2;
    if (key(half) < wanted)
      middle = half + 1;
    else
      end = half;
  }
  const std::size_t first = middle - std::min(middle, neighbours_a_side);
  const std::size_t last = middle + std::min(paths.size() - middle, neighbours_a_side);
  found.insert(found.end(), paths.data() + first, paths.data() + last);
}

void NearPaths::neighbours(std::string key, std::vector<std::uint32_t>& found) const {
  from_front_.neighbours(key, found);
  std::reverse(key.begin(), key.end());
  from_back_.neighbours(key, found);
}

void NearPaths::collect(std::string_view path, std::size_t limit, std::vector<Near>& stubs) const {
  std::vector<std::uint32_t> found = expressions_;
  neighbours(std::string{path}, found);
  if (std::string marked = with_marks(path); marked != path) neighbours(std::move(marked), found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());

  const matchers::PathDistance distance{path};
  std::vector<std::pair<double, std::uint32_t>> measured;  // equally far: in order of precedence, as paths_ is
  measured.reserve(found.size());
  for (const std::uint32_t number : found) {
    const Path& one = paths_[number];
    const double far = one.pattern
                           ? distance.to(*one.pattern)
                           : distance.to_literal(std::string_view{from_front_.keys}.substr(one.key, one.key_size));
    measured.emplace_back(far, number);
  }
  std::sort(measured.begin(), measured.end());
  for (const auto& [far, number] : measured) {
    const Path& one = paths_[number];
    const bool may_match = one.pattern || far <= matchers::PathDistance::only_a_slash;
    for (std::uint32_t stub = 0; stub < one.stubs; ++stub) {
      if (limit == 0) return;
      stubs.push_back({one.places[stub], far, may_match});
      --limit;
    }
  }
}

}  // namespace phantomime::scenario
