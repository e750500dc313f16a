#include "phantomime/scenario/world_gate.hpp"

#include <algorithm>

#include "phantomime/base/integer_text.hpp"

namespace phantomime::scenario {

std::string WorldGate::state_of(const StateBound& bound, const matchers::Captures& captures) const {
  if (const std::string_view own = world_.state(bound.machine); !own.empty()) return std::string{own};
  const state::Collection* const collection = world_.model().collection(bound.machine);
  const auto capture =
      std::find_if(captures.begin(), captures.end(), [](const auto& entry) { return entry.first == "id"; });
  if (!collection || !collection->machine || capture == captures.end()) return {};
  const auto id = integer_in(capture->second);
  const state::Row row = id ? world_.find({bound.machine, *id}) : nullptr;
  return row ? row->value(collection->machine->member, std::string{}) : std::string{};
}

bool WorldGate::lets(const Stub& stub, const http::RequestView& request) const {
  matchers::Captures captures;
  static_cast<void>(stub.request.path_matches(request.path(), captures));
  return std::all_of(stub.bounds.begin(), stub.bounds.end(), [&](const StateBound& bound) {
    return std::find(bound.states.begin(), bound.states.end(), state_of(bound, captures)) != bound.states.end();
  });
}

void WorldGate::explain(const Stub& stub, const http::RequestView& request,
                        std::vector<matchers::Difference>& differences) const {
  if (stub.bounds.empty()) return;
  matchers::Captures captures;
  const bool on_path = stub.request.path_matches(request.path(), captures);
  for (const StateBound& bound : stub.bounds) {
    // Whose row a request on another path would mean is not known.
    if (!on_path && world_.state(bound.machine).empty()) continue;
    const std::string state = state_of(bound, captures);
    if (std::find(bound.states.begin(), bound.states.end(), state) != bound.states.end()) continue;
    matchers::Difference difference;
    difference.field = "state " + bound.machine;
    for (const std::string& allowed : bound.states)
      difference.expected += (difference.expected.empty() ? "is " : " or ") + allowed;
    difference.actual = state.empty() ? "absent" : state;
    difference.distance = 0;  // the request is as it should be
    difference.where = bound.where;
    differences.push_back(std::move(difference));
  }
}

}  // namespace phantomime::scenario
