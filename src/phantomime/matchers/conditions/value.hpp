#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "phantomime/base/json.hpp"

namespace phantomime::matchers {

/// One value a condition looks at: a text, or a JSON value. Points into the request.
struct Value {
  std::string_view text;       ///< of a text or of a JSON string
  const Json* json = nullptr;  ///< null: a text
  bool bare = false;           ///< a field without "="

  [[nodiscard]] static Value of(const Json& value) noexcept {
    const std::string* text = value.get_ptr<const std::string*>();
    return {text ? std::string_view{*text} : std::string_view{}, &value, false};
  }
  /// Text conditions hold for texts only: the JSON number 46 does not match \d+.
  [[nodiscard]] bool is_text() const noexcept { return !json || json->is_string(); }
};

/// The values of one field, none where it is absent. A few cost no allocation.
class Values {
 public:
  void add(const Value& value) {
    if (many_.empty() && size_ < few_.size()) {
      few_[size_++] = value;
      return;
    }
    if (many_.empty()) many_.assign(few_.begin(), few_.end());
    many_.push_back(value);
    ++size_;
  }
  [[nodiscard]] std::span<const Value> all() const noexcept {
    return {many_.empty() ? few_.data() : many_.data(), size_};
  }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::array<Value, 4> few_{};
  std::vector<Value> many_;
  std::size_t size_ = 0;
};

}  // namespace phantomime::matchers
