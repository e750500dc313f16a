#include "phantomime/server/verifier/flow_run.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/json.hpp"
#include "phantomime/contract/place.hpp"
#include "phantomime/server/verifier/detection.hpp"

namespace phantomime::server {
namespace {

using Outcome = reports::ContractReport::Check::Outcome;

class FlowRunner {
 public:
  FlowRunner(const std::vector<contract::Flow>& flows, const contract::Plan& plan, const CheckTools& tools,
             Ledger& ledger, const Clock& clock, const FlowRunOptions& options)
      : flows_{flows}, plan_{plan}, tools_{tools}, ledger_{ledger}, clock_{clock}, options_{options} {}

  FlowRun run() {
    for (const contract::Flow& flow : flows_) {
      const contract::Planned* const create = planned(flow.create);
      if (create && create->in_flow && !run_.gave_up && !stopped()) carry_out(flow, *create);
    }
    clean();
    return std::move(run_);
  }

 private:
  [[nodiscard]] const contract::Planned* planned(std::optional<std::uint32_t> stub) const {
    const auto found = std::find_if(plan_.items.begin(), plan_.items.end(),
                                    [&](const contract::Planned& item) { return item.stub == stub; });
    return found == plan_.items.end() ? nullptr : &*found;
  }
  [[nodiscard]] bool stopped() const { return options_.stopped && options_.stopped(); }
  /// Whether all that its body names was made: what was to be made may have been refused.
  [[nodiscard]] bool has_references(const contract::Flow& flow) const {
    return std::all_of(flow.references.begin(), flow.references.end(), [this](const auto& reference) {
      return std::any_of(made_.begin(), made_.end(),
                         [&](const auto& made) { return made.first == reference.collection; });
    });
  }

  void carry_out(const contract::Flow& flow, const contract::Planned& planned_create) {
    if (!has_references(flow)) return;
    LedgerEntry entry;
    entry.marker = "phantomime-" + options_.run + "-" + std::to_string(++number_);
    entry.stub = tools_.scenario.stubs[flow.create].name;
    entry.at = clock_.now();
    contract::Planned create = planned_create;
    auto body = contract::marked_body(flow, tools_.scenario, entry.marker, made_);
    if (!body) return;
    create.asked.body = std::move(*body);
    create.asked.headers.remove("Content-Length");
    if (auto noted = ledger_.intend(entry); !noted) {
      run_.gave_up = noted.error();
      return;
    }
    markers_.push_back(entry.marker);
    CheckedItem done = check_item(create, {}, tools_);
    if (refuses(done.status)) run_.gave_up = login_failed(done.asked, done.status, tools_.identity);
    const std::string id = succeeded(done.status) ? contract::made_id(done.body, {}) : std::string{};
    run_.checks.push_back(std::move(done.check));
    // A gateway's 504 does not say how it ended.
    if (done.status > 0 && done.status < 500)
      if (auto noted = ledger_.made(entry.marker, id); !noted) run_.gave_up = noted.error();
    // What has no id is looked for by its marker when all is taken away.
    if (id.empty()) return;
    made_.emplace_back(flow.collection, id);
    look_at(flow, entry.marker, id);
    for (const std::uint32_t update : flow.updates) change(flow, update, entry.marker, id);
  }

  [[nodiscard]] std::vector<matchers::Captures> candidate(std::uint32_t stub, const std::string& id) const {
    matchers::Captures captures;
    if (const auto& path = tools_.scenario.stubs[stub].request.path)
      for (const std::string& name : path->capture_names()) captures.emplace_back(name, id);
    return {std::move(captures)};
  }

  /// What was written must be what is read.
  void look_at(const contract::Flow& flow, const std::string& marker, const std::string& id) {
    const contract::Planned* const one = planned(flow.one);
    if (!one) return;
    CheckedItem done = check_item(*one, candidate(one->stub, id), tools_);
    const auto row = succeeded(done.status) ? parse_json(done.body) : Result<Json>{Error{}};
    if (row && row->is_object()) {
      contract::Comparison& compared = done.check.comparison;
      const contract::Contract& contract = tools_.judgement.contracts().contracts[one->stub];
      compared.checked.add(contract.origins[0].strength);
      const auto shown = row->find(flow.shown);
      if (shown == row->end() || *shown != marker) {
        compared.findings.push_back(
            not_as_written(contract, done.asked, flow.shown, marker, shown == row->end() ? "missing" : brief(*shown)));
        done.check.outcome = Outcome::drift;
      }
    }
    run_.checks.push_back(std::move(done.check));
  }

  static contract::Finding not_as_written(const contract::Contract& contract, const http::Request& asked,
                                          const std::string& member, const std::string& marker, std::string actual) {
    contract::Finding finding;
    finding.place = "$";
    contract::append_member(finding.place, member);
    finding.general = finding.place;
    finding.kind = contract::FindingKind::value;
    finding.id = contract::finding_id(contract.stub, finding.general, finding.kind);
    finding.stub = contract.stub;
    finding.request = asked.method + ' ' + asked.target;
    finding.expected = json_quote(marker);
    finding.actual = std::move(actual);
    finding.reason = "it is not what was written when it was made";
    finding.origin = contract.origins[0];
    finding.blame = contract::Blame::server;
    return finding;
  }

  void change(const contract::Flow& flow, std::uint32_t stub, const std::string& marker, const std::string& id) {
    const contract::Planned* const found = planned(stub);
    if (!found || !found->in_flow) return;
    contract::Planned update = *found;
    // A change must not take the marker away.
    if (auto body = parse_json(update.asked.body); body && body->is_object() && body->contains(flow.marker)) {
      (*body)[flow.marker] = marker;
      update.asked.body = json_text(*body);
      update.asked.headers.remove("Content-Length");
    }
    run_.checks.push_back(check_item(update, candidate(stub, id), tools_).check);
  }

  void clean() {
    std::vector<LedgerEntry> own;
    for (const LedgerEntry& entry : ledger_.open_entries())
      if (std::find(markers_.begin(), markers_.end(), entry.marker) != markers_.end()) own.push_back(entry);
    CleanUp clean_up{flows_, plan_, tools_, ledger_, clock_};
    clean_up.on_delete = [this](CheckedItem&& item) { run_.checks.push_back(std::move(item.check)); };
    auto cleaned = clean_up.clean(std::move(own));
    if (cleaned)
      run_.cleaned = std::move(*cleaned);
    else if (!run_.gave_up)
      run_.gave_up = cleaned.error();
  }

  const std::vector<contract::Flow>& flows_;
  const contract::Plan& plan_;
  const CheckTools& tools_;
  Ledger& ledger_;
  const Clock& clock_;
  const FlowRunOptions& options_;
  FlowRun run_;
  std::vector<std::pair<std::string, std::string>> made_;  ///< collections with ids
  std::vector<std::string> markers_;
  std::size_t number_ = 0;
};

}  // namespace

FlowRun run_flows(const std::vector<contract::Flow>& flows, const contract::Plan& plan, const CheckTools& tools,
                  Ledger& ledger, const Clock& clock, const FlowRunOptions& options) {
  return FlowRunner{flows, plan, tools, ledger, clock, options}.run();
}

}  // namespace phantomime::server
