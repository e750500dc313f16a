#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace phantomime::cli {

/// A user and password for a host.
struct NetrcEntry {
  std::string user, password;
};

/// The entry of a netrc file for a host (`machine`), or its `default`; empty where there is neither. Macros are passed
/// over.
[[nodiscard]] std::optional<NetrcEntry> find_in_netrc(std::string_view text, std::string_view host);

}  // namespace phantomime::cli
