#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/json.hpp"
#include "phantomime/base/json_pointer.hpp"

namespace phantomime::matchers {

/// The value at a JSON Pointer through objects only, or null: arrays on the way end it. Allocates nothing unless a
/// member's name is escaped.
[[nodiscard]] const Json* member_at(const Json& root, std::string_view pointer);

/// The same place as people read it: `$.scope`, `$.ids[0]`, `$['a b']`.
[[nodiscard]] std::string path_to(const std::string& path, std::string_view member);
[[nodiscard]] std::string path_to(const std::string& path, std::size_t index);

}  // namespace phantomime::matchers
