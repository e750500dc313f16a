#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace phantomime::server {

/// What the index of a segment says of one record: enough to find it and to pass over it without reading it.
struct IndexEntry {
  std::uint64_t sequence = 0;  ///< of the record among all of the folder; rises from entry to entry
  std::uint64_t number = 0;    ///< of the exchange in its space
  std::int64_t at = 0;         ///< nanoseconds since the epoch, by the played clock
  std::uint32_t offset = 0;    ///< of the record in its segment
  std::uint32_t length = 0;    ///< of its line, the line feed included
  std::uint32_t space = 0;     ///< name_hash of the space
  std::uint32_t path = 0;      ///< name_hash of the canonical path of the redacted target
  std::uint16_t status = 0;
  std::uint16_t flags = 0;
  bool operator==(const IndexEntry&) const = default;

  static constexpr std::uint16_t unmatched = 1, refused = 2;
};

/// The first bytes of every index; the digits are the version of its form.
inline constexpr std::string_view index_head = "PHMJNL01";
/// Bytes of an entry: its members in their order, least byte first, and their CRC-32.
inline constexpr std::size_t index_entry_bytes = 48;

void append_index_entry(std::string& out, const IndexEntry& entry);
/// Nothing where it is not one: another size, a checksum that does not fit.
[[nodiscard]] std::optional<IndexEntry> read_index_entry(std::string_view bytes) noexcept;

}  // namespace phantomime::server
