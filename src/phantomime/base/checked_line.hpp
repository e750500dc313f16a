#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace phantomime {

/// CRC-32 (ISO 3309, as in zip and PNG).
[[nodiscard]] std::uint32_t checksum(std::string_view bytes) noexcept;

// A line of an append-only log that tells whether it is whole: `{"crc":"89abcdef",...}` and a line feed. The checksum
// is that of what follows its comma, without the line feed; it comes first, so that a line that was cut anywhere is
// none.

/// How such a line begins before it is sealed.
inline constexpr std::string_view checked_line_head = R"({"crc":"00000000",)";
/// Puts its checksum into the line that begins at `begin` and ends with `out`, and a line feed behind it.
void seal_checked_line(std::string& out, std::size_t begin);
/// Whether a line, its line feed included, is whole.
[[nodiscard]] bool is_checked_line(std::string_view line) noexcept;
/// Whether bytes could be what is left of one that was cut.
[[nodiscard]] bool may_begin_checked_line(std::string_view bytes) noexcept;

}  // namespace phantomime
