#pragma once

#include "phantomime/base/clock.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::directives {

/// Says a reply in code, where a test brings its own. It may block and may ask or change what is played: it is called
/// without any lock, after the stub's steps, on a thread of the side pool. Several threads at a time; must not throw.
class Responder {
 public:
  virtual ~Responder() = default;
  /// `now` is when the request was played.
  [[nodiscard]] virtual http::Reply respond(const http::Request& request, Instant now) const = 0;
};

}  // namespace phantomime::directives
