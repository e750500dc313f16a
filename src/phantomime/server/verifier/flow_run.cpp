#include "phantomime/server/verifier/flow_run.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/json.hpp"
#include "phantomime/contract/shown_value.hpp"

namespace phantomime::server {
namespace {

using Outcome = reports::ContractReport::Check::Outcome;

bool is_success(int status) { return status >= 200 && status < 300; }

class FlowRunner {
 public:
  FlowRunner(const std::vector<contract::Flow>& flows, const contract::Plan& plan, const CheckTools& tools,
             Ledger& ledger, const Clock& clock, const FlowRunOptions& options)
      : flows_{flows}, plan_{plan}, tools_{tools}, ledger_{ledger}, clock_{clock}, options_{options} {}

  FlowRun run() {
    for (const contract::Flow& flow : flows_) {
      const contract::Planned* const create = planned(flow.create);
      if (!create || run_.gave_up) continue;
      if (const std::string why = why_not(flow); !why.empty())
        refuse(*create, why);
      else
        carry_out(flow, *create);
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
  [[nodiscard]] bool allowed(contract::Safety safety) const {
    return std::find(options_.allowed.begin(), options_.allowed.end(), safety) != options_.allowed.end();
  }
  [[nodiscard]] const std::string* made(std::string_view collection) const {
    for (const auto& [name, id] : made_)
      if (name == collection) return &id;
    return nullptr;
  }

  std::string why_not(const contract::Flow& flow) const {
    if (!flow.refused.empty()) return "creates: " + flow.refused;
    if (options_.stopped && options_.stopped()) return "not asked: the run was ended before its turn";
    if (!planned(flow.destroy) || !planned(flow.list)) return "creates: its list or its DELETE is left out by --only";
    for (const contract::Flow::Reference& reference : flow.references)
      if (!made(reference.collection)) return "creates: it needs a " + reference.collection + ", and none was made";
    return {};
  }

  void refuse(const contract::Planned& item, const std::string& why) {
    auto check = empty_check(tools_.judgement.contracts().contracts[item.stub], to_string(item.safety));
    check.outcome = Outcome::not_run;
    check.why = why;
    run_.checks.push_back(std::move(check));
  }

  void carry_out(const contract::Flow& flow, const contract::Planned& planned_create) {
    LedgerEntry entry;
    entry.marker = "phantomime-" + options_.run + "-" + std::to_string(++number_);
    entry.stub = tools_.scenario.stubs[flow.create].name;
    entry.at = clock_.now();
    contract::Planned create = planned_create;
    auto body = contract::marked_body(flow, tools_.scenario, entry.marker, made_);
    if (!body) return refuse(planned_create, "creates: its example's body is no JSON object");
    create.asked.body = std::move(*body);
    create.asked.headers.remove("Content-Length");
    if (auto noted = ledger_.intend(entry); !noted) {
      run_.gave_up = noted.error();
      return refuse(planned_create, "not asked: " + noted.error().what);
    }
    markers_.push_back(entry.marker);
    CheckedItem done = check_item(create, {}, tools_);
    const bool answered = is_success(done.status);
    const std::string id = answered ? contract::made_id(done.body, {}) : std::string{};
    run_.checks.push_back(std::move(done.check));
    if (!answered) return;
    if (id.empty()) return;
    if (auto noted = ledger_.made(entry.marker, id); !noted) run_.gave_up = noted.error();
    made_.emplace_back(flow.collection, id);
    look_at(flow, entry.marker, id);
    if (allowed(contract::Safety::idempotent))
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
    const auto row = is_success(done.status) ? parse_json(done.body) : Result<Json>{Error{}};
    if (row && row->is_object()) {
      contract::Comparison& compared = done.check.comparison;
      const contract::Contract& contract = tools_.judgement.contracts().contracts[one->stub];
      compared.checked.add(contract.origins[0].strength);
      const auto shown = row->find(flow.shown);
      if (shown == row->end() || *shown != marker) {
        compared.findings.push_back(not_as_written(contract, done.asked, flow.shown, marker,
                                                   shown == row->end() ? "missing" : brief(*shown)));
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
    if (!found) return;
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
    CleanUp clean_up{flows_, plan_, tools_, ledger_};
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
