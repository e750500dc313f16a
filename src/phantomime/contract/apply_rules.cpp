#include "phantomime/contract/apply_rules.hpp"

#include <algorithm>
#include <iterator>

#include "phantomime/base/suggest.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::contract {
namespace {

using Type = LocatedJson::Type;
using Presence = MemberShape::Presence;

/// What a place names: a shape, and the member that it is of, if it is one's.
struct Target {
  Shape* shape = nullptr;
  MemberShape* member = nullptr;
};

class RuleOverlay {
 public:
  RuleOverlay(Contract& contract, Errors& errors) : contract_{contract}, errors_{errors} {}

  void body_rule(const BodyRule& rule) {
    place_ = rule.place.to_string();
    where_ = rule.rule.where;
    const Target target = find(rule.place, rule.rule.presence);
    if (target.shape) apply(target, rule.rule);
  }

  void header_rule(const HeaderRule& rule) {
    const OriginNumber origin = origin_of(rule.rule);
    auto& headers = contract_.headers;
    auto found = std::find_if(headers.begin(), headers.end(),
                              [&](const HeaderExpectation& header) { return http::same_name(header.name, rule.name); });
    if (rule.rule.ignore) {
      if (found != headers.end()) headers.erase(found);
      return;
    }
    if (found == headers.end()) found = headers.insert(headers.end(), HeaderExpectation{rule.name, true, {}, {}, 0});
    found->rule = rule.rule;
    found->origin = origin;
    if (rule.rule.presence) found->required = *rule.rule.presence == Presence::required;
  }

  void learned_value(const LearnedValue& value) {
    place_ = value.place.to_string();
    where_ = value.where;
    const Target target = find(value.place, Presence::optional);
    if (!target.shape) return;
    Shape& shape = *target.shape;
    shape.variation = value.variation;
    if (value.values.empty() || is_rule(shape.one_of_origin, !shape.one_of.empty())) return;
    shape.one_of = value.values;
    std::sort(shape.one_of.begin(), shape.one_of.end());
    contract_.origins.push_back(
        {Origin::Kind::recording, Provenance::recorded, "learned: " + value.evidence, value.where});
    shape.one_of_origin = static_cast<OriginNumber>(contract_.origins.size() - 1);
  }

 private:
  OriginNumber origin_of(const ValueRule& rule) {
    contract_.origins.push_back(
        {Origin::Kind::rule, rule.provenance, rule.note.empty() ? "rule" : "rule: " + rule.note, rule.where});
    return static_cast<OriginNumber>(contract_.origins.size() - 1);
  }

  [[nodiscard]] bool is_rule(OriginNumber origin, bool said) const {
    return said && contract_.origins[origin].kind == Origin::Kind::rule;
  }

  void conflict(const std::string& what, OriginNumber other) {
    errors_.push_back({ErrorCode::conflict,
                       "the contract of '" + contract_.stub + "' contradicts itself at " + place_ + ": " + what, where_,
                       "the other is at " + contract_.origins[other].where.to_string()});
  }

  Target find(const Place& place, std::optional<Presence> presence) {
    Target at{&contract_.shape, nullptr};
    std::string walked = "$";
    for (const Place::Step& step : place.steps) {
      Shape& holder = at.shape->inside ? *at.shape->inside : *at.shape;
      if (step.kind == Place::Step::Kind::every_element) {
        if (!holder.items) holder.items = std::make_unique<Shape>();
        at = {holder.items.get(), nullptr};
        walked += "[*]";
        continue;
      }
      MemberShape* member = holder.find(step.name);
      const bool may_be_new = holder.open || (presence && *presence != Presence::required);
      if (!member && !may_be_new) {
        unknown_member(holder, step.name, walked);
        return {};
      }
      if (!member) {
        member = &holder.member(step.name);
        member->presence = Presence::optional;
      }
      at = {&member->shape, member};
      append_member(walked, step.name);
    }
    return at;
  }

  void unknown_member(const Shape& holder, const std::string& name, const std::string& walked) {
    std::vector<std::string_view> names;
    for (const MemberShape& member : holder.members) names.push_back(member.name);
    const std::string_view meant = nearest(name, names);
    errors_.push_back(
        {ErrorCode::not_found, "no answer of '" + contract_.stub + "' has a member '" + name + "' at " + walked, where_,
         meant.empty() ? "add optional: true if it may come" : "did you mean '" + std::string{meant} + "'?"});
  }

