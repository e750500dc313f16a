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
  check.why = ground_of(contract);
  return check;
}

std::string ground_of(const contract::Contract& contract) {
  for (const Provenance strength : {Provenance::documented, Provenance::recorded}) {
    const auto found = std::find_if(contract.origins.begin(), contract.origins.end(), [&](const auto& origin) {
      return origin.strength == strength && origin.kind != contract::Origin::Kind::rule;
    });
    if (found == contract.origins.end()) continue;
    return std::string{to_string(strength)} + " (" + found->text.substr(0, found->text.find(',')) + ')';
  }
  return "assumed";
}

}  // namespace phantomime::server
