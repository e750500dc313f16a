#pragma once

#include <string>

namespace phantomime::net {

/// What the system says about an errno, in the style of our texts: "address already in use".
[[nodiscard]] std::string system_reason(int error_number);

}  // namespace phantomime::net
