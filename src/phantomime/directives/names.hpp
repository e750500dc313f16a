#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/directives/template_function.hpp"

namespace phantomime::directives {

/// What templates see besides the request, by name: rows that steps found, the element of a loop, an error. Small, and
/// copied where a name holds only for a while; the values are shared. One thread.
class Names {
 public:
  void set(std::string_view name, Value value) {
    for (auto& [known, old] : entries_) {
      if (known != name) continue;
      old = std::move(value);
      return;
    }
    entries_.emplace_back(name, std::move(value));
  }
  void set(std::string_view name, Json value) { set(name, std::make_shared<const Json>(std::move(value))); }
  /// Null where nothing has this name.
  [[nodiscard]] Value find(std::string_view name) const {
    for (const auto& [known, value] : entries_)
      if (known == name) return value;
    return nullptr;
  }

 private:
  std::vector<std::pair<std::string, Value>> entries_;
};

}  // namespace phantomime::directives
