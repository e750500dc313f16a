#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace phantomime {

/// The integer that the whole text is, in decimal; nothing where it is none or has more than 64 bits.
[[nodiscard]] inline std::optional<std::int64_t> integer_in(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

}  // namespace phantomime
