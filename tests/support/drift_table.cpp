#include "support/drift_table.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/contract/compare.hpp"
#include "phantomime/contract/samples.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/scenario/example_request.hpp"

namespace phantomime::contract::testing {
namespace {

using Steps = std::vector<std::string>;  ///< names of members; a number for an element

/// What is in these is the users' own, in no shape that a server promises; themselves they are what they are.
const std::set<std::string> data_members = {
    "cef",
    "cef_types",
    "custom_fields",
    "data{}",
    "jitc",
    "run_data",
    "misc",
    "inputs",
    "outputs",
    "configuration",
    "app_config",
    "result_data",
    "result_summary",
    "extra_data",
    "targets",
    "validation",
    "action_whitelist",
    "onboarding_state",
    "parameter",
    "parameters",
    "tags",
    "tenants",
    "responses",
    "known_versions",
    "allowed_ips",
    "action_exec",
    "message{}",
    "notification_targets",
};

struct Spot {
  Steps steps;
  std::string general;  ///< `$.data[*].id`
  OrderedJson value;
  const Sample* sample = nullptr;
  bool inside_data = false;
};

/// Every member of a body, strings with JSON in them included; each general place once, with a value that is not null
/// where any sample has one.
class Spots {
 public:
  std::map<std::string, Spot> members, objects;

  void add(const Sample& sample) {
    const OrderedJson body = OrderedJson::parse(*sample.body, nullptr, false);
    if (!body.is_discarded()) walk(body, {}, "$", sample, false);
  }

 private:
  void keep(std::map<std::string, Spot>& spots, Spot spot) {
    const auto [known, is_new] = spots.emplace(spot.general, spot);
    if (!is_new && known->second.value.is_null() && !spot.value.is_null()) known->second = std::move(spot);
  }

  void walk(const OrderedJson& node, const Steps& steps, const std::string& general, const Sample& sample, bool data) {
    if (node.is_object()) {
      keep(objects, {steps, general, node, &sample, data});
      for (const auto& [name, value] : node.items()) {
        Steps below = steps;
        below.push_back(name);
        std::string place = general;
        append_member(place, name);
        keep(members, {below, place, value, &sample, data});
        const bool is_data =
            data || data_members.contains(name) || (value.is_object() && data_members.contains(name + "{}"));
        walk(value, below, place, sample, is_data);
      }
    } else if (node.is_array()) {
      for (std::size_t item = 0; item < node.size(); ++item) {
        Steps below = steps;
        below.push_back(std::to_string(item));
        walk(node[item], below, general + "[*]", sample, data);
      }
    } else if (node.is_string()) {
      const OrderedJson inner = OrderedJson::parse(node.get<std::string>(), nullptr, false);
      if (!inner.is_discarded() && inner.is_structured()) walk(inner, steps, general, sample, data);
    }
  }
};

void change(OrderedJson& node, const Steps& steps, std::size_t at,
            const std::function<void(OrderedJson& holder, const std::string& name)>& how) {
  if (node.is_string()) {
    OrderedJson inner = OrderedJson::parse(node.get<std::string>());
    change(inner, steps, at, how);
    node = inner.dump() + "\n";
    return;
  }
  if (at + 1 >= steps.size()) return how(node, steps.empty() ? "" : steps.back());
  change(node.is_array() ? node[std::stoul(steps[at])] : node[steps[at]], steps, at + 1, how);
}

OrderedJson of_another_type(const OrderedJson& value) {
  if (value.is_string()) return OrderedJson::object();
  if (value.is_object()) return OrderedJson::array();
  return "drifted";
}

/// One stub's drifts.
class Injector {
 public:
  Injector(const scenario::Scenario& scenario, const Contract& contract, DriftTable& table)
      : scenario_{scenario}, contract_{contract}, stub_{scenario.stubs[contract.stub_number]}, table_{table} {
    collection_ = contract.stub.substr(0, contract.stub.find(':'));
    if (const auto* const listed = listed_collection(scenario, stub_)) collection_ = listed->name;
    if (contract.stub == "own settings") collection_ = "ph_user";  // it tells the caller's row
  }

  void inject(const std::vector<Sample>& samples) {
    Spots spots;
    for (const Sample& sample : samples)
      if (sample.status == contract_.shaped_status) {
        if (!first_) first_ = &sample;
        spots.add(sample);
      }
    if (!first_) return;
    for (const auto& [general, spot] : spots.members) member(spot);
    for (const auto& [general, spot] : spots.objects) object(spot);
    whole(*first_);
    for (const Sample& sample : samples)
      if (sample.status == contract_.shaped_status && list(sample)) break;
  }

