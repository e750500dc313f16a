#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "phantomime/base/error.hpp"

namespace phantomime::formats {

/// What a look at the bytes of a YAML file says before any parser sees them.
struct YamlText {
  std::size_t begin = 0;  ///< behind the byte order mark, if there is one
  bool ascii = true;      ///< bytes are columns
};

/// Checks encoding and control characters. yaml-cpp takes byte 4 for the end of the file and guesses encodings, so
/// these must not reach it. Empty with the first offence reported.
[[nodiscard]] std::optional<YamlText> check_yaml_text(const std::shared_ptr<const Source>& source, Errors& errors);

/// Where a text opens far more brackets than it closes, or npos. yaml-cpp reads a bracket's whole contents into memory
/// (about 100 bytes for each of '[[[[...') before its first event could stop it, so the hopeless are told beforehand.
/// Quotes are not understood: the bound is far beyond what any text holds, and each line of a block list starts anew.
[[nodiscard]] std::size_t find_runaway_nesting(std::string_view text, std::size_t bound = 10'000) noexcept;

/// The place of a byte of a source: counts from its beginning, so for errors only.
[[nodiscard]] Location location_of(const std::shared_ptr<const Source>& source, std::size_t offset);

/// How many code points begin in `text`, which is valid UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;

/// Turns yaml-cpp's columns (bytes, from 0) into ours (code points, from 1). Places come nearly in order, so it counts
/// on from the last one: a line of megabytes costs one pass, not one for each node.
class ColumnCounter {
 public:
  ColumnCounter(std::string_view text, YamlText facts) : text_{text}, facts_{facts} {}

  /// `offset` counts from the beginning of the text, byte order mark included.
  [[nodiscard]] std::uint32_t column(std::size_t offset, std::uint32_t line, std::uint32_t byte_column);

 private:
  std::string_view text_;
  YamlText facts_;
  std::size_t last_offset_ = 0;
  std::uint32_t last_line_ = 0;  // 0: none yet
  std::size_t last_column_ = 0;
};

}  // namespace phantomime::formats
