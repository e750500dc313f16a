#include "phantomime/contract/recheck.hpp"

#include <algorithm>

#include "phantomime/base/integer_text.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/contract/findings_list.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::contract {
namespace {

using Presence = MemberShape::Presence;
constexpr std::string_view header_prefix = "header ";

/// The place of what a finding speaks of: an order is the array's.
std::optional<Place> place_of(const Finding& finding) {
  auto place = Place::parse(finding.general);
  if (!place) return std::nullopt;
  if (finding.kind == FindingKind::order && !place->steps.empty()) place->steps.pop_back();
  return std::move(*place);
}

class Recheck {
 public:
  Recheck(const Contract& contract, const Finding& finding)
      : contract_{contract}, told_{finding}, findings_{contract, observed_, bounds_, comparison_} {
    observed_.request = &request_;
    expected_ = expected_at(contract, finding);
  }

  Result<std::optional<Finding>> run() {
    switch (told_.kind) {
      case FindingKind::invariant:
        return Error{ErrorCode::bad_value, "a rule that computes is held against whole answers", {}, ""};
      case FindingKind::not_json:
      case FindingKind::truncated:
        return Error{ErrorCode::bad_value, "a body that cannot be read says nothing of what it should be", {}, ""};
      case FindingKind::status:
        return status();
      case FindingKind::header:
        return header();
      case FindingKind::missing:
        return missing();
      case FindingKind::order:
        return order();
      case FindingKind::count:
        return count();
      default:
        return value();
    }
  }

 private:
  std::optional<Finding> found(OriginNumber origin) {
    Finding finding = told_;
    finding.origin = contract_.origins[origin];
    return finding;
  }

  static Error unknown() { return {ErrorCode::bad_value, "the report does not say what came", {}, ""}; }

  Result<std::optional<Finding>> status() {
    const auto status = integer_in(told_.observed);
    if (!status) return unknown();
    const auto& known = contract_.statuses;
    if (known.empty() || std::find(known.begin(), known.end(), *status) != known.end()) return std::optional<Finding>{};
    return found(contract_.status_origin);
  }

  Result<std::optional<Finding>> header() {
    if (!expected_.header) return std::optional<Finding>{};
    if (!told_.observed.empty()) {
      const auto text = parse_json(told_.observed);
      if (!text || !text->is_string()) return unknown();
      observed_.headers.add(expected_.header->name, text->get<std::string>());
    } else if (!told_.unobserved.empty()) {
      return unknown();
    }
    compare_headers(findings_);
    for (const Finding& finding : comparison_.findings)
      if (finding.place == std::string{header_prefix} + expected_.header->name) return std::optional{finding};
    return std::optional<Finding>{};
  }

  [[nodiscard]] bool is_body() const { return told_.general == "body"; }

  Result<std::optional<Finding>> missing() {
    if (is_body()) return Error{ErrorCode::bad_value, "there is no body", {}, ""};
    if (!expected_.member || expected_.member->presence != Presence::required) return std::optional<Finding>{};
    return found(expected_.member->presence_origin);
  }

  Result<std::optional<Finding>> order() {
    if (!expected_.shape || expected_.shape->any_order || expected_.shape->ignored) return std::optional<Finding>{};
    const bool listed = !expected_.shape->order && contract_.listing;
    return found(listed ? contract_.listing->origin : expected_.shape->order_origin);
  }

  Result<std::optional<Finding>> count() {
    const auto count = integer_in(told_.observed);
    if (!count) return unknown();
    if (!expected_.shape || expected_.shape->ignored) return std::optional<Finding>{};
    const Shape& shape = *expected_.shape;
    const auto elements = static_cast<double>(*count);
    if ((shape.least && elements < *shape.least) || (shape.most && elements > *shape.most))
      return found(shape.bounds_origin);
    if (contract_.listing) return found(contract_.listing->origin);
    return std::optional<Finding>{};
  }

  Result<std::optional<Finding>> value() {
    if (is_body()) return Error{ErrorCode::bad_value, "it is a body where none is expected", {}, ""};
    if (told_.observed.empty()) return unknown();
    const auto json = read_located_json(told_.observed);
    const auto place = place_of(told_);
    if (!json || !place) return unknown();
    if (!expected_.shape) {
      if (!expected_.holder || expected_.holder->open) return std::optional<Finding>{};
      return found(expected_.holder->types_origin);
    }
    if (expected_.member && expected_.member->presence == Presence::forbidden && !expected_.shape->ignored)
      return found(expected_.member->presence_origin);
    compare_value(findings_, *place, *expected_.shape, *json);
    const auto& all = comparison_.findings;
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const Finding& finding) { return finding.kind == told_.kind; });
    if (same != all.end()) return std::optional{*same};
    if (!all.empty()) return std::optional{all.front()};
    return std::optional<Finding>{};
  }

  const Contract& contract_;
  const Finding& told_;
  http::Request request_;
  Observed observed_;
  CompareBounds bounds_;
  Comparison comparison_;
  FindingsList findings_;
  Expected expected_;
};

}  // namespace

Expected expected_at(const Contract& contract, const Finding& finding) {
  Expected at;
  if (finding.kind == FindingKind::header) {
    const std::string_view name = std::string_view{finding.place}.substr(
        std::min(finding.place.size(), finding.place.starts_with(header_prefix) ? header_prefix.size() : 0));
    for (const HeaderExpectation& header : contract.headers)
      if (http::same_name(header.name, name)) at.header = &header;
    return at;
  }
  const auto place = place_of(finding);
  if (!place) return at;
  at.shape = &contract.shape;
  for (const Place::Step& step : place->steps) {
    if (!at.shape || at.shape->ignored) return at;
    at.holder = at.shape->inside ? at.shape->inside.get() : at.shape;
    at.member = step.kind == Place::Step::Kind::member ? at.holder->find(step.name) : nullptr;
    at.shape =
        step.kind == Place::Step::Kind::member ? (at.member ? &at.member->shape : nullptr) : at.holder->items.get();
  }
  return at;
}

Result<std::optional<Finding>> recheck(const Contract& contract, const Finding& finding) {
  return Recheck{contract, finding}.run();
}

}  // namespace phantomime::contract
