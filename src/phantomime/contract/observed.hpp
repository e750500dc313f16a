#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::contract {

/// An answer as it came, with what it answers. The request must outlive it.
struct Observed {
  const http::Request* request = nullptr;  ///< as sent; never null where it is compared
  int status = 0;
  http::Headers headers;
  std::string_view body;  ///< after transfer and content coding; must outlive this
  enum class End : std::uint8_t {
    complete,
    truncated,  ///< the connection ended before the body did
    too_large,  ///< more than was read: `body` is its beginning, and is not compared
  };
  End end = End::complete;
  Instant at{};  ///< when it came: `now()` in rules
  /// A page printed the body some time ago: rules that compute from `now` or from the request do not hold of it.
  bool printed = false;
  /// The bodies of all pages of the list, in order, where somebody fetched them: what `over: pages` looks at.
  std::vector<std::shared_ptr<const Json>> pages;
};

}  // namespace phantomime::contract
