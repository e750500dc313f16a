#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "phantomime/base/diagnostic.hpp"
#include "phantomime/scenario/index.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::lints {

/// One thing lint found in a pack that loads. Where an error means "this cannot be meant", a warning means "look
/// again".
using Problem = Diagnostic;

struct Input {
  const scenario::Scenario& scenario;
  const scenario::Index& index;
  /// For each stub the one that takes everything it could match and comes first, or Index::none. Filled by lint(),
  /// since several checks need it and it is the dearest thing to know.
  std::vector<std::uint32_t> shadowed_by = {};
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
