#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace phantomime::formats {

/// Appends numbers and texts to bytes.
class ByteWriter {
 public:
  void byte(std::uint8_t value) { bytes_ += static_cast<char>(value); }
  /// Seven bits a byte, low ones first.
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(value | 0x80U));
    byte(static_cast<std::uint8_t>(value));
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_ += value;
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads what ByteWriter wrote, trusting nothing: past the end everything is zero and empty, and ok() is false.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_{bytes} {}

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  [[nodiscard]] bool at_end() const noexcept { return ok_ && bytes_.empty(); }
  void fail() noexcept {
    ok_ = false;
    bytes_ = {};
  }

  std::uint8_t byte() noexcept {
    if (bytes_.empty()) {
      fail();
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return value;
  }
  std::uint64_t number() noexcept {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7FU) << shift;
      if (next < 0x80) return value;
    }
    fail();
    return 0;
  }
  /// How many things follow, each of at least `size` bytes: never more than there is room for.
  std::size_t count(std::size_t size) noexcept {
    const std::uint64_t value = number();
    if (value <= bytes_.size() / size) return static_cast<std::size_t>(value);
    fail();
    return 0;
  }
  std::string_view text() noexcept {
    const std::size_t size = count(1);
    const std::string_view value = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return value;
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace phantomime::formats
