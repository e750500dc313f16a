#include "phantomime/scenario/path_index.hpp"

#include <span>
#include <vector>

namespace phantomime::scenario {
namespace {

using matchers::PathPattern;

/// The segments a glob begins with that mean nothing but themselves. Those that might (wildcards, escapes, percent
/// signs) and empty ones end them: reaching a few stubs too many only costs a check.
std::vector<std::string_view> literal_beginning(std::string_view glob) {
  std::vector<std::string_view> segments;
  std::string_view rest = after_slash(glob);
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment.empty() || segment.find_first_of("*?[]{}\\%") != std::string_view::npos) break;
    segments.push_back(segment);
    if (segment.size() == rest.size()) break;
    rest.remove_prefix(segment.size() + 1);
  }
  return segments;
}

std::span<const PathPattern::Segment> without_empty_end(std::span<const PathPattern::Segment> segments) {
  const bool empty_end = !segments.empty() && segments.back().is_literal() && segments.back().prefix.empty();
  return empty_end ? segments.first(segments.size() - 1) : segments;
}

}  // namespace

bool PathIndex::settles(const matchers::RequestSpec& request) noexcept {
  if (!request.path) return true;
  if (request.trailing_slash_tolerated) return false;
  if (request.path->kind() == PathPattern::Kind::literal) return true;
  if (request.path->kind() != PathPattern::Kind::templated) return false;
  const auto& last = request.path->segments().back();
  return last.is_literal() || last.type != matchers::CaptureType::rest;
}

std::uint32_t PathIndex::add(const matchers::RequestSpec& request) {
  const auto take = [this](std::uint32_t& bucket) {
    if (bucket == TextTable::none) bucket = next_++;
    return bucket;
  };
  const auto literal = [this](TextTable& table, std::string_view path) {
    const std::uint32_t bucket = table.insert(0, path, next_);
    if (bucket == next_) ++next_;
    return bucket;
  };
  if (!request.path) return take(pathless_);
  const PathPattern& path = *request.path;
  switch (path.kind()) {
    case PathPattern::Kind::literal:
      return request.trailing_slash_tolerated ? literal(tolerant_literals_, without_slash(path.canonical()))
                                              : literal(literals_, path.canonical());
    case PathPattern::Kind::templated:
      if (request.trailing_slash_tolerated) return tolerant_templates_.add(without_empty_end(path.segments()), next_);
      return patterns_.add(path.segments(), next_);
    case PathPattern::Kind::glob:
      return patterns_.add_below(literal_beginning(path.text()), next_);
    case PathPattern::Kind::expression:
      break;
  }
  return take(expressions_);
}

}  // namespace phantomime::scenario
