#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"

namespace phantomime::contract {

/// Where in a body: `$`, `$.data[*].due_time`, `$['odd name'][0]`. `[*]` is every element. A string
/// that holds JSON is gone into like the value that it holds.
struct Place {
  struct Step {
    enum class Kind { member, element, every_element };
    Kind kind = Kind::member;
    std::string name;       ///< of a member
    std::size_t index = 0;  ///< of an element
    bool operator==(const Step&) const = default;
  };
  std::vector<Step> steps;

  /// Errors: syntax, limit (more than max_json_depth steps).
  [[nodiscard]] static Result<Place> parse(std::string_view text);
  [[nodiscard]] std::string to_string() const;
  bool operator==(const Place&) const = default;
};

/// Appends `.name`, or `['name']` where the name is no plain word.
void append_member(std::string& place, std::string_view name);
/// Appends `[3]`.
void append_element(std::string& place, std::size_t index);

}  // namespace phantomime::contract
