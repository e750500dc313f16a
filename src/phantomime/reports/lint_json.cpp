#include "phantomime/base/json.hpp"
#include "phantomime/reports/lint_report.hpp"

namespace phantomime::reports {
namespace {

OrderedJson number_or_null(std::uint32_t number) { return number ? OrderedJson(number) : OrderedJson(nullptr); }

OrderedJson row(const Diagnostic& diagnostic) {
  const Location where = diagnostic.where.value_or(Location{});
  return {{"check", diagnostic.check},
          {"severity", to_string(diagnostic.severity)},
          {"file", where.source ? OrderedJson(where.source->name) : OrderedJson(nullptr)},
          {"line", number_or_null(where.line)},
          {"column", number_or_null(where.column)},
          {"message", diagnostic.what},
          {"hint", diagnostic.hint.empty() ? OrderedJson(nullptr) : OrderedJson(diagnostic.hint)}};
}

}  // namespace

std::string lint_json(const LintReport& report) {
  OrderedJson rows = OrderedJson::array();
  for (const Diagnostic& diagnostic : report.diagnostics) rows.push_back(row(diagnostic));
  // `replace`: file names and quoted text may be any bytes, and a report must be valid JSON whatever they are.
  return rows.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace phantomime::reports
