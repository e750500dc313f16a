#pragma once

#include <span>
#include <string>
#include <string_view>

#include "phantomime/scenario/coverage.hpp"

namespace phantomime::reports {

/// For people: a table of packs and kinds, then what was never touched, by place. Control characters of the names never
/// reach the terminal.
[[nodiscard]] std::string coverage_text(const scenario::Coverage& coverage);
/// The table alone.
[[nodiscard]] std::string coverage_table(const scenario::Coverage& coverage);
/// LCOV's tracefile over YAML and JSON files: a function for each stub, a branch for each branch and state, and lines
/// for all of it (several things on a line: the most that one of them was touched).
[[nodiscard]] std::string coverage_lcov(const scenario::Coverage& coverage);
/// JUnit's XML: a suite for each pack, a test case for each stub, which fails where it was never called.
[[nodiscard]] std::string coverage_junit(const scenario::Coverage& coverage);

/// A row of the registry of forms: what `--format` takes.
struct CoverageFormat {
  std::string_view name;
  std::string_view summary;
  std::string (*write)(const scenario::Coverage& coverage) = nullptr;
};
[[nodiscard]] std::span<const CoverageFormat> coverage_formats() noexcept;

}  // namespace phantomime::reports
