#include "phantomime/cli/shown_text.hpp"

#include <array>

#include <fmt/format.h>

namespace phantomime::cli {

std::string visible(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 200))
    shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? std::string{"?"} : std::string{c};
  return text.size() > 200 ? shown + "..." : shown;
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array units{"KB", "MB", "GB", "TB"};
  if (bytes < 1024) return fmt::format("{} B", bytes);
  double size = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; size >= 1023.95 && unit + 1 < units.size(); ++unit) size /= 1024;
  return size < 9.95 ? fmt::format("{:.1f} {}", size, units[unit]) : fmt::format("{:.0f} {}", size, units[unit]);
}

}  // namespace phantomime::cli
