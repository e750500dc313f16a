#pragma once

#include <mutex>
#include <optional>

#include "phantomime/contract/make_contracts.hpp"
#include "phantomime/contract/three_way.hpp"
#include "phantomime/reports/contract_report.hpp"

namespace phantomime::server {

/// Holds live answers against contracts, and against the project's own replay of the same requests. Thread-safe.
class Judgement {
 public:
  Judgement(std::shared_ptr<const scenario::Edition> edition, const contract::Contracts& contracts, Instant now,
            contract::CompareBounds bounds = {});

  [[nodiscard]] contract::Comparison compare(const contract::Contract& contract, const contract::Observed& live);
  [[nodiscard]] const contract::Contracts& contracts() const noexcept { return contracts_; }
  [[nodiscard]] const contract::CompareBounds& bounds() const noexcept { return bounds_; }

 private:
  const contract::Contracts& contracts_;
  contract::CompareBounds bounds_;
  std::mutex mutex_;  ///< of the replay
  contract::Replay replay_;
};

/// A check of this contract, nothing known of its answer yet.
[[nodiscard]] reports::ContractReport::Check empty_check(const contract::Contract& contract, std::string_view safety);
/// The strongest of what was held against an answer, in one line: `documented (REST Approval)`.
[[nodiscard]] std::string ground_of(const contract::Contract& contract, const contract::Strengths& checked);

}  // namespace phantomime::server
