#pragma once

#include <utility>

#include <unistd.h>

namespace phantomime::net {

/// Owns a file descriptor and closes it. Moves, never copies.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) noexcept : value_{value} {}
  Descriptor(Descriptor&& other) noexcept : value_{std::exchange(other.value_, -1)} {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      value_ = std::exchange(other.value_, -1);
    }
    return *this;
  }
  ~Descriptor() { reset(); }

  [[nodiscard]] int value() const noexcept { return value_; }
  explicit operator bool() const noexcept { return value_ >= 0; }
  /// Forgets it: somebody else closes it.
  void release() noexcept { value_ = -1; }
  void reset() noexcept {
    if (value_ >= 0) ::close(std::exchange(value_, -1));
  }

 private:
  int value_ = -1;
};

}  // namespace phantomime::net
