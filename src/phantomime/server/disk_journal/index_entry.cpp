#include "phantomime/server/disk_journal/index_entry.hpp"

#include <type_traits>

#include "phantomime/base/checked_line.hpp"

namespace phantomime::server {
namespace {

template <class T>
void put_number(std::string& out, T value) {
  auto bits = static_cast<std::make_unsigned_t<T>>(value);
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    out += static_cast<char>(bits & 0xffU);
    bits = static_cast<std::make_unsigned_t<T>>(static_cast<std::uint64_t>(bits) >> 8U);
  }
}

template <class T>
T take_number(std::string_view& bytes) noexcept {
  std::uint64_t bits = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) bits = bits << 8U | static_cast<unsigned char>(bytes[i]);
  bytes.remove_prefix(sizeof(T));
  return static_cast<T>(bits);
}

}  // namespace

void append_index_entry(std::string& out, const IndexEntry& entry) {
  const std::size_t begin = out.size();
  put_number(out, entry.sequence);
  put_number(out, entry.number);
  put_number(out, entry.at);
  put_number(out, entry.offset);
  put_number(out, entry.length);
  put_number(out, entry.space);
  put_number(out, entry.path);
  put_number(out, entry.status);
  put_number(out, entry.flags);
  put_number(out, checksum(std::string_view{out}.substr(begin)));
}

std::optional<IndexEntry> read_index_entry(std::string_view bytes) noexcept {
  if (bytes.size() != index_entry_bytes) return std::nullopt;
  const std::uint32_t sum = checksum(bytes.substr(0, index_entry_bytes - sizeof(std::uint32_t)));
  IndexEntry entry;
  entry.sequence = take_number<std::uint64_t>(bytes);
  entry.number = take_number<std::uint64_t>(bytes);
  entry.at = take_number<std::int64_t>(bytes);
  entry.offset = take_number<std::uint32_t>(bytes);
  entry.length = take_number<std::uint32_t>(bytes);
  entry.space = take_number<std::uint32_t>(bytes);
  entry.path = take_number<std::uint32_t>(bytes);
  entry.status = take_number<std::uint16_t>(bytes);
  entry.flags = take_number<std::uint16_t>(bytes);
  if (take_number<std::uint32_t>(bytes) != sum) return std::nullopt;
  return entry;
}

}  // namespace phantomime::server
