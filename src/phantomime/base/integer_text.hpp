#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/base/json.hpp"

namespace phantomime {

/// The integer that the whole text is, in decimal; nothing where it is none or has more than 64 bits.
[[nodiscard]] inline std::optional<std::int64_t> integer_in(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

/// Of an id, which clients and captures send as a number or as the text of one.
[[nodiscard]] inline std::optional<std::int64_t> id_in(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  return value.is_string() ? integer_in(std::string_view{value.get_ref<const std::string&>()}) : std::nullopt;
}

}  // namespace phantomime
