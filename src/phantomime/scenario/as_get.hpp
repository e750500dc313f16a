#pragma once

#include "phantomime/http/request.hpp"

namespace phantomime::scenario {

/// A HEAD request as the GET it stands for.
[[nodiscard]] inline http::Request as_get(const http::Request& head) {
  http::Request get = head;
  get.method = "GET";
  return get;
}

}  // namespace phantomime::scenario
