#include "phantomime/lints/state_bounds.hpp"

#include <algorithm>

namespace phantomime::lints {
namespace {

using scenario::StateBound;
using scenario::Stub;

bool has(const StateBound& bound, const std::string& state) {
  return std::find(bound.states.begin(), bound.states.end(), state) != bound.states.end();
}

}  // namespace

bool states_cover(const Stub& wide, const Stub& narrow) {
  return std::all_of(wide.bounds.begin(), wide.bounds.end(), [&](const StateBound& bound) {
    return std::any_of(narrow.bounds.begin(), narrow.bounds.end(), [&](const StateBound& other) {
      return other.machine == bound.machine && std::all_of(other.states.begin(), other.states.end(),
                                                           [&](const std::string& state) { return has(bound, state); });
    });
  });
}

bool states_exclude(const Stub& one, const Stub& other) {
  return std::any_of(one.bounds.begin(), one.bounds.end(), [&](const StateBound& bound) {
    return std::any_of(other.bounds.begin(), other.bounds.end(), [&](const StateBound& second) {
      return second.machine == bound.machine &&
             std::none_of(second.states.begin(), second.states.end(),
                          [&](const std::string& state) { return has(bound, state); });
    });
  });
}

}  // namespace phantomime::lints
