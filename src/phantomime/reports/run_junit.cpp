#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/run_report.hpp"

namespace phantomime::reports {
namespace {

constexpr std::size_t most_text = 8192;

/// Text that XML 1.0 can hold: what it cannot (control characters, bytes that are no UTF-8, U+FFFE and U+FFFF) is
/// spelled as on a terminal.
std::string xml_text(std::string_view text) {
  const std::string shown = printable(shorten(text, most_text));
  std::string result;
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t begin = at;
    const auto c = next_code_point(shown, at);
    if (c && (*c == 0xfffe || *c == 0xffff))
      result += *c == 0xfffe ? "\\ufffe" : "\\uffff";
    else
      result.append(shown, begin, at - begin);
  }
  return result;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

/// A suite being written, with its counts.
class Suite {
 public:
  explicit Suite(pugi::xml_node node) : node_{node} {}

  pugi::xml_node add(const char* group, const std::string& name) {
    auto test = node_.append_child("testcase");
    set(test, "classname", std::string{"phantomime."} + group);
    set(test, "name", xml_text(name));
    set(test, "time", "0");
    ++tests_;
    return test;
  }
  void fail(pugi::xml_node test, const char* type, const std::string& message, const std::string& details) {
    auto failure = test.append_child("failure");
    set(failure, "type", type);
    set(failure, "message", xml_text(message));
    failure.append_child(pugi::node_pcdata).set_value(details.c_str());
    ++failures_;
  }
  void skip(pugi::xml_node test, const std::string& message) {
    set(test.append_child("skipped"), "message", xml_text(message));
    ++skipped_;
  }
  void finish(pugi::xml_node node) const {
    set(node, "tests", std::to_string(tests_));
    set(node, "failures", std::to_string(failures_));
    set(node, "errors", "0");
    set(node, "skipped", std::to_string(skipped_));
  }

 private:
  pugi::xml_node node_;
  std::size_t tests_ = 0, failures_ = 0, skipped_ = 0;
};

void add_expectation(Suite& suite, const RunReport::Expectation& one) {
  const auto test = suite.add("expectations", one.name + " (" + one.where + ")");
  if (one.met) return;
  std::string details = xml_text(one.where) + '\n';
  for (const std::string& near : one.nearest) details += "nearest: " + xml_text(near) + '\n';
  if (one.forgotten) details += fmt::format("{} earlier requests are no longer known\n", one.forgotten);
  suite.fail(test, "unmet", fmt::format("expected {}, was {}", one.expected, one.count), details);
}

void add_unmatched(Suite& suite, const RunReport& report, const RunReport::Unmatched& one) {
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

void add_others(Suite& suite, const RunReport& report) {
  const auto test = suite.add("unmatched", "others");
  const std::string message = fmt::format("{} more requests that no stub matched", report.unmatched_others);
  if (report.unmatched_allowed) return suite.skip(test, message + "; allowed");
  suite.fail(test, "unmatched", message, "");
}

}  // namespace

std::string run_junit(const RunReport& report) {
  pugi::xml_document document;
  auto declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  auto suites = document.append_child("testsuites");
  auto node = suites.append_child("testsuite");
  Suite suite{node};
  for (const auto& one : report.expectations) add_expectation(suite, one);
  for (const auto& one : report.unmatched) add_unmatched(suite, report, one);
  if (report.unmatched_others) add_others(suite, report);
  if (report.unmatched_requests == 0) suite.add("unmatched", "no request went unmatched");
  set(suites, "name", "phantomime run");
  set(node, "name", "phantomime run " + xml_text(report.subject));
  suite.finish(suites);
  suite.finish(node);
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace phantomime::reports
