#pragma once

#include <string>

#include "phantomime/scenario/stub.hpp"

namespace phantomime::lints {

/// `'name' (file:line)`: how findings call another stub.
[[nodiscard]] inline std::string called(const scenario::Stub& stub) {
  std::string text = "'" + stub.name + "'";
  if (stub.where.source) text += " (" + stub.where.source->name + ":" + std::to_string(stub.where.line) + ")";
  return text;
}

}  // namespace phantomime::lints
