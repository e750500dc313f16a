#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace phantomime::scenario {

/// (owner, text) → number, in one flat array: what the index looks paths and segments up in. Texts are not copied and
/// must outlive the table. Lookups are safe from several threads.
class TextTable {
 public:
  static constexpr std::uint32_t none = 0xffffffff;

  [[nodiscard]] std::uint32_t find(std::uint32_t owner, std::string_view text) const noexcept {
    if (slots_.empty()) return none;
    return slots_[place(slots_, owner, text)].value;
  }

  /// The number that is there, or `value`, which is now.
  std::uint32_t insert(std::uint32_t owner, std::string_view text, std::uint32_t value) {
    if ((size_ + 1) * 5 > slots_.size() * 3) grow();
    Slot& slot = slots_[place(slots_, owner, text)];
    if (slot.value != none) return slot.value;
    slot = {text, owner, value};
    ++size_;
    return value;
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

 private:
  struct Slot {
    std::string_view text;
    std::uint32_t owner = 0;
    std::uint32_t value = none;
  };

  /// The slot of this key, or the free one where it belongs. There is always a free one.
  static std::size_t place(const std::vector<Slot>& slots, std::uint32_t owner, std::string_view text) noexcept {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = (std::hash<std::string_view>{}(text) ^ (owner * 0x9e3779b97f4a7c15U)) & mask;
    while (slots[at].value != none && (slots[at].owner != owner || slots[at].text != text)) at = (at + 1) & mask;
    return at;
  }

  void grow() {
    std::vector<Slot> larger(slots_.empty() ? 16 : slots_.size() * 2);
    for (const Slot& slot : slots_)
      if (slot.value != none) larger[place(larger, slot.owner, slot.text)] = slot;
    slots_.swap(larger);
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace phantomime::scenario
