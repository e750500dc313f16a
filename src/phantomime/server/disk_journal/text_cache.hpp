#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::server {

/// Texts made of other texts, for texts that come again and again: a table of a fixed size in which a newcomer takes
/// the place of who stood there. One thread.
class TextCache {
 public:
  /// Texts longer than `longest` are made anew each time.
  TextCache(std::size_t slots, std::size_t longest) : slots_(slots), longest_{longest} {}

  /// `make(out)` appends what is made of `key`. Valid until the next call.
  template <class Make>
  [[nodiscard]] const std::string& get(std::string_view key, const Make& make) {
    Slot& slot = key.size() > longest_ ? passing_ : slots_[std::hash<std::string_view>{}(key) % slots_.size()];
    if (&slot != &passing_ && slot.filled && slot.key == key) return slot.made;
    slot.filled = false;  // whatever make throws
    slot.made.clear();
    make(slot.made);
    if (&slot != &passing_) {
      slot.key = key;
      slot.filled = true;
    }
    return slot.made;
  }

 private:
  struct Slot {
    std::string key, made;
    bool filled = false;
  };
  std::vector<Slot> slots_;
  Slot passing_;
  std::size_t longest_;
};

}  // namespace phantomime::server
