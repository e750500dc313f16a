#include "phantomime/recording/redaction/base64_text.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime::recording {
namespace {

/// Of all bytes, since whole recordings are looked through: -1 where one is no digit.
constexpr std::array<signed char, 256> base64_values = [] {
  std::array<signed char, 256> table{};
  table.fill(-1);
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  for (std::size_t value = 0; value < digits.size(); ++value)
    table[static_cast<unsigned char>(digits[value])] = static_cast<signed char>(value);
  table['+'] = table['-'] = 62;
  table['/'] = table['_'] = 63;
  return table;
}();

}  // namespace

int base64_value(char c) noexcept { return base64_values[static_cast<unsigned char>(c)]; }

std::optional<Base64Text> Base64Text::read(std::string_view text) {
  Base64Text result;
  result.padded = text.size() % 4 == 0;
  const bool url = text.find_first_of("-_") != std::string_view::npos;
  if (url && text.find_first_of("+/") != std::string_view::npos) return std::nullopt;
  std::string standard{text};
  if (url) {
    result.alphabet = Alphabet::url;
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
  }
  if (!result.padded) {
    if (text.empty() || text.back() == '=') return std::nullopt;
    standard.append(4 - text.size() % 4, '=');
  }
  auto bytes = decode_base64(standard);
  if (!bytes) return std::nullopt;
  result.bytes = *std::move(bytes);
  return result;
}

std::string Base64Text::written(std::string_view other) const {
  std::string text = encode_base64(other);
  if (alphabet == Alphabet::url) {
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
  }
  if (!padded) text.erase(std::find(text.begin(), text.end(), '='), text.end());
  return text;
}

bool is_readable(std::string_view bytes) noexcept {
  const auto readable = [](char c) {
    return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) || c == '\t' || c == '\n' || c == '\r';
  };
  return std::all_of(bytes.begin(), bytes.end(), readable) && valid_utf8(bytes);
}

}  // namespace phantomime::recording
