#pragma once

#include <string_view>

namespace phantomime::net {

/// Whether a Host line holds uri-host [ ":" port ] (RFC 9110, 7.2); it may be empty.
[[nodiscard]] bool is_host_field(std::string_view value) noexcept;

}  // namespace phantomime::net
