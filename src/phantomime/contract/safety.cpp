#include "phantomime/contract/safety.hpp"

#include <algorithm>
#include <optional>

namespace phantomime::contract {
namespace {

using Verb = state::Step::Verb;

Safety by_method(std::string_view method) {
  for (const std::string_view asks : {"GET", "HEAD", "OPTIONS", "TRACE"})
    if (method == asks) return Safety::safe;
  if (method == "PUT" || method == "PATCH") return Safety::idempotent;
  return method == "DELETE" ? Safety::destroys : Safety::creates;
}

bool does(const std::vector<state::Step>& steps, Verb verb) {
  return std::any_of(steps.begin(), steps.end(),
                     [verb](const state::Step& step) { return step.verb == verb || does(step.body, verb); });
}

/// What the steps do; nothing where they only look.
std::optional<Safety> by_steps(const std::vector<state::Step>& steps) {
  if (does(steps, Verb::remove)) return Safety::destroys;
  // What is new may be moved on: that is part of making it.
  if (does(steps, Verb::create)) return Safety::creates;
  if (does(steps, Verb::fire)) return Safety::destroys;
  if (does(steps, Verb::change)) return Safety::idempotent;
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Safety safety) noexcept {
  switch (safety) {
    case Safety::safe:
      return "safe";
    case Safety::idempotent:
      return "idempotent";
    case Safety::creates:
      return "creates";
    case Safety::destroys:
      return "destroys";
  }
  return "";
}

Safety safety_of(const scenario::Stub& stub, std::string_view method) {
  const Safety usual = by_method(method);
  const auto done = by_steps(stub.steps);
  if (!done) return usual;
  return method == "POST" ? *done : std::max(usual, *done);
}

}  // namespace phantomime::contract
