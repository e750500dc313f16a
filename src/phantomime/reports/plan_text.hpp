#pragma once

#include <chrono>
#include <string>

#include "phantomime/contract/plan.hpp"

namespace phantomime::reports {

/// How a plan is to be carried out, as far as the estimate depends on it.
struct PlanPace {
  std::size_t jobs = 1;
  double rate = 0;                        ///< requests a second; 0: no bound
  std::chrono::milliseconds answer{100};  ///< how long one answer is taken to need
};

/// For people: a line for each request with its class, what fills its holes, why it is not sent; and the estimate.
[[nodiscard]] std::string plan_text(const contract::Plan& plan, const contract::Contracts& contracts,
                                    const PlanPace& pace);

}  // namespace phantomime::reports
