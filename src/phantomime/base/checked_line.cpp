#include "phantomime/base/checked_line.hpp"

#include <zlib.h>

#include "phantomime/base/hexadecimal.hpp"

namespace phantomime {
namespace {

constexpr std::string_view before_sum = R"({"crc":")";
constexpr std::size_t sum_digits = 8;

char digit_of(std::uint32_t sum, std::size_t digit) noexcept {
  return hexadecimal_digits[sum >> (28 - 4 * digit) & 0xfU];
}

}  // namespace

std::uint32_t checksum(std::string_view bytes) noexcept {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<z_size_t>(bytes.size())));
}

void seal_checked_line(std::string& out, std::size_t begin) {
  const std::uint32_t sum = checksum(std::string_view{out}.substr(begin + checked_line_head.size()));
  for (std::size_t digit = 0; digit < sum_digits; ++digit)
    out[begin + before_sum.size() + digit] = digit_of(sum, digit);
  out += '\n';
}

bool is_checked_line(std::string_view line) noexcept {
  constexpr std::string_view behind_sum = R"(",)";
  if (line.size() <= checked_line_head.size() + 1 || line.back() != '\n') return false;
  if (!line.starts_with(before_sum) || line.substr(before_sum.size() + sum_digits, behind_sum.size()) != behind_sum)
    return false;
  const std::uint32_t sum = checksum(line.substr(checked_line_head.size(), line.size() - checked_line_head.size() - 1));
  for (std::size_t digit = 0; digit < sum_digits; ++digit)
    if (line[before_sum.size() + digit] != digit_of(sum, digit)) return false;
  return true;
}

bool may_begin_checked_line(std::string_view bytes) noexcept {
  return bytes.starts_with(before_sum.substr(0, bytes.size()));
}

}  // namespace phantomime
