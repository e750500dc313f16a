#pragma once

#include <span>

#include "phantomime/base/key_row.hpp"
#include "phantomime/matchers/path_pattern.hpp"

namespace phantomime::matchers {

/// A path of `path: text` taken apart.
struct PathSyntax {
  std::vector<PathPattern::Segment> segments;  ///< split at '/', the one before the first slash left out
  std::string literal;                         ///< canonical; of a path without captures
  std::size_t literal_characters = 0;
  bool has_captures = false;
};
/// Errors: bad_value, as PathPattern::parse says.
[[nodiscard]] Result<PathSyntax> read_path(std::string_view text);

/// A glob or expression made into what matches canonical paths.
struct PathRegex {
  Regex regex;
  std::size_t literal_characters = 0;
};
/// Errors: bad_value, bad_expression.
[[nodiscard]] Result<PathRegex> read_glob(std::string_view text);
[[nodiscard]] Result<PathRegex> read_path_expression(std::string_view text);

/// A row of the table of `path: {...}`.
struct PathKey : KeyRow {
  PathPattern::Kind kind = PathPattern::Kind::glob;
  Result<PathRegex> (*read)(std::string_view text) = nullptr;
};
[[nodiscard]] std::span<const PathKey> path_keys();

/// What a person calls a capture type: "an integer".
[[nodiscard]] std::string_view phrase(CaptureType type) noexcept;

}  // namespace phantomime::matchers
