#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "phantomime/directives/template_function.hpp"

namespace phantomime::directives {

/// What templates may look up of the state. The seam to the layer above; one thread at a time.
class Rows {
 public:
  virtual ~Rows() = default;
  /// The stored row, or null where there is none of this id.
  [[nodiscard]] virtual Value row(std::string_view collection, std::int64_t id) = 0;
  /// All rows by id.
  [[nodiscard]] virtual std::vector<Value> rows(std::string_view collection) = 0;
  /// The state of a machine of its own; empty where there is no such machine.
  [[nodiscard]] virtual std::string_view state(std::string_view machine) const = 0;
};

}  // namespace phantomime::directives
