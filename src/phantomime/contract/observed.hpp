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

/// The same as a value of its own, from wherever answers come.
struct Answer {
  int status = 0;
  http::Headers headers;
  std::string body;  ///< after transfer and content coding
  Observed::End end = Observed::End::complete;
  Instant at{};  ///< when it came; by the server's clock, where that is another

  /// As the comparison takes it. Both must outlive it.
  [[nodiscard]] Observed observed(const http::Request& request) const {
    Observed seen;
    seen.request = &request;
    seen.status = status;
    seen.headers = headers;
    seen.body = body;
    seen.end = end;
    seen.at = at;
    return seen;
  }
};

}  // namespace phantomime::contract
