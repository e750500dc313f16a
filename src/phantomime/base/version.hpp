#pragma once

#include <string_view>

namespace phantomime {

/// The version in CMakeLists.txt, such as "0.1.0"; ends with a NUL byte.
std::string_view version() noexcept;

}  // namespace phantomime