 private:
  struct Wanted {
    std::string kind;  ///< the table's row
    std::string place;
    FindingKind finding;
    Impact impact = Impact::breaking;
  };

  [[nodiscard]] const state::Member* field_of(const Spot& spot) const {
    const bool row = spot.steps.size() == 1 || (spot.steps.size() == 3 && spot.steps[0] == "data");
    const state::Collection* const collection = row ? scenario_.model->collection(collection_) : nullptr;
    return collection ? collection->find(spot.steps.back()) : nullptr;
  }
  /// Whether the pack itself leaves the member out of some answers.
  [[nodiscard]] bool may_be_missing(const Spot& spot) const {
    if (const auto* const field = field_of(spot); field && (field->shown_when || !field->with_flag.empty()))
      return true;
    return spot.general == "$.playbook_repo" || spot.general == "$.playbook_name" ||
           spot.general == "$.message.result[*].responses" || spot.steps.back() == "responses" ||
           spot.steps.back() == "allowed_ips";
  }
  [[nodiscard]] bool may_be_null(const Spot& spot) const {
    if (const auto* const field = field_of(spot)) return field->nullable || field->type == state::FieldType::json;
    static const std::set<std::string> nulls = {"$.asset",
                                                "$.next_owner",
                                                "$.message.approvals[*].close_time",
                                                "$.message.result[*].app_runs",
                                                "$.message.result[*].close_time",
                                                "$.message.result[*].responses"};
    std::string general = spot.general;
    if (general.starts_with("$.data[*]")) general = "$" + general.substr(9);
    return nulls.contains(general) || general.starts_with("$.asset.");
  }
  [[nodiscard]] bool has_type(const Spot& spot) const {
    const auto* const field = field_of(spot);
    if (spot.value.is_null()) return field && field->type != state::FieldType::json;
    return !field || field->type != state::FieldType::json || field->view ||
           field->shape != state::Member::Shape::any || field->many;
  }

  /// The one answer whose content type is on record: elsewhere it is assumed, and so its change breaks no promise.
  [[nodiscard]] bool recorded_type() const { return contract_.stub == "system info"; }

  void data(const std::string& kind) { ++table_.kinds[kind].data; }

  void try_body(const Spot& spot, const Wanted& wanted,
                const std::function<void(OrderedJson&, const std::string&)>& how) {
    OrderedJson body = OrderedJson::parse(*spot.sample->body);
    change(body, spot.steps, 0, how);
    try_text(*spot.sample, wanted, body.dump());
  }

  void try_text(const Sample& sample, const Wanted& wanted, const std::string& body) {
    Observed observed = sample.observed();
    observed.body = body;
    judge(observed, wanted);
  }

  void judge(const Observed& observed, const Wanted& wanted) {
    DriftCount& count = table_.kinds[wanted.kind];
    ++count.injected;
    const Comparison compared = compare(contract_, observed);
    std::string instead;
    for (const Finding& finding : compared.findings) {
      const bool right =
          finding.kind == wanted.finding && finding.general == wanted.place && finding.impact == wanted.impact;
      // Documented is only what a page, a table of it, or a person says to be so; all say where.
      const bool honest = finding.origin.strength != Provenance::documented ||
                          finding.origin.kind == Origin::Kind::fixture || finding.origin.kind == Origin::Kind::table ||
                          finding.origin.kind == Origin::Kind::erratum || finding.origin.kind == Origin::Kind::rule ||
                          finding.kind == FindingKind::status || finding.kind == FindingKind::truncated;
      if (right && honest && finding.origin.where.source && finding.origin.where.line > 0) {
        ++count.found;
        return;
      }
      instead += fmt::format(" [{} {} {} {}]", to_string(finding.kind), finding.general, to_string(finding.impact),
                             to_string(finding.origin.kind));
    }
    table_.missed.push_back(contract_.stub + ": " + wanted.kind + " at " + wanted.place +
                            (instead.empty() ? ": nothing" : ":" + instead));
  }

