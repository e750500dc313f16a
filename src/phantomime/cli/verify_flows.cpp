#include "phantomime/cli/verify_flows.hpp"

#include <algorithm>
#include <array>

#include <openssl/rand.h>

#include "phantomime/base/hexadecimal.hpp"
#include "phantomime/reports/contract_words.hpp"
#include "phantomime/server/verifier/flow_run.hpp"

namespace phantomime::cli {
namespace {

using Outcome = reports::ContractReport::Check::Outcome;
using Fate = server::Cleaned::Fate;

/// Twelve hexadecimal digits that no other run has.
Result<std::string> run_name() {
  std::array<unsigned char, 6> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1)
    return Error{ErrorCode::io, "the system gives no random bytes to mark what is made", {}, ""};
  return hexadecimal({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

bool has_flows(const contract::Plan& plan) {
  return std::any_of(plan.items.begin(), plan.items.end(), [](const contract::Planned& item) { return item.in_flow; });
}

/// The plan's checks of what was left to flows go where a flow has its own; the others say why it has none.
void settle_checks(const FlowContext& flows, const server::FlowRun& run, reports::ContractReport& report) {
  const auto& items = flows.pack.plan.items;
  const auto checked = [&](const std::string& stub) {
    return std::any_of(run.checks.begin(), run.checks.end(), [&](const auto& check) { return check.stub == stub; });
  };
  std::vector<reports::ContractReport::Check> kept;
  for (std::size_t at = 0; at < report.checks.size(); ++at) {
    reports::ContractReport::Check& check = report.checks[at];
    const bool left_to_flow = at < items.size() && items[at].in_flow;
    if (left_to_flow && checked(check.stub)) continue;
    if (left_to_flow)
      check.why = run.gave_up ? "not asked: " + run.gave_up->what : "not asked: nothing was made to ask it of";
    kept.push_back(std::move(check));
  }
  report.checks = std::move(kept);
}

void tell_cleaned(const FlowContext& flows, const std::vector<server::Cleaned>& cleaned,
                  reports::ContractReport& report) {
  for (const server::Cleaned& one : cleaned) {
    const std::string text = describe(one, flows.pack.contracts, flows.pack.flows);
    if (one.fate != Fate::deleted && one.fate != Fate::absent) report.notes.push_back(text);
    if (one.fate != Fate::left) continue;
    reports::ContractReport::Check check;
    check.request = "clean up";
    check.stub = one.entry.stub;
    check.outcome = Outcome::failed;
    check.why = text + "; 'phantomime verify --clean-up' tries again";
    report.checks.push_back(std::move(check));
  }
}

}  // namespace

std::optional<Error> carry_out_flows(const FlowContext& flows, const server::CheckTools& tools,
                                     reports::ContractReport& report) {
  if (!has_flows(flows.pack.plan)) return std::nullopt;
  server::FlowRun run;
  auto name = run_name();
  auto ledger = name ? server::Ledger::open(server::ledger_folder(flows.target)) : Result<server::Ledger>{name.error()};
  if (ledger) {
    const std::size_t before = ledger->open_entries().size();
    if (before > 0)
      report.notes.push_back("earlier runs left " + reports::counted_words(before, "thing") +
                             " that may still be there: 'phantomime verify --clean-up' looks for them");
    const SystemClock clock;
    run = run_flows(flows.pack.flows, flows.pack.plan, tools, *ledger, clock, {*name, flows.stopped});
  } else {
    run.gave_up = ledger.error();
  }
  settle_checks(flows, run, report);
  std::move(run.checks.begin(), run.checks.end(), std::back_inserter(report.checks));
  tell_cleaned(flows, run.cleaned, report);
  return run.gave_up;
}

Result<ExitCode> clean_up_target(Context& context, const FlowContext& flows, const server::CheckTools& tools) {
  auto ledger = server::Ledger::open(server::ledger_folder(flows.target));
  if (!ledger) return ledger.error();
  if (ledger->damaged_lines() > 0)
    context.err << "warning: " << ledger->path() << " has " << ledger->damaged_lines() << " damaged lines\n";
  const SystemClock clock;
  server::CleanUp clean_up{flows.pack.flows, flows.pack.plan, tools, *ledger, clock};
  const auto cleaned = clean_up.clean(ledger->open_entries());
  if (!cleaned) return cleaned.error();
  std::size_t left = 0;
  for (const server::Cleaned& one : *cleaned) {
    left += one.fate == Fate::left ? 1 : 0;
    context.out << "  " << describe(one, flows.pack.contracts, flows.pack.flows) << '\n';
  }
  context.out << "  " << reports::counted_words(cleaned->size(), "thing") << " in the ledger of this server, " << left
              << " left\n";
  return left > 0 ? ExitCode::findings : ExitCode::ok;
}

}  // namespace phantomime::cli
