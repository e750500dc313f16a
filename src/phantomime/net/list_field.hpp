#pragma once

#include <string_view>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::net {

/// Calls `each` with the items of a list field's value (RFC 9110, 5.6.1), in order.
template <class Each>
void each_item_of(std::string_view value, Each&& each) {
  for (;;) {
    const std::size_t comma = value.find(',');
    if (const std::string_view item = trimmed(value.substr(0, comma)); !item.empty()) each(item);
    if (comma == std::string_view::npos) return;
    value.remove_prefix(comma + 1);
  }
}

/// The same for all lines of a field.
template <class Each>
void each_item(const http::Headers& headers, std::string_view name, Each&& each) {
  for (const http::Header& line : headers) {
    if (http::same_name(line.name, name)) each_item_of(line.value, each);
  }
}

/// Whether a list field holds an item, whatever its case.
[[nodiscard]] inline bool has_item(const http::Headers& headers, std::string_view name, std::string_view wanted) {
  bool found = false;
  each_item(headers, name, [&](std::string_view item) { found = found || http::same_name(item, wanted); });
  return found;
}

}  // namespace phantomime::net
