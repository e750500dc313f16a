#include "phantomime/formats/stub_state.hpp"

#include <algorithm>

#include "phantomime/base/suggest.hpp"

namespace phantomime::formats {
namespace {

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const std::vector<std::string_view> candidates{known.begin(), known.end()};
  const std::string_view near = nearest(word, candidates);
  return near.empty() ? std::string{} : "did you mean '" + std::string{near} + "'?";
}

const state::Machine* machine_of(const scenario::StateBound& bound, const state::Model& model) {
  if (const state::Machine* const own = model.machine(bound.machine)) return own;
  const state::Collection* const collection = model.collection(bound.machine);
  return collection && collection->machine ? &*collection->machine : nullptr;
}

std::vector<std::string> machine_names(const state::Model& model) {
  std::vector<std::string> names;
  for (const state::Machine& machine : model.machines) names.push_back(machine.name);
  for (const state::Collection& collection : model.collections)
    if (collection.machine) names.push_back(collection.name);
  return names;
}

}  // namespace

std::vector<scenario::StateBound> load_bounds(const Node& node, LoadContext& context) {
  std::vector<scenario::StateBound> bounds;
  if (!expect_mapping(node, context, "state")) return bounds;
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    scenario::StateBound bound;
    bound.machine = node.key(entry).text();
    bound.where = node.key(entry).location();
    const auto add = [&](const Node& state) {
      if (auto name = read_string(state, context, "a state")) bound.states.push_back(std::move(*name));
    };
    const Node& value = node.value(entry);
    if (value.is_sequence())
      for (const Node& state : value.items()) add(state);
    else
      add(value);
    bounds.push_back(std::move(bound));
  }
  if (bounds.empty()) context.error(node, ErrorCode::missing_key, "'state' names no machine", "such as {door: shut}");
  return bounds;
}

void check_bounds(const scenario::Stub& stub, const state::Model& model, Errors& errors) {
  for (const scenario::StateBound& bound : stub.bounds) {
    const state::Machine* const machine = machine_of(bound, model);
    if (!machine) {
      errors.push_back({ErrorCode::not_found, "there is no machine '" + bound.machine + "'", bound.where,
                        suggestion(bound.machine, machine_names(model))});
      continue;
    }
    const std::vector<std::string> states = machine->states();
    for (const std::string& state : bound.states)
      if (std::find(states.begin(), states.end(), state) == states.end())
        errors.push_back({ErrorCode::not_found, "the machine '" + bound.machine + "' has no state '" + state + "'",
                          bound.where, suggestion(state, states)});
    const auto captures = stub.request.path ? stub.request.path->capture_names() : std::vector<std::string>{};
    if (machine->name.empty() && std::find(captures.begin(), captures.end(), "id") == captures.end())
      errors.push_back({ErrorCode::missing_key, "the state of a row needs the row: the path captures no 'id'",
                        bound.where, "capture it in the path: {id:integer}"});
  }
}

}  // namespace phantomime::formats
