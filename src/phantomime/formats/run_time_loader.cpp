#include "phantomime/formats/run_time_loader.hpp"

#include "phantomime/formats/paths.hpp"
#include "phantomime/formats/stub_loader.hpp"
#include "phantomime/formats/stub_state.hpp"
#include "phantomime/formats/variables.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::formats {
Node without_variables(const Node& node, Errors& errors) {
  Node copy = node;
  Substitution substitution{errors};
  VariableScope{}.substitute(copy, substitution);
  return copy;
}

std::shared_ptr<const std::string> ScenarioFixtures::read(std::string_view path, Error& error) {
  const auto normal = normalise(path);
  const auto found = normal ? scenario_.fixture_bytes.find(*normal) : scenario_.fixture_bytes.end();
  if (found != scenario_.fixture_bytes.end()) return found->second;
  error.code = ErrorCode::not_found;
  error.what = "there is no fixture '" + std::string{path} + "' among those that the packs being played use";
  error.hint = "say the body in place, with 'json' or 'text'";
  return nullptr;
}

std::optional<scenario::Stub> load_run_time_stub(const Node& node, const scenario::Scenario& scenario,
                                                 std::uint32_t pack, Errors& errors, Saying saying) {
  const std::size_t before = errors.size();
  ScenarioFixtures fixtures{scenario};
  LoadContext context{fixtures, errors};
  context.examples_required = saying == Saying::text;
  Defaults defaults;
  static const state::Model nothing;
  const state::Model& model = scenario.model ? *scenario.model : nothing;
  for (const state::Collection& collection : model.collections) context.collections.push_back(collection.name);
  if (pack < scenario.packs.size()) {
    defaults.request = scenario.packs[pack].default_request;
    defaults.response = scenario.packs[pack].default_response;
    context.names = scenario.packs[pack].check_names;
  }
  scenario::Stub stub = load_stub(saying == Saying::text ? without_variables(node, errors) : node, context, defaults);
  stub.pack = pack;
  const std::vector<state::Step>* const steps[] = {&stub.steps};
  if (errors.size() == before) {
    state::check_steps(model, steps, errors);
    check_bounds(stub, model, errors);
  }
  if (errors.size() > before) return std::nullopt;
  return stub;
}

std::optional<matchers::RequestSpec> load_run_time_request(const Node& node, const scenario::Scenario& scenario,
                                                           Errors& errors, Saying saying) {
  const std::size_t before = errors.size();
  ScenarioFixtures fixtures{scenario};
  LoadContext context{fixtures, errors};
  matchers::RequestSpec spec;
  if (!scenario.packs.empty()) spec = scenario.packs.front().default_request;
  matchers::load_request(saying == Saying::text ? without_variables(node, errors) : node, context, spec);
  if (errors.size() > before) return std::nullopt;
  return spec;
}

std::optional<directives::ResponseSpec> load_run_time_response(const Node& node, const scenario::Scenario& scenario,
                                                               Errors& errors) {
  const std::size_t before = errors.size();
  ScenarioFixtures fixtures{scenario};
  LoadContext context{fixtures, errors};
  directives::ResponseSpec spec;
  if (!scenario.packs.empty()) {
    spec = scenario.packs.front().default_response;
    context.names = scenario.packs.front().check_names;
  }
  directives::load_response(node, context, spec);
  if (errors.size() > before) return std::nullopt;
  return spec;
}

}  // namespace phantomime::formats
