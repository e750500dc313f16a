#pragma once

#include <cstdint>
#include <string_view>

namespace phantomime::server {

/// CRC-32 (ISO 3309, as in zip and PNG).
[[nodiscard]] std::uint32_t checksum(std::string_view bytes) noexcept;

/// FNV-1a, 32 bits: what an index has of a name. Names of one hash are told apart by the records themselves.
[[nodiscard]] std::uint32_t name_hash(std::string_view name) noexcept;

}  // namespace phantomime::server
