#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// The list of an exchange's secrets while it is made. Bounded: what a body of a million tokens would say is cut.
class ExchangeSecrets {
 public:
  static constexpr std::size_t most = 1000;

  explicit ExchangeSecrets(std::vector<Secret>& list) : list_{list}, known_{list.size()} {}

  void add(std::string_view where, std::string_view kind, std::string_view placeholder) {
    const auto same = [&](const Secret& one) { return one.placeholder == placeholder && one.where == where; };
    if (list_.size() >= most || std::any_of(list_.begin(), list_.end(), same)) return;
    list_.push_back({std::string{where}, std::string{kind}, std::string{placeholder}});
  }
  /// Whether no earlier pass put one there.
  [[nodiscard]] bool fresh() const noexcept { return known_ == 0; }
  /// Whether an earlier pass over this exchange put it there, however short it is.
  [[nodiscard]] bool had_placeholder(std::string_view text) const noexcept {
    return std::any_of(list_.begin(), list_.begin() + static_cast<std::ptrdiff_t>(known_),
                       [text](const Secret& one) { return one.placeholder == text; });
  }

 private:
  std::vector<Secret>& list_;
  std::size_t known_;
};

}  // namespace phantomime::recording
