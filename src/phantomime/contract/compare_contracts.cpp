#include "phantomime/contract/compare_contracts.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/contract/findings_list.hpp"
#include "phantomime/contract/header_policy.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::contract {
namespace {

std::string_view body_word(Contract::Body body) {
  static constexpr std::string_view words[] = {"an unknown body", "no body", "JSON", "a body that is no JSON"};
  return words[static_cast<std::size_t>(body)];
}

class ContractComparison {
 public:
  ContractComparison(FindingsList& findings, const Contract& after)
      : findings_{findings}, before_{findings.contract()}, after_{after} {}

  void compare() {
    statuses();
    if (before_.shaped_status != after_.shaped_status) return;
    for (const HeaderExpectation& header : before_.headers) compare_header(header);
    for (const HeaderExpectation& header : after_.headers)
      if (!find(before_, header.name))
        say("header " + header.name, FindingKind::header, "no such header", shown(header), Impact::compatible,
            "a tolerant client passes over what it does not know", 0);
    bodies();
  }

 private:
  void say(std::string place, FindingKind kind, std::string expected, std::string actual, Impact impact,
           std::string_view reason, OriginNumber origin) {
    std::string general = place;
    findings_.add(
        {std::move(place), std::move(general), kind, std::move(expected), std::move(actual), impact, reason, origin});
  }

  void statuses() {
    if (before_.statuses.empty()) return;
    findings_.checked(before_.status_origin);
    auto was = before_.statuses, is = after_.statuses;
    std::sort(was.begin(), was.end());
    std::sort(is.begin(), is.end());
    if (was == is) return;
    const auto listed = [](const std::vector<int>& statuses) {
      std::string text;
      for (const int status : statuses) text += (text.empty() ? "" : " or ") + std::to_string(status);
      return text.empty() ? std::string{"any"} : text;
    };
    const bool known = !is.empty() && std::includes(was.begin(), was.end(), is.begin(), is.end());
    say("status", FindingKind::status, listed(was), listed(is), known ? Impact::compatible : Impact::breaking,
        known ? "less varies than before" : "clients decide by the status", before_.status_origin);
  }

  static const HeaderExpectation* find(const Contract& contract, std::string_view name) {
    for (const HeaderExpectation& header : contract.headers)
      if (http::same_name(header.name, name)) return &header;
    return nullptr;
  }
  static std::string shown(const HeaderExpectation& header) {
    return header.value ? http::redact_header(header.name, *header.value) : "any value";
  }

  void compare_header(const HeaderExpectation& was) {
    const HeaderExpectation* const is = find(after_, was.name);
    findings_.checked(was.origin);
    const HeaderPolicy policy = header_policy(was.name);
    const bool acts = policy == HeaderPolicy::media_type || policy == HeaderPolicy::acted_on || was.rule;
    const std::string place = "header " + was.name;
    if (!is || (was.required && !is->required))
      return say(place, FindingKind::header, shown(was), is ? "sometimes missing" : "missing",
                 acts && was.required && findings_.origin(was.origin).strength != Provenance::assumed
                     ? Impact::breaking
                     : Impact::compatible,
                 acts ? "clients act on it" : "a client can do without it", was.origin);
    if (!was.value || was.value == is->value) return;
    const bool other_type =
        policy == HeaderPolicy::media_type && (!is->value || media_type(*was.value) != media_type(*is->value));
    const bool still_json =
        other_type && is->value && before_.body == Contract::Body::json && is_json_media_type(media_type(*is->value));
    // As where an answer is compared: what was assumed, nobody could rely on.
    const bool assumed = findings_.origin(was.origin).strength == Provenance::assumed && !was.rule;
    const bool breaks = other_type && !still_json && !assumed;
    say(place, FindingKind::header, shown(was), shown(*is),
        breaks                           ? Impact::breaking
        : policy == HeaderPolicy::server ? Impact::noise
                                         : Impact::compatible,
        breaks                  ? "clients that look at the type read the body as something else"
        : other_type && assumed ? "what the header should be is assumed"
                                : "a tolerant client lives with it",
        was.origin);
  }

  void bodies() {
    if (before_.body == Contract::Body::unknown) return;
    findings_.checked(0);
    if (before_.body != after_.body)
      return say("body", FindingKind::type, std::string{body_word(before_.body)}, std::string{body_word(after_.body)},
                 before_.body == Contract::Body::none ? Impact::compatible : Impact::breaking,
                 before_.body == Contract::Body::none ? "a tolerant reader passes over what it does not know"
                                                      : "a consumer reads it",
                 0);
    if (before_.body == Contract::Body::json) compare_shapes(findings_, after_);
  }

  FindingsList& findings_;
  const Contract& before_;
  const Contract& after_;
};

}  // namespace

Comparison compare_contracts(const Contract& before, const Contract& after, const CompareBounds& bounds) {
  Comparison comparison;
  const Observed nobody;
  FindingsList findings{before, nobody, bounds, comparison};
  ContractComparison{findings, after}.compare();
  return comparison;
}

}  // namespace phantomime::contract
