#pragma once

#include <string>
#include <string_view>

namespace phantomime {

/// Upper case by Unicode's simple mappings, one character for one: what a database's UPPER() makes of a text whatever
/// the machine's language. Bytes that are no UTF-8 stay. Thread-safe.
[[nodiscard]] std::string upper_case(std::string_view text);

}  // namespace phantomime
