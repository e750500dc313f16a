#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::scenario {

/// (owner, text) → number: what the index looks paths and segments up in. Slots and texts lie close together, each in
/// one array: with ten thousand stubs a look-up costs the memory it touches for the first time. Lookups are safe from
/// several threads.
class TextTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  [[nodiscard]] std::uint32_t find(std::uint32_t owner, std::string_view text) const noexcept {
    if (slots_.empty()) return none;
    return slots_[place(owner, text, hash_of(owner, text))].value;
  }

  /// The number that is there, or `value`, which is now.
  std::uint32_t insert(std::uint32_t owner, std::string_view text, std::uint32_t value) {
    if ((size_ + 1) * 5 > slots_.size() * 3) grow();
    const std::uint32_t hash = hash_of(owner, text);
    Slot& slot = slots_[place(owner, text, hash)];
    if (slot.value != none) return slot.value;
    slot = {hash, owner, static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size()), value};
    texts_ += text;
    ++size_;
    return value;
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t owner = 0;
    std::uint32_t begin = 0, size = 0;  ///< of the text in texts_
    std::uint32_t value = none;
  };

  static std::uint32_t hash_of(std::uint32_t owner, std::string_view text) noexcept {
    const std::uint64_t hash = std::hash<std::string_view>{}(text) ^ (owner * 0x9e3779b97f4a7c15U);
    return static_cast<std::uint32_t>(hash ^ (hash >> 32));
  }

  /// The slot of this key, or the free one where it belongs. There is always a free one. Texts are only looked at where
  /// the whole hash agrees.
  [[nodiscard]] std::size_t place(std::uint32_t owner, std::string_view text, std::uint32_t hash) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].value != none && !holds(slots_[at], owner, text, hash)) at = (at + 1) & mask;
    return at;
  }
  [[nodiscard]] bool holds(const Slot& slot, std::uint32_t owner, std::string_view text,
                           std::uint32_t hash) const noexcept {
    return slot.hash == hash && slot.owner == owner && std::string_view{texts_.data() + slot.begin, slot.size} == text;
  }

  void grow() {
    std::vector<Slot> larger(slots_.empty() ? 16 : slots_.size() * 2);
    const std::size_t mask = larger.size() - 1;
    for (const Slot& slot : slots_) {
      if (slot.value == none) continue;
      std::size_t at = slot.hash & mask;
      while (larger[at].value != none) at = (at + 1) & mask;
      larger[at] = slot;
    }
    slots_.swap(larger);
  }

  std::vector<Slot> slots_;
  std::string texts_;
  std::size_t size_ = 0;
};

}  // namespace phantomime::scenario
