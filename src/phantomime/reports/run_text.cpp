#include <algorithm>

#include <fmt/format.h>

#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/run_report.hpp"

namespace phantomime::reports {
namespace {

std::string counts_line(const RunReport& report) {
  const std::uint64_t all = report.matched + report.refused + report.unmatched_requests;
  std::string line = fmt::format("phantomime: {} request{}: {} matched, {} refused, {} unmatched", all,
                                 all == 1 ? "" : "s", report.matched, report.refused, report.unmatched_requests);
  if (report.bad_requests) line += fmt::format(", and {} bad ones", report.bad_requests);
  return line + '\n';
}

std::string spaces_text(const RunReport::Unmatched& one) {
  if (one.spaces.empty()) return {};
  std::string text = "  in ";
  for (const std::string& space : one.spaces) text += (text.size() > 5 ? ", " : "") + printable(space);
  return text + (one.more_spaces ? ", ..." : "");
}

std::string unmatched_text(const RunReport& report) {
  std::string text = report.unmatched_allowed ? "unmatched, which is allowed\n" : "unmatched\n";
  for (const auto& one : report.unmatched) {
    text += fmt::format("{:>6}  {}  {}{}\n", one.times, printable(one.request), one.status, spaces_text(one));
    if (!one.near_miss.empty()) text += "          nearest: " + printable(one.near_miss) + '\n';
  }
  if (report.unmatched_others) text += fmt::format("{:>6}  others\n", report.unmatched_others);
  return text;
}

std::string expectation_text(const RunReport::Expectation& one) {
  std::string text = fmt::format("  {}: expected {}, was {}  ({})\n", printable(one.name), printable(one.expected),
                                 one.count, printable(one.where));
  for (const std::string& near : one.nearest) text += "          nearest: " + printable(near) + '\n';
  if (one.forgotten) text += fmt::format("          {} earlier requests are no longer known\n", one.forgotten);
  return text;
}

}  // namespace

bool has_findings(const RunReport& report) noexcept {
  return (report.unmatched_requests > 0 && !report.unmatched_allowed) ||
         std::any_of(report.expectations.begin(), report.expectations.end(), [](const auto& one) { return !one.met; });
}

std::string run_text(const RunReport& report) {
  std::string text = counts_line(report);
  if (report.unmatched_requests > 0) text += unmatched_text(report);
  std::string unmet;
  for (const auto& one : report.expectations)
    if (!one.met) unmet += expectation_text(one);
  if (!unmet.empty()) text += "not called as expected\n" + unmet;
  if (has_findings(report)) text += "played with " + report.world + '\n';
  return text;
}

}  // namespace phantomime::reports
