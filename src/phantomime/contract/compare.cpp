#include "phantomime/contract/compare.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/contract/findings_list.hpp"
#include "phantomime/contract/shown_value.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::contract {
namespace {

void add_shape(const Contract& contract, const Shape& shape, Strengths& strengths) {
  const auto add = [&](OriginNumber origin) { strengths.add(contract.origins[origin].strength); };
  if (!shape.types.empty()) add(shape.types_origin);
  if (shape.format != Format::none) add(shape.format_origin);
  if (!shape.one_of.empty()) add(shape.one_of_origin);
  if (shape.regex) add(shape.regex_origin);
  if (shape.least || shape.most) add(shape.bounds_origin);
  if (shape.order) add(shape.order_origin);
  for (const MemberShape& member : shape.members) {
    if (member.presence != MemberShape::Presence::optional) add(member.presence_origin);
    add_shape(contract, member.shape, strengths);
  }
  if (shape.items) add_shape(contract, *shape.items, strengths);
  if (shape.inside) add_shape(contract, *shape.inside, strengths);
}

std::string statuses_of(const Contract& contract) {
  std::string text;
  for (const int status : contract.statuses) text += (text.empty() ? "" : " or ") + std::to_string(status);
  return text;
}

/// Whether JSON that does not parse was cut off: nothing is wrong with it but that it ends.
bool looks_cut(std::string_view body) {
  const std::string_view text = trimmed(body, " \t\r\n");
  if (text.empty() || (text.front() != '{' && text.front() != '[')) return false;
  if (text.back() != '}' && text.back() != ']') return true;
  JsonScanner scanner{text, max_json_depth};
  auto token = scanner.next();
  while (token != JsonScanner::Token::end && token != JsonScanner::Token::invalid) token = scanner.next();
  return scanner.offset() >= text.size();
}

class AnswerComparison {
 public:
  explicit AnswerComparison(FindingsList& findings)
      : findings_{findings}, contract_{findings.contract()}, observed_{findings.observed()} {}

  void compare() {
    status();
    if (contract_.shaped_status && observed_.status != contract_.shaped_status) {
      findings_.unchecked("headers and body: they are those of the status " + std::to_string(observed_.status));
      if (observed_.end == Observed::End::truncated) truncated();
      return;
    }
    if (!observed_.printed) compare_headers(findings_);
    body();
  }

 private:
  void say(std::string place, FindingKind kind, std::string expected, std::string actual, Impact impact,
           std::string_view reason, OriginNumber origin, std::string observed = {}) {
    std::string general = place;
    findings_.add({std::move(place), std::move(general), kind, std::move(expected), std::move(actual), impact, reason,
                   origin, std::move(observed)});
  }

  void status() {
    const auto& statuses = contract_.statuses;
    if (statuses.empty() || observed_.printed) return;
    findings_.checked(contract_.status_origin);
    if (std::find(statuses.begin(), statuses.end(), observed_.status) == statuses.end())
      say("status", FindingKind::status, statuses_of(contract_), std::to_string(observed_.status), Impact::breaking,
          "clients decide by the status", contract_.status_origin, std::to_string(observed_.status));
  }

  void truncated() {
    say("body", FindingKind::truncated, "the whole body",
        std::to_string(observed_.body.size()) + " bytes, then the end", Impact::breaking,
        "what is cut off cannot be read", 0);
  }

  void body() {
    if (observed_.request && observed_.request->method == "HEAD") return;
    if (observed_.end == Observed::End::truncated) return truncated();
    if (observed_.end == Observed::End::too_large || observed_.body.size() > findings_.bounds().body)
      return findings_.unchecked("the body: it is larger than is compared");
    switch (contract_.body) {
      case Contract::Body::unknown:
        return findings_.unchecked("the body: nothing is known of it");
      case Contract::Body::opaque:
        return findings_.unchecked("the body: it is no JSON");
      case Contract::Body::none:
        return empty_body();
      case Contract::Body::json:
        return json_body();
    }
  }

  void empty_body() {
    findings_.checked(0);
    if (!observed_.body.empty())
      say("body", FindingKind::extra, "an empty body", std::to_string(observed_.body.size()) + " bytes",
          Impact::compatible, "a tolerant reader passes over what it does not know", 0);
  }

  void json_body() {
    const auto json = read_located_json(observed_.body);
    if (!json) return no_json(json.error());
    compare_body(findings_, *json);
    compare_rules(findings_, observed_.body);
  }

  void no_json(const Error& error) {
    const OriginNumber origin = contract_.shape.types_origin;
    findings_.checked(origin);
    if (observed_.body.empty())
      return say("body", FindingKind::missing, describe(contract_.shape), "an empty body", Impact::breaking,
                 "a consumer reads it", origin);
    if (looks_cut(observed_.body))
      return say("body", FindingKind::truncated, "the whole body",
                 "JSON that ends after " + std::to_string(observed_.body.size()) + " bytes", Impact::breaking,
                 "what is cut off cannot be read", origin);
    say("body", FindingKind::not_json, "JSON",
        error.what + ": " + http::redact_body(observed_.body, findings_.bounds().shown), Impact::breaking,
        "a consumer parses it", origin);
  }

  FindingsList& findings_;
  const Contract& contract_;
  const Observed& observed_;
};

}  // namespace

bool Comparison::drifted() const noexcept {
  return more_findings > 0 || count(Impact::breaking) + count(Impact::compatible) > 0;
}

std::size_t Comparison::count(Impact impact) const noexcept {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.impact == impact && !finding.is_set_aside();
  }));
}

std::size_t Comparison::set_aside() const noexcept {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [](const Finding& finding) { return finding.is_set_aside(); }));
}

Strengths strengths_of(const Contract& contract) {
  Strengths strengths;
  if (!contract.statuses.empty()) strengths.add(contract.origins[contract.status_origin].strength);
  for (const HeaderExpectation& header : contract.headers) strengths.add(contract.origins[header.origin].strength);
  if (contract.body == Contract::Body::json) add_shape(contract, contract.shape, strengths);
  return strengths;
}

Comparison compare(const Contract& contract, const Observed& observed, const CompareBounds& bounds) {
  Comparison comparison;
  FindingsList findings{contract, observed, bounds, comparison};
  AnswerComparison{findings}.compare();
  return comparison;
}

}  // namespace phantomime::contract