  void member(const Spot& spot) {
    if (spot.inside_data) {
      for (const char* kind : {"type", "null", "missing", "renamed"}) data(kind);
      return;
    }
    if (has_type(spot))
      try_body(spot, {"type", spot.general, FindingKind::type}, [&](OrderedJson& holder, const std::string& name) {
        holder[name] = spot.value.is_null() ? OrderedJson(OrderedJson::array()) : of_another_type(spot.value);
      });
    else
      data("type");
    if (!spot.value.is_null() && !may_be_null(spot))
      try_body(spot, {"null", spot.general, FindingKind::null},
               [](OrderedJson& holder, const std::string& name) { holder[name] = nullptr; });
    else
      data("null");
    if (may_be_missing(spot)) {
      data("missing");
      data("renamed");
    } else {
      try_body(spot, {"missing", spot.general, FindingKind::missing},
               [](OrderedJson& holder, const std::string& name) { holder.erase(name); });
      try_body(spot, {"renamed", spot.general, FindingKind::missing}, [](OrderedJson& holder, const std::string& name) {
        holder[name + "_renamed"] = holder[name];
        holder.erase(name);
      });
    }
    if (spot.value.is_string() && format_shown_by(spot.value.get<std::string>()) >= Format::timestamp_micros &&
        format_shown_by(spot.value.get<std::string>()) <= Format::uuid)
      try_body(spot, {"format", spot.general, FindingKind::format},
               [](OrderedJson& holder, const std::string& name) { holder[name] = "22 Jan 2020, 19:40"; });
    const auto* const field = field_of(spot);
    const bool state = field && scenario_.model->collection(collection_)->machine &&
                       scenario_.model->collection(collection_)->machine->member == field->name;
    if (state)
      try_body(spot, {"enum", spot.general, FindingKind::value, Impact::compatible},
               [](OrderedJson& holder, const std::string& name) { holder[name] = "unheard_of"; });
    if (spot.general == "$.success" || spot.general == "$.received" ||
        (spot.general == "$.cancelled" && spot.value == true))
      if (contract_.shape.find(spot.steps.back()) && !contract_.shape.find(spot.steps.back())->shape.one_of.empty())
        try_body(spot, {"enum", spot.general, FindingKind::value},
                 [](OrderedJson& holder, const std::string& name) { holder[name] = false; });
    if (spot.general == "$.notification_type")
      try_body(spot, {"enum", spot.general, FindingKind::value},
               [](OrderedJson& holder, const std::string& name) { holder[name] = "rumours"; });
  }

  void object(const Spot& spot) {
    if (spot.inside_data) return data("extra");
    const std::string general = spot.general + ".unheard_of";
    Spot below = spot;
    below.steps.emplace_back("unheard_of");
    try_body(below, {"extra", general, FindingKind::extra, Impact::compatible},
             [](OrderedJson& holder, const std::string& name) { holder[name] = 1; });
  }

  void whole(const Sample& sample) {
    Observed observed = sample.observed();
    observed.status = sample.status == 200 ? 500 : 200;
    judge(observed, {"status", "status", FindingKind::status});
    observed = sample.observed();
    observed.headers.set("Content-Type", "text/html");
    if (sample.headers.has("Content-Type"))
      judge(observed, {"header", "header Content-Type", FindingKind::header,
                       recorded_type() ? Impact::breaking : Impact::compatible});
    for (const char* name : {"X-Frame-Options", "Content-Security-Policy", "Vary"}) {
      if (!sample.headers.has(name)) continue;
      observed = sample.observed();
      observed.headers.remove(name);
      judge(observed, {"header", std::string{"header "} + name, FindingKind::header, Impact::compatible});
    }
    if (contract_.body != Contract::Body::json) return;
    const std::string cut = sample.body->substr(0, sample.body->size() - 2);
    try_text(sample, {"not JSON", "body", FindingKind::not_json}, "<html>upstream timed out</html>");
    if (sample.body->size() > 4) try_text(sample, {"truncated", "body", FindingKind::truncated}, cut);
    if (contract_.shape.find("time_left")) {
      OrderedJson body = OrderedJson::parse(*sample.body);
      body["time_left"] = body["time_left"].get<double>() + 3600;
      try_text(sample, {"invariant", "$.time_left", FindingKind::invariant}, body.dump());
    }
  }

  /// Drifts of lists; false where the sample shows none.
  bool list(const Sample& sample) {
    const OrderedJson body = OrderedJson::parse(*sample.body, nullptr, false);
    if (!contract_.listing || !body.is_object() || !body.contains("data") || body["data"].size() < 2)
      return !contract_.listing;
    OrderedJson drifted = body;
    std::reverse(drifted["data"].begin(), drifted["data"].end());
    Sample sorted = sample;
    sorted.request.target += (sample.request.target.find('?') == std::string::npos ? "?sort=id" : "&sort=id");
    try_text(sorted, {"order", "$.data[*]", FindingKind::order}, drifted.dump());
    drifted = body;
    while (drifted["data"].size() < 12) drifted["data"].push_back(drifted["data"][0]);
    Sample paged = sample;
    paged.request.target = sample.request.target.substr(0, sample.request.target.find('?')) + "?page_size=10";
    try_text(paged, {"count", "$.data", FindingKind::count}, drifted.dump());
    if (!contract_.stub.ends_with(": list")) return true;
    drifted = body;
    drifted["count"] = 0;
    try_text(sample, {"invariant", "$ count", FindingKind::invariant}, drifted.dump());
    drifted = body;
    drifted["num_pages"] = 77;
    try_text(paged, {"invariant", "$ num_pages", FindingKind::invariant}, drifted.dump());
    Observed observed = sample.observed();
    Json short_page = Json::parse(*sample.body);
    short_page["data"].erase(0);
    observed.pages.push_back(std::make_shared<const Json>(std::move(short_page)));
    judge(observed, {"invariant", "$ all pages", FindingKind::invariant});
    return true;
  }

