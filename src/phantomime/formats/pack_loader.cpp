#include "phantomime/formats/pack_loader.hpp"

#include <algorithm>

#include "phantomime/base/suggest.hpp"
#include "phantomime/formats/collection_tables.hpp"
#include "phantomime/formats/pack_binder.hpp"
#include "phantomime/formats/stub_state.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::formats {

namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A profile that none of the packs has.
Error unknown_profile(const std::string& profile, const std::vector<std::string>& known) {
  Error error{ErrorCode::not_found, "there is no profile '" + profile + "'", std::nullopt, {}};
  const std::vector<std::string_view> views{known.begin(), known.end()};
  if (const std::string_view meant = nearest(profile, views); !meant.empty())
    error.hint = "did you mean '" + std::string{meant} + "'? ";
  if (known.empty()) {
    error.hint = "the pack has no profiles; they would lie in its folder profiles";
    return error;
  }
  error.hint += "there are: ";
  for (std::size_t i = 0; i < known.size(); ++i) error.hint += (i ? ", " : "") + known[i];
  return error;
}

/// What concerns the state of all packs together.
void finish_state(const scenario::Scenario& scenario, state::Model& model, Errors& errors) {
  state::connect(model);
  std::vector<const std::vector<state::Step>*> steps;
  for (const scenario::Stub& stub : scenario.stubs) steps.push_back(&stub.steps);
  for (const scenario::Pack& pack : scenario.packs) steps.push_back(&pack.check);
  state::check_model(model, steps, errors);
  for (const scenario::Stub& stub : scenario.stubs) check_bounds(stub, model, errors);
  check_collection_tables(model, scenario.facts.tables, errors);
}

}  // namespace

std::shared_ptr<const scenario::Scenario> bind_packs(std::vector<PackFiles> packs, const LoadOptions& options,
                                                     Errors& errors) {
  const std::size_t before = errors.size();
  const auto scenario = std::make_shared<scenario::Scenario>();
  const auto model = std::make_shared<state::Model>();
  StubNames names;
  std::vector<std::string> all_profiles;
  for (PackFiles& files : packs) {
    PackBinder binder{files, *scenario, *model, names, errors};
    if (options.note_members) binder.note_members();
    const std::vector<std::string> profiles = binder.profiles();
    all_profiles.insert(all_profiles.end(), profiles.begin(), profiles.end());
    // Packs played together need not all know the profile that one of them is asked for.
    binder.bind(has(profiles, options.profile) ? options.profile : std::string{});
  }
  if (!options.profile.empty() && !has(all_profiles, options.profile))
    errors.push_back(unknown_profile(options.profile, all_profiles));
  if (errors.size() == before) finish_state(*scenario, *model, errors);
  if (errors.size() > before) return nullptr;
  if (!model->empty()) scenario->model = model;
  return scenario;
}

}  // namespace phantomime::formats
