#include "phantomime/cli/report_file.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "phantomime/base/suggest.hpp"
#include "phantomime/formats/json_reader.hpp"

namespace phantomime::cli {
namespace {

using contract::Blame;
using contract::Finding;
using contract::FindingKind;
using contract::Impact;

constexpr std::size_t report_limit = 256UL << 20;
constexpr std::int64_t known_version = 1;

/// The value of an enumeration that its word names.
template <class Value>
std::optional<Value> value_of(std::string_view word, Value last) {
  for (int number = 0; number <= static_cast<int>(last); ++number)
    if (to_string(static_cast<Value>(number)) == word) return static_cast<Value>(number);
  return std::nullopt;
}

class ReportReader {
 public:
  explicit ReportReader(Errors& errors) : errors_{errors} {}

  ReportFile read(const Node& root) {
    ReportFile report;
    if (!root.is_mapping() || !root.find("version") || !root.find("checks")) {
      say(root, ErrorCode::wrong_type, "this is no contract report",
          "phantomime verify ... --report json=FILE makes one");
      return report;
    }
    if (root.find("version")->as_integer() != known_version) {
      say(*root.find("version"), ErrorCode::version, "this version of the report is not known", "it is 1");
      return report;
    }
    report.command = text(root, "command");
    report.target = text(root, "target");
    report.started = text(root, "started");
    if (root.find("pack")) report.pack = text(root, "pack");
    if (root.find("profile")) report.profile = text(root, "profile");
    const Node& checks = *root.find("checks");
    if (!checks.is_sequence()) say(checks, ErrorCode::wrong_type, "expected a list of checks", "");
    for (const Node& check : checks.items()) read_check(check, report);
    return report;
  }

 private:
  void say(const Node& where, ErrorCode code, std::string what, std::string hint) {
    if (errors_.size() < 20) errors_.push_back({code, std::move(what), where.location(), std::move(hint)});
  }

  std::string text(const Node& node, std::string_view key) {
    const Node* const found = node.find(key);
    const std::string* const value = found ? found->as_string() : nullptr;
    if (value) return *value;
    say(found ? *found : node, found ? ErrorCode::wrong_type : ErrorCode::missing_key,
        "a contract report has a text '" + std::string{key} + "' here", "is it whole? Let it be written again");
    return {};
  }

  template <class Value>
  Value word(const Node& node, std::string_view key, Value last) {
    const std::string said = text(node, key);
    const auto value = value_of(said, last);
    if (!value && !said.empty())
      say(*node.find(key), ErrorCode::bad_value, "'" + std::string{key} + "' is a word that is not known", "");
    return value.value_or(Value{});
  }

  void read_check(const Node& check, ReportFile& report) {
    if (!check.is_mapping()) return say(check, ErrorCode::wrong_type, "expected a check", "");
    const std::string stub = text(check, "stub");
    const Node* const findings = check.find("findings");
    if (!findings || !findings->is_sequence())
      return say(check, ErrorCode::missing_key, "a check has a list of 'findings'", "");
    if (const Node* const more = check.find("more_findings"))
      report.more_findings += static_cast<std::size_t>(std::max<std::int64_t>(more->as_integer().value_or(0), 0));
    for (const Node& one : findings->items()) {
      if (!one.is_mapping()) {
        say(one, ErrorCode::wrong_type, "expected a finding", "");
        continue;
      }
      Finding finding = read_finding(one);
      finding.stub = stub;
      report.findings.push_back(std::move(finding));
    }
  }

  Finding read_finding(const Node& node) {
    Finding finding;
    finding.id = text(node, "id");
    finding.request = text(node, "request");
    finding.place = text(node, "place");
    finding.general = text(node, "general_place");
    finding.kind = word(node, "kind", FindingKind::invariant);
    finding.impact = word(node, "class", Impact::noise);
    finding.blame = word(node, "blame", Blame::engine);
    finding.expected = text(node, "expected");
    finding.actual = text(node, "actual");
    const Node* const observed = node.find("observed");
    if (observed && observed->as_string()) finding.observed = *observed->as_string();
    if (node.find("unobserved")) finding.unobserved = text(node, "unobserved");
    const Node* const aside = node.find("set_aside");
    if (aside && aside->is_mapping()) {
      finding.set_aside = Finding::SetAside{};
      const Node* const over = aside->find("over");
      finding.set_aside->over = over && over->as_bool().value_or(false);
    }
    return finding;
  }

  Errors& errors_;
};

}  // namespace

std::optional<ReportFile> read_report(const FileStore& files, const std::string& path, Errors& errors) {
  auto text = files.read(path, report_limit);
  if (!text) {
    errors.push_back(text.error());
    return std::nullopt;
  }
  const std::size_t before = errors.size();
  const auto document = formats::read_json_document(std::make_shared<const Source>(path, std::move(*text)), errors);
  if (!document) return std::nullopt;
  ReportFile report = ReportReader{errors}.read(document->root);
  if (errors.size() > before) return std::nullopt;
  return report;
}

}  // namespace phantomime::cli
