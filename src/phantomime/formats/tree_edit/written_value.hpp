#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/document.hpp"

namespace phantomime::formats {

/// How values are written into a file that has a hand of its own.
struct Hand {
  bool json = false;
  char quote = '\'';              ///< around texts that need one
  std::string_view colon = ": ";  ///< of JSON, and of flow style
  std::string_view comma = ", ";
};

/// A value in one line: flow style, or JSON.
[[nodiscard]] std::string written_in_line(const Node& value, const Hand& hand);
/// A key of a block mapping.
[[nodiscard]] std::string written_key(std::string_view key, const Hand& hand);
/// A value in the place of a scalar that was quoted, or not: as it was where it can be.
[[nodiscard]] std::string written_like(const Node& value, char was, const Hand& hand);
/// Whether a value goes into the rest of a line of a YAML file, as people write it.
[[nodiscard]] bool fits_in_line(const Node& value);
/// A value behind the colon of a key that stands at `indent`: in the same line, or in lines below it. Without the last
/// line's end.
[[nodiscard]] std::string written_behind(const Node& value, std::size_t indent, std::string_view line_break,
                                         const Hand& hand);
/// An item of a block list whose dash stands at `indent`: in one line, or its members in lines of their own.
[[nodiscard]] std::string written_item(const Node& value, std::size_t indent, std::string_view line_break,
                                       const Hand& hand);

}  // namespace phantomime::formats
