#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "phantomime/directives/response_spec.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/serialised_head.hpp"

namespace phantomime::directives {

/// What plain responses (ResponseSpec::is_plain) say before their body, made once for all that say the same. Immutable;
/// safe from several threads.
class PlainHead {
 public:
  /// `body` is that of one of them; where the headers say a length, the others have one of the same size.
  PlainHead(int status, std::span<const HeaderSpec> headers, std::shared_ptr<const std::string> body);

  [[nodiscard]] http::Reply reply(std::shared_ptr<const std::string> body, Instant now) const;

 private:
  struct Date {
    std::uint32_t line = 0;
    std::chrono::nanoseconds offset{0};
  };
  int status_;
  http::Headers headers_;
  std::vector<Date> dates_;
  std::shared_ptr<const http::SerialisedHead> serialised_;
};

}  // namespace phantomime::directives
