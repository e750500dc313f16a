#include <array>

#include "phantomime/reports/lint_report.hpp"

namespace phantomime::reports {

std::span<const LintFormat> lint_formats() noexcept {
  static constexpr std::array<LintFormat, 3> formats{{
      {"text", "for people", lint_text},
      {"json", "an array of problems", lint_json},
      {"sarif", "SARIF 2.1.0, for code hosts and editors", lint_sarif},
  }};
  return formats;
}

}  // namespace phantomime::reports
