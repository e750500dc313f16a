#include "phantomime/net/host_field.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"

namespace phantomime::net {

namespace {

/// Bytes of a reg-name (RFC 3986, 3.2.2) that need no second look.
constexpr std::array<bool, 256> host_bytes = [] {
  std::array<bool, 256> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view{"-._~!$&'()*+,;="}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// What may follow a host: nothing, or a colon and the digits of a port, which may be none.
bool is_port(std::string_view text) {
  return text.empty() || (text[0] == ':' && text.find_first_not_of("0123456789", 1) == text.npos);
}

bool is_ip_literal(std::string_view value) {
  const std::size_t end = value.find(']');
  const auto literal_byte = [](char c) { return c == ':' || c == '%' || host_bytes[static_cast<unsigned char>(c)]; };
  return end != value.npos && end > 1 &&
         std::all_of(value.begin() + 1, value.begin() + static_cast<std::ptrdiff_t>(end), literal_byte) &&
         is_port(value.substr(end + 1));
}

}  // namespace

bool is_host_field(std::string_view value) noexcept {
  if (value.starts_with('[')) return is_ip_literal(value);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (host_bytes[static_cast<unsigned char>(value[i])]) continue;
    if (value[i] != '%') return is_port(value.substr(i));
    if (i + 2 >= value.size() || !is_hex(value[i + 1]) || !is_hex(value[i + 2])) return false;
    i += 2;
  }
  return true;
}

}  // namespace phantomime::net
