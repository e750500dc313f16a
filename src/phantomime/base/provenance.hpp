#pragma once

#include <cstdint>
#include <string_view>

namespace phantomime {

/// How much is known of what is played: printed by the documentation, recorded from a real server, or a guess.
enum class Provenance : std::uint8_t { unstated, documented, recorded, assumed };
[[nodiscard]] std::string_view to_string(Provenance provenance) noexcept;

/// The words that a file may use, in the order of the enumeration after `unstated`.
inline constexpr std::string_view provenance_words[] = {"documented", "recorded", "assumed"};

}  // namespace phantomime
