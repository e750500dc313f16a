#pragma once

#include <string>
#include <string_view>

namespace phantomime {

/// `pointer` with one more member: `/a` and `b/c` make `/a/b~1c` (RFC 6901).
[[nodiscard]] std::string pointer_to(const std::string& pointer, std::string_view member);

}  // namespace phantomime
