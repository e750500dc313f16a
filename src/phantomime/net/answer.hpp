#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

/// An answer of net's own, as a small problem document (RFC 9457). The reason must hold no bytes of the request.
[[nodiscard]] http::Reply problem_reply(int status, std::string_view reason);

/// What came of asking a handler.
struct Answer {
  http::Reply reply;
  std::string failure;  ///< why it is a 500 of ours, redacted; empty if the handler answered
};

/// Calls a handler, which may change the request; whatever it throws becomes 500.
[[nodiscard]] Answer ask(const std::function<http::Reply(http::Request&)>& handler, http::Request& request);

/// The same as it goes over a connection that closes after it.
[[nodiscard]] std::string refusal_bytes(int status, std::string_view reason, bool head_request);

/// Tells the handler of a request that it did not answer. A log that fails must not take the connection with it.
void tell_refusal(const Handler& handler, int status, std::string_view reason, const std::string& peer) noexcept;

}  // namespace phantomime::net
