#include "phantomime/contract/plan.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "phantomime/base/json.hpp"
#include "phantomime/base/suggest.hpp"
#include "phantomime/base/wildcard.hpp"
#include "phantomime/contract/plan_parts.hpp"
#include "phantomime/contract/samples.hpp"
#include "phantomime/contract/target.hpp"
#include "phantomime/contract/three_way.hpp"
#include "phantomime/http/request_view.hpp"

namespace phantomime::contract {
namespace {

/// What the head of an answer takes, about.
constexpr std::size_t usual_head_bytes = 700;

std::string to_bind(const Hole& hole, const std::string& because) {
  return "nothing gives {" + hole.capture + "}" + (because.empty() ? "" : " (" + because + ")") + ": say --bind '" +
         hole.binding + "=VALUE'";
}

/// Makes the items in the order of the stubs, fills their holes, and puts lists before what they feed.
class Planner {
 public:
  Planner(const std::shared_ptr<const scenario::Edition>& edition, const Contracts& contracts,
          const PlanOptions& options, Errors& errors)
      : edition_{edition}, scenario_{edition->scenario()}, contracts_{contracts}, options_{options}, errors_{errors} {}

  Plan make() {
    for (std::uint32_t stub = 0; stub < scenario_.stubs.size(); ++stub)
      all_.push_back(plan_stub(scenario_, contracts_.contracts[stub], options_.allowed));
    for (Planned& item : all_) fill(item);
    check_bindings();
    for (Planned& item : all_) judge_holes(item, 0);
    select();
    estimate();
    return std::move(plan_);
  }

 private:
  const scenario::Stub& stub_of(const Planned& item) const { return scenario_.stubs[item.stub]; }

  const Binding* bound(const std::string& name) {
    known_.insert(name);
    const Binding* found = nullptr;
    for (const Binding& binding : options_.bindings)
      if (binding.name == name) found = &binding;
    return found;
  }

  void fill(Planned& item) {
    for (Hole& hole : item.holes) {
      const Binding* own = bound(stub_of(item).name + '.' + hole.capture);
      const Binding* shared = bound(hole.binding);
      if (const Binding* const given = own ? own : shared) {
        take(*given, item, hole);
        continue;
      }
      if (hole.value) continue;  // the pack's own
      const auto feeder = feeder_of(item, hole);
      if (!feeder) continue;
      hole.feeder = feeder->first;
      hole.at = feeder->second;
    }
    fill_bound(item);
  }

  void take(const Binding& binding, const Planned& item, Hole& hole) {
    hole.value = binding.value;
    const auto type = type_of(stub_of(item), hole);
    const bool fits = type ? matchers::capture_accepts(*type, binding.value) : binding.value.starts_with('/');
    if (!fits)
      errors_.push_back(
          {ErrorCode::bad_value,
           "'" + binding.value + "' is no value of {" + hole.capture + "} in " +
               contracts_.contracts[item.stub].request,
           binding.where.source ? std::optional{binding.where} : std::nullopt,
           type ? "the path wants a value of that type" : "write the path, with the slash it begins with"});
  }

  /// Puts into the request what is bound.
  void fill_bound(Planned& item) {
    matchers::Captures values;
    for (const Hole& hole : item.holes) {
      if (!hole.value) continue;
      if (type_of(stub_of(item), hole))
        values.emplace_back(hole.capture, *hole.value);
      else
        item.asked.target = *hole.value;
    }
    if (values.empty()) return;
    if (auto target = target_with(stub_of(item), item.asked, values)) item.asked.target = std::move(*target);
  }

  /// The list whose rows have the value: the one whose path this one goes on from, or that of the collection.
  std::optional<std::pair<std::size_t, RowsAt>> feeder_of(const Planned& item, const Hole& hole) const {
    const std::string before = path_before(stub_of(item), hole.capture);
    const state::Collection* const named = hole.capture == "id" ? named_collection(scenario_, stub_of(item)) : nullptr;
    std::optional<std::pair<std::size_t, RowsAt>> by_collection;
    for (std::size_t at = 0; at < all_.size(); ++at) {
      const Planned& list = all_[at];
      if (list.stub == item.stub || !list.not_run.empty() || list.safety != Safety::safe) continue;
      if (list.asked.method != "GET" || list.asked.target.find('?') != std::string::npos) continue;
      const auto rows = rows_at(contracts_.contracts[list.stub], hole.capture);
      if (!rows) continue;
      if (!before.empty() && contracts_.contracts[list.stub].request == "GET " + before) return std::pair{at, *rows};
      if (named && list.holes.empty() && !by_collection && listed_collection(scenario_, stub_of(list)) == named)
        by_collection = std::pair{at, *rows};
    }
    return by_collection;
  }

