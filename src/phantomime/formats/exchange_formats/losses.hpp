#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::formats {

/// What a conversion could not carry, alike things counted together. One thread.
class Losses {
 public:
  struct Loss {
    std::string what;
    std::uint64_t count = 0;  ///< 0: said of the format as a whole
  };

  void add(std::string_view what, std::uint64_t count = 1) {
    for (Loss& loss : losses_)
      if (loss.what == what) {
        loss.count += count;
        return;
      }
    if (losses_.size() < most)
      losses_.push_back({std::string{what}, count});
    else
      ++further_;
  }

  /// In the order in which each first came.
  [[nodiscard]] const std::vector<Loss>& all() const noexcept { return losses_; }
  /// How many came that are not listed: past so many different ones nobody reads on.
  [[nodiscard]] std::uint64_t further() const noexcept { return further_; }

 private:
  static constexpr std::size_t most = 200;
  std::vector<Loss> losses_;
  std::uint64_t further_ = 0;
};

}  // namespace phantomime::formats
