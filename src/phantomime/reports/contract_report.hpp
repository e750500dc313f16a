#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/contract/compare.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::reports {

/// What holding answers against contracts came to, whoever asked for them (`verify`, `diff`). Texts are redacted; they
/// may hold any bytes.
struct ContractReport {
  /// One request of the plan, sent or not.
  struct Check {
    enum class Outcome {
      ok,       ///< no finding but noise
      drift,    ///< findings
      not_run,  ///< not sent: `why`
      failed,   ///< sent, and there is no answer to look at: `why`
    };
    std::string request;  ///< `GET /rest/approval/{id}`
    std::string stub;
    Location where;  ///< of the stub
    Outcome outcome = Outcome::ok;
    std::string why;     ///< of not_run and failed; what the answer rests on otherwise: `documented (REST Approval)`
    std::string safety;  ///< `safe`, `idempotent`, `creates`, `destroys`; may be empty
    double milliseconds = 0;
    contract::Comparison comparison;
  };

  std::string command = "verify";
  std::string subject;  ///< the pack, with its profile: `phantom 4.10`
  std::string pack;     ///< the pack as it was named on the command line, for `accept`; may be empty
  std::string profile;  ///< the one in force; may be empty
  std::string target;   ///< whose answers they are, without userinfo
  std::string started;  ///< an instant, as format_instant() writes it; may be empty
  std::vector<Check> checks;
  std::vector<std::string> notes;  ///< for people: what else is to be known of this run
  std::string_view program_version;
};

/// The sums of a report.
struct ContractTotals {
  std::size_t requests = 0, ok = 0, drift = 0, breaking = 0, not_run = 0,
              failed = 0;  ///< of checks; breaking: of drift
  std::size_t findings = 0;
  std::size_t set_aside = 0;  ///< of them: in quarantine
  contract::Strengths checked;
  std::size_t unproven = 0;
};
[[nodiscard]] ContractTotals totals_of(const ContractReport& report) noexcept;
/// Whether no expectation was held against any answer: a failure, whatever else there is.
[[nodiscard]] bool nothing_checked(const ContractReport& report) noexcept;
/// Whether the report is a failure: findings that are no noise, answers that did not come, or nothing checked.
[[nodiscard]] bool has_findings(const ContractReport& report) noexcept;

/// Sets aside what the quarantines of the scenario's packs name, and notes in the report which entries name nothing any
/// more and whose time is over; a check whose findings are all set aside is ok. To be called once, before anything is
/// asked of the report. Errors, located: entries that may not be (their end lies too far ahead).
[[nodiscard]] Errors apply_quarantine(ContractReport& report, const scenario::Scenario& scenario, Instant now);

/// For people: a line for each request, its findings below it, and a line that sums up. Control characters never reach
/// the terminal.
[[nodiscard]] std::string contract_text(const ContractReport& report);
/// JSON by contract_report_schema(); `"version": 1`.
[[nodiscard]] std::string contract_json(const ContractReport& report);
/// The JSON Schema of contract_json.
[[nodiscard]] std::string contract_report_schema();
/// JUnit's XML: a test case for each request.
[[nodiscard]] std::string contract_junit(const ContractReport& report);
/// SARIF 2.1.0: a result for each finding, at the line of the fixture, table or rule that says otherwise.
[[nodiscard]] std::string contract_sarif(const ContractReport& report);
/// Workflow commands of GitHub Actions: `::error file=...,line=...::text`.
[[nodiscard]] std::string contract_github(const ContractReport& report);
/// One page that needs nothing else: no script, no network. Whatever servers said is text in it.
[[nodiscard]] std::string contract_html(const ContractReport& report);

/// A row of the registry of forms: what `--report FORMAT=FILE` takes.
struct ContractFormat {
  std::string_view name;
  std::string_view summary;
  std::string (*write)(const ContractReport& report) = nullptr;
};
[[nodiscard]] std::span<const ContractFormat> contract_formats() noexcept;

}  // namespace phantomime::reports
