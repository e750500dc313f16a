#include <algorithm>

#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/contract_words.hpp"

namespace phantomime::reports {
namespace {

using contract::Finding;
using contract::Impact;
using Check = ContractReport::Check;

constexpr std::size_t widest_request = 44;
constexpr std::string_view indent = "        ";

std::string padded(std::string text, std::size_t width) {
  // By code points: what is shown is not bytes.
  const auto shown = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
  if (shown < width) text.append(width - shown, ' ');
  return text;
}

std::string finding_lines(const Finding& finding) {
  std::string line = std::string{indent} + printable(finding.place) + "  " + printable(sentence_of(finding)) + "  " +
                     std::string{to_string(finding.impact)};
  if (finding.times > 1) line += ", " + std::to_string(finding.times) + " times";
  if (finding.blame != contract::Blame::unknown) line += "  blame: " + std::string{to_string(finding.blame)};
  line += '\n';
  const std::string where = line_of(finding.origin.where);
  line += std::string{indent} + "  " +
          printable(where.empty() ? finding.origin.text : where + "  " + finding.origin.text) + "  [" + finding.id +
          "]\n";
  if (finding.set_aside) line += std::string{indent} + "  " + printable(set_aside_of(finding)) + '\n';
  return line;
}

std::string check_lines(const Check& check, std::size_t width) {
  std::string text =
      "  " + padded(printable(check.request), width) + "  " + padded(std::string{to_string(check.outcome)}, 7) + "  ";
  const contract::Strengths& checked = check.comparison.checked;
  if (check.outcome == Check::Outcome::not_run || check.outcome == Check::Outcome::failed)
    text += printable(check.why);
  else
    text += (check.why.empty() ? "" : printable(check.why) + ", ") + counted_words(checked.all(), "assertion") +
            (checked.assumed ? ", " + std::to_string(checked.assumed) + " assumed" : "");
  text += '\n';
  for (const Finding& finding : check.comparison.findings)
    if (finding.impact != Impact::noise) text += finding_lines(finding);
  if (check.comparison.more_findings)
    text += std::string{indent} + "and " + counted_words(check.comparison.more_findings, "further finding") + '\n';
  return text;
}

}  // namespace

std::string contract_text(const ContractReport& report) {
  std::size_t width = 0;
  for (const Check& check : report.checks) width = std::max(width, check.request.size());
  width = std::min(width, widest_request);
  std::string text;
  for (const Check& check : report.checks) text += check_lines(check, width);
  for (const std::string& line : unchecked_of(report)) text += "  not checked: " + printable(line) + '\n';
  for (const std::string& note : report.notes) text += "  " + printable(note) + '\n';
  return text + "  " + summary_of(report) + "\n  " + ground_of(report) + '\n';
}

}  // namespace phantomime::reports