  void apply(const Target& target, const ValueRule& rule) {
    const OriginNumber origin = origin_of(rule);
    if (rule.presence) apply_presence(target, *rule.presence, origin);
    Shape& shape = *target.shape;
    if (rule.ignore) {
      shape = Shape{};
      shape.ignored = true;
      return;
    }
    if (!rule.types.empty()) apply_types(shape, rule.types, origin);
    if (rule.json_in_string) {
      if (!shape.inside) shape.inside = std::make_unique<Shape>();
      apply_format(shape, Format::json_text, origin);
    }
    if (rule.format != Format::none) apply_format(shape, rule.format, origin);
    if (rule.regex) {
      shape.regex = rule.regex;
      shape.regex_origin = origin;
    }
    if (rule.least || rule.most) apply_bounds(shape, rule, origin);
    if (!rule.one_of.empty()) apply_values(shape, rule, origin);
    if (rule.any_order) shape.any_order = true;
    if (rule.order) {
      if (is_rule(shape.order_origin, shape.order.has_value()) &&
          (shape.order->by != rule.order->by || shape.order->descending != rule.order->descending))
        conflict("another order", shape.order_origin);
      shape.order = rule.order;
      shape.order_origin = origin;
    }
  }

  void apply_presence(const Target& target, Presence presence, OriginNumber origin) {
    if (!target.member) return;
    if (is_rule(target.member->presence_origin, true) && target.member->presence != presence &&
        (presence == Presence::forbidden || target.member->presence == Presence::forbidden))
      conflict("one rule wants it there, the other not", target.member->presence_origin);
    target.member->presence = presence;
    target.member->presence_origin = origin;
  }

  void apply_types(Shape& shape, JsonTypes types, OriginNumber origin) {
    if (is_rule(shape.types_origin, !shape.types.empty())) {
      if ((shape.types & types).empty())
        return conflict("it cannot be " + shape.types.describe() + " and " + types.describe(), shape.types_origin);
      types = shape.types & types;
    }
    shape.types = types;
    shape.types_origin = shape.null_origin = origin;
    if (!types.has(Type::string)) {
      shape.format = Format::none;
      shape.inside.reset();
    }
  }

  void apply_format(Shape& shape, Format format, OriginNumber origin) {
    if (is_rule(shape.format_origin, shape.format != Format::none) &&
        common_format(shape.format, format) == Format::none)
      return conflict("it cannot be " + std::string{to_string(shape.format)} + " and " + std::string{to_string(format)},
                      shape.format_origin);
    shape.format = format;
    shape.format_origin = origin;
    if (format != Format::json_text) shape.inside.reset();
  }

  void apply_bounds(Shape& shape, const ValueRule& rule, OriginNumber origin) {
    const auto least = shape.least && rule.least ? std::max(*shape.least, *rule.least)
                       : rule.least              ? rule.least
                                                 : shape.least;
    const auto most = shape.most && rule.most ? std::min(*shape.most, *rule.most) : rule.most ? rule.most : shape.most;
    if (least && most && *least > *most) return conflict("its bounds leave nothing", shape.bounds_origin);
    shape.least = least;
    shape.most = most;
    shape.bounds_origin = origin;
  }

  void apply_values(Shape& shape, const ValueRule& rule, OriginNumber origin) {
    std::vector<std::string> values = rule.one_of;
    if (is_rule(shape.one_of_origin, !shape.one_of.empty())) {
      std::vector<std::string> both;
      std::set_intersection(values.begin(), values.end(), shape.one_of.begin(), shape.one_of.end(),
                            std::back_inserter(both));
      if (both.empty()) return conflict("no value is in both lists", shape.one_of_origin);
      values = std::move(both);
    }
    shape.one_of = std::move(values);
    shape.one_of_origin = origin;
    shape.variation = shape.one_of.size() == 1 ? Variation::constant : Variation::enumerated;
  }

  Contract& contract_;
  Errors& errors_;
  std::string place_;
  Location where_;
};

}  // namespace

void apply_rules(Contract& contract, const Rules& rules, Errors& errors) {
  RuleOverlay overlay{contract, errors};
  if (!rules.statuses.empty()) {
    contract.statuses = rules.statuses;
    contract.origins.push_back({Origin::Kind::rule, Provenance::assumed, "rule", rules.status_where});
    contract.status_origin = static_cast<OriginNumber>(contract.origins.size() - 1);
  }
  for (const Invariant& invariant : rules.always)
    contract.origins.push_back({Origin::Kind::rule, invariant.provenance,
                                invariant.note.empty() ? "rule" : "rule: " + invariant.note, invariant.where});
  for (const HeaderRule& rule : rules.headers) overlay.header_rule(rule);
  if (contract.body == Contract::Body::none && !rules.body.empty()) contract.body = Contract::Body::json;
  for (const BodyRule& rule : rules.body) overlay.body_rule(rule);
}

void apply_learned(Contract& contract, const Learned& learned, Errors& errors) {
  RuleOverlay overlay{contract, errors};
  for (const LearnedValue& value : learned) {
    if (value.stub != contract.stub) continue;
    if (value.header.empty()) {
      overlay.learned_value(value);
      continue;
    }
    for (HeaderExpectation& header : contract.headers)
      if (http::same_name(header.name, value.header)) header.value.reset();
  }
}

}  // namespace phantomime::contract
