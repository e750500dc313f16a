#include <fmt/format.h>

#include "phantomime/reports/junit.hpp"
#include "phantomime/reports/run_report.hpp"

namespace phantomime::reports {
namespace {

void add_expectation(JUnitSuite& suite, const RunReport::Expectation& one) {
  const auto test = suite.add("expectations", one.name + " (" + one.where + ")");
  if (one.met) return;
  std::string details = xml_text(one.where) + '\n';
  for (const std::string& near : one.nearest) details += "nearest: " + xml_text(near) + '\n';
  if (one.forgotten) details += fmt::format("{} earlier requests are no longer known\n", one.forgotten);
  suite.fail(test, "unmet", fmt::format("expected {}, was {}", one.expected, one.count), details);
}

void add_unmatched(JUnitSuite& suite, const RunReport& report, const RunReport::Unmatched& one) {
  // Requests alike in method and target may differ in what came near: their names must not be the same.
  const auto test = suite.add("unmatched", one.request + (one.near_miss.empty() ? "" : " ~ " + one.near_miss));
  const std::string message = fmt::format("no stub matched, {} time{}", one.times, one.times == 1 ? "" : "s");
  if (report.unmatched_allowed) return suite.skip(test, message + "; allowed");
  std::string details = fmt::format("{}  {}\n", xml_text(one.request), one.status);
  if (!one.near_miss.empty()) details += "nearest: " + xml_text(one.near_miss) + '\n';
  for (const std::string& space : one.spaces) details += "in space " + xml_text(space) + '\n';
  if (one.more_spaces) details += "and in others\n";
  suite.fail(test, "unmatched", message, details);
}

void add_others(JUnitSuite& suite, const RunReport& report) {
  const auto test = suite.add("unmatched", "others");
  const std::string message = fmt::format("{} more requests that no stub matched", report.unmatched_others);
  if (report.unmatched_allowed) return suite.skip(test, message + "; allowed");
  suite.fail(test, "unmatched", message, "");
}

}  // namespace

std::string run_junit(const RunReport& report) {
  JUnitDocument document{"phantomime run"};
  JUnitSuite suite = document.add_suite("phantomime run " + report.subject);
  for (const auto& one : report.expectations) add_expectation(suite, one);
  for (const auto& one : report.unmatched) add_unmatched(suite, report, one);
  if (report.unmatched_others) add_others(suite, report);
  if (report.unmatched_requests == 0) suite.add("unmatched", "no request went unmatched");
  document.finish(suite);
  return document.text();
}

}  // namespace phantomime::reports
