#include "phantomime/server/verifier/judgement.hpp"

#include <algorithm>

namespace phantomime::server {

Judgement::Judgement(std::shared_ptr<const scenario::Edition> edition, const contract::Contracts& contracts,
                     Instant now, contract::CompareBounds bounds)
    : contracts_{contracts}, bounds_{bounds}, replay_{std::move(edition), now} {}

contract::Comparison Judgement::compare(const contract::Contract& contract, const contract::Observed& live) {
  std::optional<contract::Replay::Answer> own;
  {
    const std::lock_guard lock{mutex_};
    own = replay_.answer(contract, *live.request);
  }
  if (!own) return compare_three_ways(contract, live, nullptr, bounds_);
  contract::Observed seen = own->observed();
  // A list of the replay is looked at as one answer: its pages are its own.
  return compare_three_ways(contract, live, &seen, bounds_);
}

reports::ContractReport::Check empty_check(const contract::Contract& contract, std::string_view safety) {
  reports::ContractReport::Check check;
  check.request = contract.request;
  check.stub = contract.stub;
  check.where = contract.where;
  check.safety = safety;
  return check;
}

std::string ground_of(const contract::Contract& contract, const contract::Strengths& checked) {
  const Provenance strongest = checked.documented ? Provenance::documented
                               : checked.recorded ? Provenance::recorded
                                                  : Provenance::assumed;
  std::string text{to_string(strongest)};
  const auto page = std::find_if(contract.origins.begin(), contract.origins.end(), [&](const auto& origin) {
    return origin.strength == strongest &&
           (origin.kind == contract::Origin::Kind::fixture || origin.kind == contract::Origin::Kind::table);
  });
  if (page != contract.origins.end()) text += " (" + page->text.substr(0, page->text.find(',')) + ')';
  return text;
}

}  // namespace phantomime::server
