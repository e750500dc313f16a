#include "phantomime/reports/plan_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/reports/contract_words.hpp"

namespace phantomime::reports {
namespace {

constexpr std::size_t widest_planned = 48;

std::string filled_by(const contract::Planned& item, const contract::Plan& plan, const contract::Contracts& contracts) {
  std::string text;
  for (const contract::Hole& hole : item.holes) {
    text += text.empty() ? "" : ", ";
    if (hole.value)
      text += hole.binding + " = " + *hole.value;
    else if (hole.feeder)
      text += hole.binding + " from " + contracts.contracts[plan.items[*hole.feeder].stub].request;
  }
  return text;
}

std::string size_text(std::size_t bytes) {
  return bytes < 10'000 ? fmt::format("{} B", bytes) : fmt::format("{} KB", (bytes + 512) / 1024);
}

}  // namespace

std::string plan_text(const contract::Plan& plan, const contract::Contracts& contracts, const PlanPace& pace) {
  std::size_t width = 0, sent = 0;
  for (const contract::Planned& item : plan.items)
    width = std::max(width, contracts.contracts[item.stub].request.size());
  width = std::min(width, widest_planned);
  std::string text;
  for (const contract::Planned& item : plan.items) {
    const contract::Contract& contract = contracts.contracts[item.stub];
    const bool runs = item.not_run.empty();
    sent += runs ? 1 : 0;
    const std::string more = runs ? filled_by(item, plan, contracts) : "not run: " + item.not_run;
    std::string line = fmt::format("  {:<10}  {:<{}}  {}", to_string(item.safety), printable(contract.request), width,
                                   printable(more));
    while (line.ends_with(' ')) line.pop_back();
    text += line + '\n';
  }
  const auto estimate = plan.estimate(pace.jobs, pace.rate, pace.answer);
  text += fmt::format("  {} of {} are sent · about {}, {}, {} at {} an answer and {}\n", sent,
                      counted_words(plan.items.size(), "request"), counted_words(estimate.requests, "request"),
                      size_text(estimate.bytes), format_duration(estimate.time), format_duration(pace.answer),
                      counted_words(pace.jobs, "job"));
  return text;
}

}  // namespace phantomime::reports
