#pragma once

#include <optional>
#include <string_view>

namespace phantomime {

/// Whether an IP address lies in a network as CIDR writes it (`10.10.0.0/16`, `fd00::/8`), or is the address itself. An
/// IPv4 address that came as IPv6 (`::ffff:10.0.0.1`) counts as IPv4. Empty where one of them makes no sense.
[[nodiscard]] std::optional<bool> in_network(std::string_view address, std::string_view network);

}  // namespace phantomime
