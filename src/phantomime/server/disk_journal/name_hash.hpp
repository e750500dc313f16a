#pragma once

#include <cstdint>
#include <string_view>

namespace phantomime::server {

/// FNV-1a, 32 bits: what an index has of a name. Names of one hash are told apart by the records themselves.
[[nodiscard]] std::uint32_t name_hash(std::string_view name) noexcept;

}  // namespace phantomime::server
