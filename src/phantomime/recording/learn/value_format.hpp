#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "phantomime/base/clock.hpp"

namespace phantomime::recording {

/// What a value looks like.
enum class ValueFormat {
  other,
  word,     ///< letters, `_` and `-`: what an enumeration is made of
  integer,  ///< within 64 bits, as JSON writes it
  number,
  uuid,
  hexadecimal,     ///< eight digits or more, letters among them
  random_text,     ///< sixteen letters and digits or more, mixed
  instant_z,       ///< `2020-01-22T19:39:43.239000Z`, as `now()` writes it
  instant_offset,  ///< `2020-01-22T19:39:43.239+00:00`
  instant_blank,   ///< `2020-01-22 19:39:43.239+00`
  instant_other,   ///< ISO 8601 otherwise
  http_date,       ///< `Wed, 22 Jan 2020 19:39:43 GMT`
  unix_seconds,    ///< an integer that is a time of this century
  unix_milliseconds,
};

[[nodiscard]] ValueFormat format_of(std::string_view text) noexcept;
/// The time that a text of one of the time formats says; nothing for others.
[[nodiscard]] std::optional<Instant> time_of(std::string_view text, ValueFormat format);
[[nodiscard]] bool is_time(ValueFormat format) noexcept;
/// A whole number of 64 bits, without a plus and without zeros before it.
[[nodiscard]] std::optional<std::int64_t> integer_of(std::string_view text) noexcept;
/// Whether a segment of a path names one of many things: a number, a UUID, hexadecimal digits, a random text.
[[nodiscard]] bool is_identifier(std::string_view segment) noexcept;

}  // namespace phantomime::recording
