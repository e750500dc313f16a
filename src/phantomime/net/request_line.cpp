#include "phantomime/net/request_line.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"

namespace phantomime::net {

namespace {

constexpr std::array<bool, 256> token_bytes = [] {
  std::array<bool, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view{"!#$%&'*+-.^_`|~"}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_visible(char byte) { return byte > ' ' && byte <= '~'; }

std::optional<Rejection> check_method(std::string_view method) {
  if (method.empty()) return Rejection{400, "the request line begins with a blank instead of a method"};
  if (!std::all_of(method.begin(), method.end(), is_token_byte)) {
    return Rejection{400, "the method is not a token of letters, digits and a few signs"};
  }
  if (method.size() > max_method_bytes) return Rejection{501, "the method is longer than 64 bytes"};
  return std::nullopt;
}

std::optional<Rejection> check_version(std::string_view method, std::string_view version, RequestLine& line) {
  const bool formed = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                      version[6] == '.' && is_digit(version[7]);
  if (!formed) return Rejection{400, "the request line does not end in an HTTP version such as HTTP/1.1"};
  if (version[5] == '2' && method == "PRI") {
    return Rejection{400, "HTTP/2 with prior knowledge is not spoken here; speak HTTP/1.1"};
  }
  if (version[5] != '1') return Rejection{505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  // A higher minor version is answered as the highest we know (RFC 9110, 2.5).
  line.minor_version = version[7] == '0' ? 0 : 1;
  return std::nullopt;
}

bool is_absolute_form(std::string_view target) {
  const std::size_t colon = target.find("://");
  if (colon == std::string_view::npos || colon == 0 || !is_letter(target[0])) return false;
  const std::string_view scheme = target.substr(0, colon);
  const auto scheme_byte = [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  if (!std::all_of(scheme.begin(), scheme.end(), scheme_byte)) return false;
  const std::string_view rest = target.substr(colon + 3);
  return !rest.empty() && rest[0] != '/' && rest[0] != '?';
}

std::optional<Rejection> check_target(std::string_view method, std::string_view target, std::size_t limit,
                                      RequestForms forms) {
  if (target.empty()) return Rejection{400, "the request line has no target"};
  if (target.size() > limit) {
    return Rejection{414, "the request target is longer than " + std::to_string(limit) + " bytes"};
  }
  if (!std::all_of(target.begin(), target.end(), is_visible)) {
    return Rejection{400, "the request target holds a byte that must be percent-encoded"};
  }
  if (method == "CONNECT") {
    if (forms == RequestForms::of_a_server) return Rejection{501, "CONNECT is not served here: this is no proxy"};
    if (target.find(':') != target.npos && target.find_first_of("/?#@") == target.npos) return std::nullopt;
    return Rejection{400, "the target of CONNECT is a host and a port, such as example.org:443"};
  }
  if (target[0] == '/' || is_absolute_form(target)) return std::nullopt;
  if (target == "*") {
    if (method == "OPTIONS") return std::nullopt;
    return Rejection{400, "the target * is for OPTIONS only"};
  }
  return Rejection{400, "the request target is neither a path that begins with / nor an absolute URL"};
}

}  // namespace

bool is_token_byte(char byte) noexcept { return token_bytes[static_cast<unsigned char>(byte)]; }

std::optional<Rejection> parse_request_line(std::string_view text, std::size_t target_limit, RequestLine& line,
                                            RequestForms forms) {
  const std::size_t first = text.find(' ');
  line.method = text.substr(0, first);
  if (auto bad = check_method(line.method)) return bad;
  if (first == std::string_view::npos) return Rejection{400, "the request line has no target"};
  const std::size_t last = text.rfind(' ');
  if (last == first) return Rejection{400, "the request line has no HTTP version"};
  line.target = text.substr(first + 1, last - first - 1);
  if (line.target.find(' ') != std::string_view::npos) {
    return Rejection{400, "the request line has more than two blanks; a blank in a target is written %20"};
  }
  if (auto bad = check_version(line.method, text.substr(last + 1), line)) return bad;
  return check_target(line.method, line.target, target_limit, forms);
}

std::optional<Rejection> check_partial_line(std::string_view text, std::size_t checked, std::size_t target_limit) {
  if (text.empty()) return std::nullopt;
  if (text[0] == '\x16') return Rejection{400, "a TLS handshake came to a port that speaks plain HTTP; use http://"};
  const std::size_t blank = text.substr(0, max_method_bytes + 1).find(' ');
  if (blank == std::string_view::npos) {
    std::string_view method = text;
    if (method.ends_with('\r')) method.remove_suffix(1);
    return method.empty() ? std::nullopt : check_method(method.substr(0, max_method_bytes + 1));
  }
  if (checked <= blank) {
    if (auto bad = check_method(text.substr(0, blank))) return bad;
  }
  // Room for the method's blank, " HTTP/1.1" and CR.
  if (text.size() > blank + target_limit + 12) {
    return Rejection{414, "the request target is longer than " + std::to_string(target_limit) + " bytes"};
  }
  // CR may only be the last byte, waiting for its LF; that one is looked at again with the bytes that follow it.
  const std::size_t from = std::max(blank, checked > 0 ? checked - 1 : 0);
  const std::string_view fresh = text.substr(from, text.size() - from - (text.ends_with('\r') ? 1 : 0));
  const auto line_byte = [](char c) { return c == ' ' || is_visible(c); };
  if (!std::all_of(fresh.begin(), fresh.end(), line_byte)) {
    return Rejection{400, "the request target holds a byte that must be percent-encoded"};
  }
  return std::nullopt;
}

}  // namespace phantomime::net
