#include "phantomime/base/network.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include <arpa/inet.h>

namespace phantomime {
namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// 4 or 16 bytes; none where the text is no address.
std::vector<std::uint8_t> bytes_of(std::string_view text) {
  const std::string terminated{text};
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) return {bytes.begin(), bytes.begin() + 4};
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) != 1) return {};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) return {bytes.begin() + 12, bytes.end()};
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::optional<bool> in_network(std::string_view address, std::string_view network) {
  const std::size_t slash = network.find('/');
  const std::vector<std::uint8_t> whole = bytes_of(address), base = bytes_of(network.substr(0, slash));
  if (whole.empty() || base.empty()) return std::nullopt;
  std::size_t bits = base.size() * 8;
  if (slash != std::string_view::npos) {
    const std::string_view digits = network.substr(slash + 1);
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    // `::ffff:10.0.0.0/104` counts the bits of IPv6.
    const std::size_t before = base.size() == 4 && network.find(':') < slash ? mapped.size() * 8 : 0;
    if (bits < before || bits - before > base.size() * 8) return std::nullopt;
    bits -= before;
  }
  if (whole.size() != base.size()) return false;
  for (std::size_t at = 0; at < bits; ++at) {
    const auto mask = static_cast<std::uint8_t>(0x80u >> (at % 8));
    if ((whole[at / 8] & mask) != (base[at / 8] & mask)) return false;
  }
  return true;
}

}  // namespace phantomime
