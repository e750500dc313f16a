#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/scenario/index.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::lints {

enum class Severity { warning, error };

/// One thing lint found in a pack that loads.
struct Problem {
  std::string_view check;  ///< the row that found it, e.g. "shadowed-stub"
  Severity severity = Severity::warning;
  std::string what;
  std::optional<Location> where;
  std::string hint;
};

struct Input {
  const scenario::Scenario& scenario;
  const scenario::Index& index;
};

/// A row of the registry of checks.
struct Check {
  std::string_view name;
  std::string_view summary;
  void (*run)(const Input& input, std::vector<Problem>& problems) = nullptr;
};
[[nodiscard]] std::span<const Check> checks();

/// Runs every check; in order of file, line, column.
[[nodiscard]] std::vector<Problem> lint(const Input& input);

}  // namespace phantomime::lints
