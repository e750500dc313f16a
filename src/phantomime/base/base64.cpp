#include "phantomime/base/base64.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace phantomime {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return values;
}
constexpr std::array<std::int8_t, 256> values = make_values();

Error bad(std::string what) {
  return Error{ErrorCode::syntax, "not valid base64: " + std::move(what), std::nullopt,
               "base64 is A-Z, a-z, 0-9, + and /, filled up with = to a multiple of four"};
}

}  // namespace

std::string encode_base64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = (group << 8U) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    text += alphabet[(group >> 18U) & 63U];
    text += alphabet[(group >> 12U) & 63U];
    text += count > 1 ? alphabet[(group >> 6U) & 63U] : '=';
    text += count > 2 ? alphabet[group & 63U] : '=';
  }
  return text;
}

Result<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return bad("its length is no multiple of four");
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::string_view digits = text.substr(0, text.size() - padding);

  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    const std::int8_t value = values[static_cast<unsigned char>(digits[at])];
    if (value < 0) return bad("character " + std::to_string(at + 1) + " does not belong there");
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(static_cast<unsigned char>((bits >> count) & 0xFFU));
    bits &= (1U << count) - 1U;
  }
  if (bits != 0) return bad("bits are left over at its end");
  return bytes;
}

}  // namespace phantomime
