#include <algorithm>

#include "phantomime/http/redaction.hpp"
#include "phantomime/scenario/explain.hpp"
#include "phantomime/scenario/words.hpp"

namespace phantomime::scenario {
namespace {

using Outcome = Explanation::Outcome;

std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t taken = width(text);
  return taken < columns ? text + std::string(columns - taken, ' ') : text;
}

/// ` (file:line)`, or nothing.
std::string in_brackets(const Location& where) {
  const std::string text = file_and_line(where);
  return text.empty() ? text : " (" + text + ")";
}

/// What kinds of credential a pack takes: enough to try again, never a secret.
std::string accepted_kinds(const Pack& pack) {
  constexpr std::string_view heading = "credentials: ";
  std::vector<std::string> kinds;
  for (const auto& credential : pack.accept) {
    std::string kind = credential->has_basic ? "Basic" : printable(credential->describe());
    if (kind.starts_with(heading)) kind.erase(0, heading.size());
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(std::move(kind));
  }
  std::string text;
  for (std::size_t at = 0; at < kinds.size(); ++at)
    text += (at == 0 ? "" : at + 1 == kinds.size() ? " or " : ", ") + kinds[at];
  return text;
}

std::string refusal_line(const Explanation& explanation, const Pack& pack) {
  if (explanation.error.empty())
    return std::to_string(pack.refuse ? pack.refuse->at_call(0).status : 401) + " refused by the credentials of " +
           printable(pack.name) + in_brackets(pack.refuse ? pack.refuse_where : pack.where) + "\n  it accepts " +
           accepted_kinds(pack);
  std::string text = std::to_string(explanation.error_status) + " refused by the check of " + printable(pack.name) +
                     ": " + printable(explanation.error) +
                     in_brackets(explanation.error_where.source ? explanation.error_where : pack.where);
  // Not a secret: serve's first lines show it too.
  if (pack.sample) text += "\n  at the start it lets in " + printable(pack.sample->curl_options());
  return text;
}

std::string outcome_line(const Explanation& explanation, const Scenario& scenario) {
  const Pack* pack = explanation.pack == Index::none ? nullptr : &scenario.packs[explanation.pack];
  const Stub* winner = explanation.winner == Index::none ? nullptr : &scenario.stubs[explanation.winner];
  switch (explanation.outcome) {
    case Outcome::matched:
      return std::to_string(winner->response.at_call(0).status) + " by " + printable(winner->name) +
             in_brackets(winner->where);
    case Outcome::refused: {
      std::string text = refusal_line(explanation, *pack);
      text += winner ? "; with that, " + printable(winner->name) + " answers" : "; even then no stub would match";
      return text;
    }
    case Outcome::fallback:
      return std::to_string(pack->fallback->at_call(0).status) + " by the fallback of " + printable(pack->name) +
             in_brackets(pack->fallback_where) + "; no stub matched";
    case Outcome::unmatched:
      break;
  }
  if (scenario.stubs.empty()) return "404; there are no stubs";
  std::string text = std::to_string(explanation.unmatched_status) + "; no stub matched and there is no fallback";
  if (explanation.unmatched_status == 400) text += ";\n  the stubs on the path look for JSON, and the body is none";
  return text;
}

std::string difference_lines(const std::vector<matchers::Difference>& differences) {
  constexpr std::size_t widest = 32;
  std::size_t columns = 0;
  for (const auto& difference : differences) columns = std::max(columns, width(printable(difference.field)));
  std::string text;
  for (const auto& difference : differences)
    text += "      " + padded(printable(difference.field), std::min(columns, widest)) + "   expected " +
            printable(expectation(difference)) + ", was " + printable(difference.actual) + "\n";
  return text;
}

std::string edit_lines(const std::vector<matchers::Difference>& differences) {
  std::vector<std::string> edits;
  for (const auto& difference : differences) {
    std::string edit = printable(difference.edit);
    if (!edit.empty() && std::find(edits.begin(), edits.end(), edit) == edits.end()) edits.push_back(std::move(edit));
  }
  if (edits.empty()) return {};
  if (edits.size() == 1) return "    would match with: " + edits.front() + "\n";
  std::string text = "    would match with:\n";
  for (const std::string& edit : edits) text += "      " + edit + "\n";
  return text;
}

std::string considered_lines(const Explanation& explanation, const Scenario& scenario) {
  constexpr std::size_t widest = 40;
  std::size_t columns = 0;
  for (const auto& considered : explanation.considered)
    columns = std::max(columns, width(printable(scenario.stubs[considered.stub].name)));
  std::string text;
  for (std::size_t at = 0; at < explanation.considered.size(); ++at) {
    const auto& considered = explanation.considered[at];
    const Stub& stub = scenario.stubs[considered.stub];
    const std::string where = file_and_line(stub.where);
    text += considered.matches ? "  ✓ " : "  ✗ ";
    text +=
        where.empty() ? printable(stub.name) : padded(printable(stub.name), std::min(columns, widest)) + "   " + where;
    text += "\n";
    if (considered.stub == explanation.winner && explanation.outcome == Outcome::matched) text += "      answers\n";
    if (!considered.why.empty())
      text += "      matches too, but goes after the one that answers: " + considered.why + "\n";
    text += difference_lines(considered.differences);
    if (at == 0 && explanation.winner == Index::none) text += edit_lines(considered.differences);
  }
  return text;
}

}  // namespace

std::string to_text(const Explanation& explanation, const Scenario& scenario, const http::Request& request) {
  std::string text = printable(request.method) + " " + printable(http::redact_url(request.target)) + "\n→ " +
                     outcome_line(explanation, scenario) + "\n";
  const bool by_precedence = explanation.winner != Index::none;
  if (!explanation.considered.empty())
    text += std::string{"\nconsidered, "} + (by_precedence ? "in order of precedence" : "nearest first") + "\n" +
            considered_lines(explanation, scenario);
  if (const std::size_t others = explanation.not_considered; others > 0) {
    text += std::to_string(others) + (others == 1 ? " other stub" : " other stubs");
    if (explanation.considered.size() >= Explanation::most_considered)
      text += others == 1 ? " is not shown\n" : " are not shown\n";
    else if (by_precedence)
      text += others == 1 ? " is for another path or method\n" : " are for other paths or methods\n";
    else
      text += others == 1 ? " is further away\n" : " are further away\n";
  }
  return text;
}

}  // namespace phantomime::scenario
