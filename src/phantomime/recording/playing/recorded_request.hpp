#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "phantomime/http/request.hpp"
#include "phantomime/matchers/matcher.hpp"
#include "phantomime/recording/exchange.hpp"
#include "phantomime/recording/playing/secrets.hpp"

namespace phantomime::recording {

/// The recorded request as one that a client sends to us: the target without the authority that a forward proxy gets.
[[nodiscard]] http::Request as_request(const Exchange& exchange);
/// The target without scheme and authority.
[[nodiscard]] std::string_view origin_form(std::string_view target) noexcept;

/// Method, target and body of a recorded request, with holes for secrets: what makes two requests the same.
struct RequestPattern {
  std::string method;
  TextPattern target, body;
  [[nodiscard]] std::string identity() const;
};
[[nodiscard]] RequestPattern request_pattern(const Exchange& exchange, const IssuedPlaceholders& issued);

/// A header that tells apart requests which are else the same: its pattern, or that it is not there.
using TellingHeader = std::pair<std::string, std::optional<TextPattern>>;

/// Holds for requests with this target, body and these headers, byte for byte. The method is the stub's to ask.
[[nodiscard]] matchers::MatcherPtr recorded_request_matcher(RequestPattern request, std::vector<TellingHeader> headers);

}  // namespace phantomime::recording
