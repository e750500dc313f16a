#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "phantomime/base/located_json.hpp"
#include "phantomime/contract/contract.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::contract {

/// How the elements of an array are to follow each other, and who says so.
struct WantedOrder {
  std::string by;  ///< a member of theirs; empty: the elements themselves
  bool descending = false;
  OriginNumber origin = 0;
};

/// The order that a request asks a list for; empty where it asks for none, and then none counts.
[[nodiscard]] std::optional<WantedOrder> asked_order(const Listing& listing, const http::Request& request);
/// How many rows a page may have at most; empty where all were asked for, or the value makes no sense.
[[nodiscard]] std::optional<std::size_t> asked_page_size(const Listing& listing, const http::Request& request);

/// The first element that should stand behind its successor. Numbers compare by value, instants by their text; other
/// texts do not compare, since servers differ in how they sort them, and neither do nulls.
[[nodiscard]] std::optional<std::size_t> first_out_of_order(const LocatedJson& array, const WantedOrder& order);

}  // namespace phantomime::contract
