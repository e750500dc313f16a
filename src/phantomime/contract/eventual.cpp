#include "phantomime/contract/eventual.hpp"

#include <algorithm>

#include "phantomime/contract/target.hpp"

namespace phantomime::contract {
namespace {

/// Whether the stub shows that row itself, and not something of it.
bool shows_row(const scenario::Stub& stub, const state::Collection& collection) {
  return std::any_of(stub.steps.begin(), stub.steps.end(),
                     [](const state::Step& step) { return step.verb == state::Step::Verb::show; }) &&
         std::any_of(stub.steps.begin(), stub.steps.end(), [&](const state::Step& step) {
           return step.verb == state::Step::Verb::find && step.collection == collection.name;
         });
}

}  // namespace

std::optional<Eventual> eventual_of(const scenario::Scenario& scenario, const scenario::Stub& stub) {
  const state::Collection* const collection = named_collection(scenario, stub);
  if (!collection || !collection->machine || !shows_row(stub, *collection)) return std::nullopt;
  const auto& machine = *collection->machine;
  const bool goes_on = std::any_of(machine.transitions.begin(), machine.transitions.end(),
                                   [](const state::Transition& one) { return one.after && !one.at; });
  if (!goes_on || machine.member.empty() || machine.final_states.empty()) return std::nullopt;
  return Eventual{machine.member, machine.final_states};
}

std::string unsettled_state(const Eventual& eventual, const std::string& body) {
  const auto answer = parse_json(body);
  if (!answer || !answer->is_object()) return {};
  const auto state = answer->find(eventual.member);
  if (state == answer->end() || !state->is_string()) return {};
  const auto& text = state->get_ref<const std::string&>();
  const bool settled = std::find(eventual.settled.begin(), eventual.settled.end(), text) != eventual.settled.end();
  return settled ? std::string{} : text;
}

}  // namespace phantomime::contract
