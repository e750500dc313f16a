#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace phantomime::contract {

/// What a text looks like, as rules name it and as examples show it.
enum class Format : std::uint8_t {
  none,
  timestamp_micros,  ///< `2020-01-22T19:39:43.239000Z`, always six digits
  timestamp_offset,  ///< `2016-01-15T22:15:58.05319+00:00`
  timestamp_blank,   ///< `2019-12-04 04:38:51.703+00`
  timestamp_local,   ///< `1970-01-01T00:00:00.000000`: no zone
  timestamp,         ///< any of these, and the rest of ISO 8601
  date,
  uuid,
  integer_text,  ///< a string that holds an integer
  json_text,     ///< a string that holds a JSON object or array
  ipv4,
  email,
  url,
  base64,
};

/// A row of the registry of formats.
struct FormatRow {
  Format format = Format::none;
  std::string_view word;     ///< what rules and reports call it
  std::string_view example;  ///< a text of this format
  bool (*matches)(std::string_view text) = nullptr;
  /// Whether examples alone make it an expectation: not where ordinary texts happen to look so.
  bool inferred = false;
  /// Whether a consumer parses such texts, so that another format breaks it.
  bool parsed = false;
};
[[nodiscard]] std::span<const FormatRow> formats() noexcept;

/// Empty for `none`.
[[nodiscard]] std::string_view to_string(Format format) noexcept;
/// `none` for a word that no format has.
[[nodiscard]] Format format_of_word(std::string_view word) noexcept;
/// Whether the text is of the format; true for `none`. Linear in the text.
[[nodiscard]] bool matches(Format format, std::string_view text) noexcept;
/// The narrowest format an example shows, of those that are inferred.
[[nodiscard]] Format format_shown_by(std::string_view example) noexcept;
/// The format that texts of both have: timestamps of two kinds are a timestamp, others are none.
[[nodiscard]] Format common_format(Format a, Format b) noexcept;

}  // namespace phantomime::contract
