#include "phantomime/state/machine.hpp"

#include <algorithm>

namespace phantomime::state {

bool Transition::leaves(std::string_view state) const noexcept {
  return std::find(from.begin(), from.end(), state) != from.end();
}

const Transition* Machine::find(std::string_view transition) const noexcept {
  const auto found = std::find_if(transitions.begin(), transitions.end(),
                                  [&](const Transition& one) { return one.name == transition; });
  return found == transitions.end() ? nullptr : &*found;
}

std::vector<std::string> Machine::states() const {
  std::vector<std::string> all;
  const auto add = [&all](const std::string& state) {
    if (std::find(all.begin(), all.end(), state) == all.end()) all.push_back(state);
  };
  add(initial);
  for (const Transition& transition : transitions) {
    for (const std::string& state : transition.from) add(state);
    add(transition.to);
  }
  for (const std::string& state : final_states) add(state);
  return all;
}

}  // namespace phantomime::state
