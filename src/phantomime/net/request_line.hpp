#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace phantomime::net {

/// Why `net` answers a request by itself. The reason holds no bytes of the request.
struct Rejection {
  int status = 400;
  std::string reason;
};

/// The longest method we take; RFC 9112, 3 wants 501 for a longer one.
inline constexpr std::size_t max_method_bytes = 64;

/// The three parts of a request line (RFC 9112, 3). Views into the line.
struct RequestLine {
  std::string_view method;  ///< any token: llhttp knows a fixed list only, hence this parser
  std::string_view target;  ///< exactly as sent; origin, absolute, authority or asterisk form
  int minor_version = 1;
};

[[nodiscard]] bool is_token_byte(char byte) noexcept;

/// Which requests make sense where they come: CONNECT with `host:port` only at a proxy.
enum class RequestForms { of_a_server, of_a_proxy };

/// Reads a line without its CRLF into `line`. Returns why it is refused, if it is.
[[nodiscard]] std::optional<Rejection> parse_request_line(std::string_view text, std::size_t target_limit,
                                                          RequestLine& line,
                                                          RequestForms forms = RequestForms::of_a_server);

/// Looks at a line that has not ended yet: whether it can still become a request line. A stray protocol (a TLS
/// handshake, binary noise) must not wait for the head timeout to hear that it is at the wrong door. The first
/// `checked` bytes passed before, so that a line sent byte by byte costs no more than one sent at once.
[[nodiscard]] std::optional<Rejection> check_partial_line(std::string_view text, std::size_t checked,
                                                          std::size_t target_limit);

}  // namespace phantomime::net