  void check_bindings() {
    std::vector<std::string_view> names{known_.begin(), known_.end()};
    for (const Binding& binding : options_.bindings) {
      if (known_.count(binding.name)) continue;
      const auto meant = nearest(binding.name, names);
      std::string hint = meant.empty() ? "--plan says what can be bound" : "did you mean '" + std::string{meant} + "'?";
      errors_.push_back({ErrorCode::not_found, "nothing is called '" + binding.name + "' that could be bound",
                         binding.where.source ? std::optional{binding.where} : std::nullopt, std::move(hint)});
    }
  }

  /// An item that a list is to feed is not sent where the list is not.
  void judge_holes(Planned& item, std::size_t depth) {
    if (!item.not_run.empty()) return;
    for (const Hole& hole : item.holes) {
      if (hole.value) continue;
      if (!hole.feeder || depth > all_.size()) {
        item.not_run = to_bind(hole, "");
        return;
      }
      Planned& list = all_[*hole.feeder];
      judge_holes(list, depth + 1);
      if (list.not_run.empty()) continue;
      item.not_run = to_bind(hole, contracts_.contracts[list.stub].request + " is not asked");
      return;
    }
  }

  [[nodiscard]] bool wanted(const Planned& item) const {
    if (options_.only.empty()) return true;
    const Contract& contract = contracts_.contracts[item.stub];
    return std::any_of(options_.only.begin(), options_.only.end(), [&](const std::string& pattern) {
      return wildcard_matches(pattern, contract.stub) || wildcard_matches(pattern, contract.request);
    });
  }

  void select() {
    std::vector<std::optional<std::size_t>> places(all_.size());
    const std::function<void(std::size_t)> emit = [&](std::size_t at) {
      if (places[at]) return;
      if (all_[at].not_run.empty())
        for (Hole& hole : all_[at].holes)
          if (hole.feeder) emit(*hole.feeder);
      places[at] = plan_.items.size();
      plan_.items.push_back(all_[at]);
    };
    for (std::size_t at = 0; at < all_.size(); ++at)
      if (wanted(all_[at])) emit(at);
    for (Planned& item : plan_.items)
      for (Hole& hole : item.holes)
        if (hole.feeder) hole.feeder = places[*hole.feeder];
    if (plan_.items.empty() && !all_.empty())
      errors_.push_back({ErrorCode::not_found, "no stub and no request is like '" + options_.only.front() + "'",
                         std::nullopt, "--plan without --only lists them; '*' stands for any text"});
  }

  void estimate() {
    Instant epoch{};
    for (const scenario::Pack& pack : scenario_.packs)
      if (pack.epoch) epoch = *pack.epoch;
    Replay replay{edition_, epoch};
    for (Planned& item : plan_.items) {
      if (!item.not_run.empty()) continue;
      if (item.all_pages) item.requests += 2;
      const auto answer = replay.answer(contracts_.contracts[item.stub], item.asked);
      const std::size_t one = usual_head_bytes + (answer ? answer->reply.body_text().size() : 0);
      item.bytes = item.requests * one;
    }
  }

  std::shared_ptr<const scenario::Edition> edition_;
  const scenario::Scenario& scenario_;
  const Contracts& contracts_;
  const PlanOptions& options_;
  Errors& errors_;
  std::vector<Planned> all_;  ///< by stub
  std::set<std::string, std::less<>> known_;
  Plan plan_;
};

}  // namespace

std::vector<std::string> ids_in(const Json& answer, const RowsAt& at, std::size_t limit) {
  const Json* rows = &answer;
  if (!at.rows.empty()) {
    if (!answer.is_object()) return {};
    const auto member = answer.find(at.rows);
    if (member == answer.end()) return {};
    rows = &*member;
  }
  std::vector<std::string> ids;
  if (!rows->is_array()) return ids;
  for (const Json& row : *rows) {
    if (ids.size() >= limit) break;
    if (!row.is_object()) continue;
    const auto id = row.find(at.id);
    if (id == row.end() || (!id->is_string() && !id->is_number())) continue;
    ids.push_back(id->is_string() ? id->get<std::string>() : json_text(*id));
  }
  return ids;
}

Plan::Estimate Plan::estimate(std::size_t jobs, double rate, std::chrono::milliseconds answer) const {
  Estimate sum;
  for (const Planned& item : items) {
    if (!item.not_run.empty()) continue;
    sum.requests += item.requests;
    sum.bytes += item.bytes;
  }
  const double alone = static_cast<double>(sum.requests) * static_cast<double>(answer.count()) /
                       static_cast<double>(std::max<std::size_t>(jobs, 1));
  const double paced = rate > 0 ? static_cast<double>(sum.requests) * 1000 / rate : 0;
  sum.time = std::chrono::milliseconds{static_cast<std::int64_t>(std::max(alone, paced))};
  return sum;
}

Plan make_plan(const std::shared_ptr<const scenario::Edition>& edition, const Contracts& contracts,
               const PlanOptions& options, Errors& errors) {
  return Planner{edition, contracts, options, errors}.make();
}

}  // namespace phantomime::contract
