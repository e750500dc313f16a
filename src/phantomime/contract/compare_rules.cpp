#include <cmath>
#include <utility>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/base/random.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/contract/findings_list.hpp"
#include "phantomime/contract/rules.hpp"
#include "phantomime/contract/shown_value.hpp"
#include "phantomime/directives/computed.hpp"
#include "phantomime/directives/names.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/request_view.hpp"

namespace phantomime::contract {
namespace {

/// A value with where it stands.
struct Found {
  std::string place;
  const Json* value = nullptr;
};

/// So many values of one answer are computed for one rule.
constexpr std::size_t most_values = 10'000;

/// Everything that a place names, up to the bound. Strings with JSON in them are parsed, and kept in `kept`.
void find_all(const Json& value, const Place& place, std::size_t step, const std::string& at,
              std::vector<std::shared_ptr<const Json>>& kept, std::vector<Found>& found) {
  if (found.size() >= most_values) return;
  if (step == place.steps.size()) {
    found.push_back({at, &value});
    return;
  }
  const Json* holder = &value;
  if (value.is_string()) {
    auto inner = parse_json(value.get_ref<const std::string&>());
    if (!inner) return;
    kept.push_back(std::make_shared<const Json>(std::move(inner).value()));
    holder = kept.back().get();
  }
  const Place::Step& next = place.steps[step];
  std::string below = at;
  if (next.kind == Place::Step::Kind::member && holder->is_object()) {
    const auto member = holder->find(next.name);
    if (member == holder->end()) return;
    append_member(below, next.name);
    find_all(*member, place, step + 1, below, kept, found);
  } else if (next.kind == Place::Step::Kind::every_element && holder->is_array()) {
    for (std::size_t item = 0; item < holder->size(); ++item) {
      below = at;
      append_element(below, item);
      find_all((*holder)[item], place, step + 1, below, kept, found);
    }
  }
}

/// Whether two values are the same, numbers and instants within a tolerance.
bool alike(const Json& a, const Json& b, double within) {
  if (a.is_number() && b.is_number()) return std::abs(a.get<double>() - b.get<double>()) <= within;
  if (within > 0 && a.is_string() && b.is_string()) {
    const auto left = parse_moment(a.get_ref<const std::string&>()),
               right = parse_moment(b.get_ref<const std::string&>());
    if (left && right) return std::abs(std::chrono::duration<double>(*left - *right).count()) <= within;
  }
  return json_text(a) == json_text(b);
}

class RuleComparison {
 public:
  RuleComparison(FindingsList& findings, Json answer)
      : findings_{findings},
        answer_{std::make_shared<const Json>(std::move(answer))},
        view_{*findings.observed().request},
        random_{0} {
    names_.set("answer", answer_);
    names_.set("status", Json(findings.observed().status));
    names_.set("it", Json());
    names_.set("pages", Json::array());
    names_.set("rows_of_all_pages", Json(0));
  }

  void compare(const Rules& rules) {
    for (const BodyRule& rule : rules.body)
      if (rule.rule.equals) equal(rule);
    for (const Invariant& invariant : rules.always) hold(invariant);
  }

 private:
  [[nodiscard]] directives::RenderContext context() {
    return {view_, captures_, findings_.observed().at, random_, &names_, nullptr};
  }

  /// The number that the contract gave the rule when it was made.
  [[nodiscard]] OriginNumber origin_of(const Location& where) const {
    const auto& origins = findings_.contract().origins;
    for (std::size_t at = origins.size(); at-- > 0;)
      if (origins[at].kind == Origin::Kind::rule && origins[at].where.source == where.source &&
          origins[at].where.line == where.line && origins[at].where.column == where.column)
        return static_cast<OriginNumber>(at);
    return 0;
  }

  void equal(const BodyRule& rule) {
    std::vector<std::shared_ptr<const Json>> kept;
    std::vector<Found> found;
    find_all(*answer_, rule.place, 0, "$", kept, found);
    const OriginNumber origin = origin_of(rule.rule.where);
    if (found.size() >= most_values)
      findings_.unchecked("further values of '" + rule.rule.equals_text + "': there are too many");
    for (const Found& one : found) {
      names_.set("it", *one.value);
      const auto expected = rule.rule.equals->evaluate(context());
      if (!expected) return cannot(rule.rule.equals_text, expected.error());
      findings_.checked(origin);
      if (alike(*expected, *one.value, rule.rule.within)) continue;
      std::string wanted =
          brief(http::redact_json(*expected), findings_.bounds().shown) + " = " + rule.rule.equals_text;
      if (rule.rule.within > 0) wanted += ", within " + json_text(rule.rule.within);
      findings_.add({one.place, rule.place.to_string(), FindingKind::invariant, std::move(wanted),
                     brief(http::redact_json(*one.value), findings_.bounds().shown), Impact::breaking,
                     "a consumer computes with it", origin});
    }
  }

  void hold(const Invariant& invariant) {
    if (invariant.over == Invariant::Over::pages) {
      if (findings_.observed().pages.empty())
        return findings_.unchecked("'" + invariant.name + "': the pages of the list were not fetched");
      set_pages();
    }
    const auto holds = invariant.condition->evaluate(context());
    if (!holds) return cannot(invariant.name, holds.error());
    const OriginNumber origin = origin_of(invariant.where);
    findings_.checked(origin);
    if (directives::truthy(*holds)) return;
    findings_.add({"$", "$ " + invariant.name, FindingKind::invariant, invariant.text, "false", Impact::breaking,
                   "a consumer relies on it", origin});
  }

  void set_pages() {
    const auto& listing = findings_.contract().listing;
    Json pages = Json::array();
    std::size_t rows = 0;
    for (const auto& page : findings_.observed().pages) {
      pages.push_back(*page);
      if (!listing || !page->is_object()) continue;
      const auto found = page->find(listing->rows.steps.front().name);
      if (found != page->end() && found->is_array()) rows += found->size();
    }
    names_.set("pages", std::move(pages));
    names_.set("rows_of_all_pages", Json(rows));
  }

  void cannot(const std::string& what, const Error& error) {
    findings_.unchecked("'" + what + "' could not be computed: " + error.what);
  }

  FindingsList& findings_;
  std::shared_ptr<const Json> answer_;
  http::RequestView view_;
  Random random_;
  directives::Names names_;
  std::vector<std::pair<std::string, std::string>> captures_;
};

bool computes(const Rules& rules) {
  if (!rules.always.empty()) return true;
  for (const BodyRule& rule : rules.body)
    if (rule.rule.equals) return true;
  return false;
}

}  // namespace

void compare_rules(FindingsList& findings, std::string_view body) {
  bool any = false;
  for (const auto& rules : findings.contract().rules) any = any || computes(*rules);
  if (!any || findings.observed().printed) return;
  auto answer = parse_json(body);
  if (!answer) return;
  RuleComparison comparison{findings, std::move(answer).value()};
  for (const auto& rules : findings.contract().rules) comparison.compare(*rules);
}

}  // namespace phantomime::contract
