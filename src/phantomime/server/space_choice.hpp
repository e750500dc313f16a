#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/http/request.hpp"
#include "phantomime/server/admin_reply.hpp"

namespace phantomime::server {

inline constexpr std::string_view space_header = "X-Phantomime-Space";
inline constexpr std::string_view space_prefix = "/__space/";

/// Which space a request is for: that of its path prefix, else of its header, else of the listener it came by.
struct SpaceChoice {
  std::string name;            ///< empty: it names none
  std::optional<Fault> fault;  ///< what it names is no name, or two headers do
  std::uint32_t listener = 0;
};

/// Takes the prefix and the header off a request, so that nothing behind this sees them, and says what they chose.
[[nodiscard]] SpaceChoice take_space_choice(http::Request& request);

/// The path of a target without the prefix of a space; empty where nothing follows its name.
[[nodiscard]] std::string_view path_in_space(std::string_view target) noexcept;

}  // namespace phantomime::server