  const scenario::Scenario& scenario_;
  const Contract& contract_;
  const scenario::Stub& stub_;
  DriftTable& table_;
  std::string collection_;
  const Sample* first_ = nullptr;
};

}  // namespace

std::size_t DriftTable::injected() const {
  std::size_t count = 0;
  for (const auto& [kind, one] : kinds) count += one.injected;
  return count;
}

std::string DriftTable::text() const {
  std::string text = fmt::format("{:<10} {:>8} {:>7} {:>7} {:>8}\n", "drift", "injected", "found", "missed", "is data");
  std::size_t found = 0, data = 0;
  for (const auto& [kind, one] : kinds) {
    text += fmt::format("{:<10} {:>8} {:>7} {:>7} {:>8}\n", kind, one.injected, one.found, one.injected - one.found,
                        one.data);
    found += one.found;
    data += one.data;
  }
  text += fmt::format("{:<10} {:>8} {:>7} {:>7} {:>8}\n", "all", injected(), found, injected() - found, data);
  return text +
         fmt::format("no drift: {} runs, {} answers, {} false\n", fresh_runs, fresh_answers, false_findings.size());
}

void inject_drifts(const std::shared_ptr<const scenario::Edition>& edition, const Contracts& contracts,
                   DriftTable& table) {
  for (const Contract& contract : contracts.contracts)
    Injector{edition->scenario(), contract, table}.inject(answers_of(edition, contract.stub_number));
}

void play_fresh_worlds(const std::shared_ptr<const scenario::Edition>& edition, const Contracts& contracts,
                       std::size_t runs, DriftTable& table) {
  using namespace std::chrono_literals;
  const scenario::Scenario& scenario = edition->scenario();
  const Instant begin = *scenario.packs.front().epoch;
  const FixedClock machine{begin};
  for (std::size_t run = 0; run < runs; ++run) {
    const Instant start = begin + 1h * (run * 37 % 5000) + 1ms * (run * 131 % 997);
    VirtualClock clock{machine, {VirtualClock::Mode::frozen, start}};
    scenario::Engine::Options options;
    options.seed = 1000 + run;
    options.journal = false;
    options.world_start = start;
    scenario::Engine engine{edition, clock, options};
    ++table.fresh_runs;
    // A history of its own: what is created gets other ids, what runs comes to other states.
    const auto history = [&](std::size_t stub) {
      const auto request = scenario::reaching_request(scenario, scenario.stubs[stub]);
      if (request && request->method == "POST") static_cast<void>(engine.play(*request));
    };
    for (std::size_t step = 0; step < run % 7; ++step) history((run * 13 + step * 5) % scenario.stubs.size());
    static_cast<void>(clock.advance(1s * (run * 61 % 4000)));
    for (std::size_t step = 0; step < run % 5; ++step) history((run * 29 + step * 3) % scenario.stubs.size());
    for (const Contract& contract : contracts.contracts) {
      auto request = scenario::reaching_request(scenario, scenario.stubs[contract.stub_number]);
      if (!request || (request->method != "GET" && run % 10 != 0)) continue;
      const scenario::Played played = engine.play(*request);
      // What the history took away, or would create twice, is answered by an error of the pack.
      if (played.kind != scenario::Played::Kind::matched || played.stub != contract.stub_number ||
          played.reply.status != contract.shaped_status)
        continue;
      Observed observed;
      observed.request = &*request;
      observed.status = played.reply.status;
      observed.headers = played.reply.headers;
      observed.body = played.reply.body_text();
      observed.at = clock.now();
      ++table.fresh_answers;
      for (const Finding& finding : compare(contract, observed).findings)
        table.false_findings.push_back(fmt::format("run {}: {}: {} {} expected {}, actual {}", run, contract.stub,
                                                   finding.place, to_string(finding.kind), finding.expected,
                                                   finding.actual));
    }
  }
}

}  // namespace phantomime::contract::testing
