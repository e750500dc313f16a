#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/contract_words.hpp"

namespace phantomime::reports {
namespace {

using contract::Finding;
using contract::Impact;
using Check = ContractReport::Check;

/// Text as text, whatever a server put into it; what a terminal would obey is spelled out here as well.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string element(std::string_view tag, std::string_view style, std::string_view text) {
  std::string made = "<" + std::string{tag};
  if (!style.empty()) made += " class=\"" + std::string{style} + "\"";
  return made + ">" + escaped(text) + "</" + std::string{tag} + ">";
}

constexpr std::string_view style = R"(
:root{--ink:#1c2430;--soft:#5b6675;--line:#dde2e8;--paper:#fff;--page:#f5f6f8;--red:#b3261e;--amber:#8a5a00;--green:#1b6e3c;--grey:#5b6675}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#9aa5b3;--line:#333c48;--paper:#1b2129;--page:#12161c;--red:#ff8a80;--amber:#f2c14e;--green:#7fd6a0;--grey:#9aa5b3}}
*{box-sizing:border-box}body{margin:0;overflow-wrap:anywhere;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.05rem;margin:2rem 0 .5rem}
p{margin:.25rem 0}.soft{color:var(--soft)}code,.mono{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em;overflow-wrap:anywhere}
.sums{display:flex;flex-wrap:wrap;gap:.75rem;margin:1.25rem 0}.sum{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:.6rem 1rem;min-width:7rem}
.sum b{display:block;font-size:1.4rem;line-height:1.2}.bar{background:var(--paper);border:1px solid var(--red);border-left-width:6px;border-radius:8px;padding:.6rem 1rem;margin:1rem 0}
details,.row{background:var(--paper);border:1px solid var(--line);border-radius:8px;margin:.4rem 0;padding:.5rem .9rem}summary{cursor:pointer}
.tag{display:inline-block;border:1px solid;border-radius:99px;padding:0 .55rem;font-size:.8rem;margin-right:.5rem;white-space:nowrap}
.breaking,.drift,.failed{color:var(--red)}.compatible{color:var(--amber)}.ok{color:var(--green)}.noise,.not-run{color:var(--grey)}
table{border-collapse:collapse;width:100%;margin:.6rem 0}th{text-align:left;font-weight:600;color:var(--soft);font-size:.85rem}
td,th{min-width:7rem;border-top:1px solid var(--line);padding:.4rem .6rem .4rem 0;vertical-align:top}ul{margin:.3rem 0;padding-left:1.2rem}
@media(max-width:45rem){table,tbody,tr,td{display:block}tr.head{display:none}td{border:0;padding:.1rem 0}tr{border-top:1px solid var(--line);padding:.4rem 0}}
)";

std::string sum(std::size_t count, std::string_view word, std::string_view colour) {
  return "<div class=\"sum\"><b class=\"" + std::string{colour} + "\">" + std::to_string(count) + "</b>" +
         element("span", "soft", word) + "</div>\n";
}

std::string finding_row(const Finding& finding) {
  std::string row = "<tr><td>" +
                    element("span", "tag " + std::string{to_string(finding.impact)}, to_string(finding.impact)) +
                    "</td><td>" + element("code", "", finding.place);
  if (finding.times > 1) row += element("p", "soft", "and " + std::to_string(finding.times - 1) + " more like it");
  row += "</td><td>" + element("code", "", finding.expected) + "</td><td>" + element("code", "", finding.actual) +
         element("p", "soft", finding.reason) + "</td><td>";
  row += element("span", "", std::string{phantomime::to_string(finding.origin.strength)} + ": " + finding.origin.text);
  const std::string where = line_of(finding.origin.where);
  if (!where.empty()) row += "<p>" + element("code", "", where) + "</p>";
  if (finding.blame != contract::Blame::unknown)
    row += element("p", "soft", "blame: " + std::string{to_string(finding.blame)} + ", " + finding.blame_reason);
  if (finding.set_aside) row += element("p", finding.is_set_aside() ? "soft" : "breaking", set_aside_of(finding));
  return row + element("p", "soft mono", finding.id) + "</td></tr>\n";
}

std::string heading(const Check& check) {
  const std::string_view outcome = to_string(check.outcome);
  const bool not_run = check.outcome == Check::Outcome::not_run;
  std::string text = element("span", "tag " + (not_run ? std::string{"not-run"} : std::string{outcome}), outcome) +
                     element("code", "", check.request);
  const contract::Strengths& checked = check.comparison.checked;
  std::string more = check.why;
  if (checked.all()) {
    more += (more.empty() ? "" : ", ") + counted_words(checked.all(), "assertion");
    if (checked.assumed) more += ", " + std::to_string(checked.assumed) + " assumed";
  }
  if (!more.empty()) text += " " + element("span", "soft", more);
  return text;
}

std::string check_of(const Check& check) {
  if (check.comparison.findings.empty()) return "<div class=\"row\">" + heading(check) + "</div>\n";
  std::string text =
      "<details open><summary>" + heading(check) +
      "</summary>\n<table>\n<tr class=\"head\"><th>class</th><th>where</th><th>expected</th><th>actual</th><th>who "
      "says so</th></tr>\n";
  for (const Finding& finding : check.comparison.findings) text += finding_row(finding);
  text += "</table>\n";
  if (check.comparison.more_findings)
    text += element("p", "soft", "and " + counted_words(check.comparison.more_findings, "further finding"));
  return text + "</details>\n";
}

std::string list(std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string text = element("h2", "", title) + "\n<ul>\n";
  for (const std::string& line : lines) text += element("li", "", line) + "\n";
  return text + "</ul>\n";
}

}  // namespace

std::string contract_html(const ContractReport& report) {
  const ContractTotals totals = totals_of(report);
  const std::string title = "phantomime " + report.command + " " + report.subject;
  // The policy is a second lock: were anything not escaped, it still could neither run nor fetch.
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
      element("title", "", title) + "\n<style>" + std::string{style} + "</style>\n</head>\n<body>\n<main>\n";
  page += element("h1", "", title) + "\n";
  if (!report.target.empty()) page += "<p>" + element("code", "", report.target) + "</p>\n";
  if (!report.started.empty()) page += element("p", "soft", report.started) + "\n";
  if (nothing_checked(report))
    page += "<div class=\"bar\">" + element("b", "failed", "Nothing was checked. That is a failure.") + "</div>\n";
  page += "<div class=\"sums\">\n" + sum(totals.requests, "requests", "") + sum(totals.ok, "ok", "ok") +
          sum(totals.drift, "drift", totals.drift ? "drift" : "") +
          sum(totals.breaking, "of them breaking", totals.breaking ? "breaking" : "") +
          sum(totals.failed, "failed", totals.failed ? "failed" : "") + sum(totals.not_run, "not run", "not-run") +
          (totals.set_aside ? sum(totals.set_aside, "set aside", "") : "") +
          sum(totals.unproven, "unproven fields", "") + "</div>\n";
  page += element("p", "", ground_of(report)) + "\n" + element("h2", "", "Requests") + "\n";
  for (const Check& check : report.checks) page += check_of(check);
  page += list("Not checked", unchecked_of(report)) + list("Notes", report.notes);
  return page + "</main>\n</body>\n</html>\n";
}

}  // namespace phantomime::reports
