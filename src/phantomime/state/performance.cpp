#include "phantomime/state/performance.hpp"

#include <algorithm>

#include "phantomime/directives/response_spec.hpp"

namespace phantomime::state {

using directives::Value;

directives::RenderContext Performance::context() {
  return {stage_.request, stage_.captures, stage_.now, stage_.random, &names_, &stage_.world};
}

bool Performance::fail(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
  return false;
}

bool Performance::broken(Error error) {
  Failure failure;
  failure.broken = std::move(error);
  return fail(std::move(failure));
}

bool Performance::broken(const Step& step, std::string what) {
  return broken(Error{ErrorCode::bad_template, std::move(what), step.where, {}});
}

bool Performance::evaluate(const ComputedPtr& computed, Value& out) {
  auto value = computed->value(context());
  if (!value) return broken(value.error());
  out = std::move(*value);
  return true;
}

bool Performance::holds(const ComputedPtr& condition, bool& out) {
  out = true;
  if (!condition) return true;
  Value value;
  if (!evaluate(condition, value)) return false;
  out = directives::truthy(*value);
  return true;
}

std::optional<std::vector<std::pair<std::string, Json>>> Performance::evaluate_all(const ComputedMembers& members) {
  std::vector<std::pair<std::string, Json>> all;
  for (const auto& [name, computed] : members) {
    Value value;
    if (!evaluate(computed, value)) return std::nullopt;
    all.emplace_back(name, *value);
  }
  return all;
}

void Performance::set_row(const std::string& name, const RowRef& ref) {
  names_.set(name, stage_.world.find(ref));
  forget_ref(name);
  refs_.emplace_back(name, ref);
  count_state(ref, false);
}

void Performance::set_null(const std::string& name) {
  names_.set(name, Json{});
  forget_ref(name);
}

void Performance::forget_ref(std::string_view name) {
  std::erase_if(refs_, [name](const auto& entry) { return entry.first == name; });
}

const RowRef* Performance::ref_of(const Step& step) {
  const auto found =
      std::find_if(refs_.begin(), refs_.end(), [&](const auto& entry) { return entry.first == step.subject; });
  if (found != refs_.end()) return &found->second;
  broken(step, "'" + step.subject + "' is no row here");
  return nullptr;
}

void Performance::refresh(const RowRef& ref) {
  for (const auto& [name, other] : refs_)
    if (other.collection == ref.collection && other.id == ref.id)
      if (Row row = stage_.world.find(ref)) names_.set(name, std::move(row));
}

void Performance::refresh_all() {
  for (const auto& [name, ref] : refs_)
    if (Row row = stage_.world.find(ref)) names_.set(name, std::move(row));
}

bool Performance::run(const std::vector<Step>& steps) {
  return std::all_of(steps.begin(), steps.end(), [this](const Step& step) { return run(step); });
}

bool Performance::run(const Step& step) {
  bool wanted = true;
  if (!holds(step.when, wanted)) return false;
  if (!wanted) return true;
  switch (step.verb) {
    case Step::Verb::find:
      return find(step);
    case Step::Verb::list:
      return list(step);
    case Step::Verb::show:
      return show(step);
    case Step::Verb::take:
      return take(step);
    case Step::Verb::let:
      return let(step);
    case Step::Verb::require:
      return require(step);
    case Step::Verb::create:
      return create(step);
    case Step::Verb::change:
      return change(step);
    case Step::Verb::remove:
      return remove(step);
    case Step::Verb::fire:
      return fire(step);
    case Step::Verb::each:
      return each(step);
    case Step::Verb::read:
      return read(step);
  }
  return true;
}

bool Performance::let(const Step& step) {
  for (const auto& [name, computed] : step.members) {
    Value value;
    if (!evaluate(computed, value)) return false;
    names_.set(name, std::move(value));
    forget_ref(name);
  }
  return true;
}

bool Performance::require(const Step& step) {
  bool met = true;
  if (!holds(step.condition, met)) return false;
  if (met) return true;
  Failure failure;
  failure.error = step.otherwise;
  failure.member = step.member;
  Value value, text;
  if (step.value && !evaluate(step.value, value)) return false;
  if (step.text && !evaluate(step.text, text)) return false;
  if (value) failure.value = *value;
  if (text && text->is_string()) failure.text = text->get<std::string>();
  return fail(std::move(failure));
}

bool Performance::read(const Step& step) {
  const RowRef* const ref = ref_of(step);
  return ref && count_reading(RowRef{*ref});
}

}  // namespace phantomime::state
