#pragma once

#include <string_view>

namespace phantomime::net {

/// Writes all of it to a descriptor that blocks. Returns 0, or the errno of what kept it.
[[nodiscard]] int write_all(int file, std::string_view bytes) noexcept;

}  // namespace phantomime::net
