#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "phantomime/matchers/path_pattern.hpp"

namespace phantomime::matchers {

/// The segments of a path, at most so many: whoever sends more is not near to anything.
class PathSegments {
 public:
  static constexpr std::size_t most = 32;

  explicit PathSegments(std::string_view path);
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept { return segments_[index]; }

 private:
  std::array<std::string_view, most> segments_;
  std::size_t size_ = 0;
};

/// How far one path is from many patterns: 0 where it matches, else up to 1, by segments, as a person would compare
/// them. The path is taken apart once, and of literals only the text is asked for: a miss measures a hundred patterns
/// whose stubs are not in the cache. Allocates nothing.
class PathDistance {
 public:
  /// A literal that differs by the slash at its end is so far; what differs in more is farther.
  static constexpr double only_a_slash = 0.05;

  explicit PathDistance(std::string_view canonical_path) : path_{canonical_path}, came_{canonical_path} {}

  [[nodiscard]] double to(const PathPattern& pattern) const;
  [[nodiscard]] double to_literal(std::string_view canonical) const;

 private:
  std::string_view path_;
  PathSegments came_;
};

}  // namespace phantomime::matchers
