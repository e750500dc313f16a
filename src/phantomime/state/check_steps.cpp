#include "phantomime/state/check_steps.hpp"

#include <algorithm>

namespace phantomime::state {
namespace {

std::vector<std::string> names_of(const Machine& machine) {
  std::vector<std::string> names;
  for (const Transition& transition : machine.transitions) names.push_back(transition.name);
  return names;
}

}  // namespace

StepCheck::StepCheck(const Model& model, Errors& errors) : model_{model}, errors_{errors} {
  for (const ErrorKind& kind : error_kinds()) known_errors_.insert(std::string{kind.name});
  for (const ErrorAnswer& error : model.errors) known_errors_.insert(error.name);
}

void StepCheck::check(const std::vector<Step>& steps, const Collection* row) {
  rows_.clear();
  if (row) rows_["row"] = row;
  walk(steps);
}

void StepCheck::walk(const std::vector<Step>& steps) {
  for (const Step& step : steps) check(step);
}

void StepCheck::check_error(const std::string& name, const Location& where) {
  if (name == no_error || known_errors_.contains(name)) return;
  errors_.push_back({ErrorCode::not_found, "there is no error '" + name + "'", where,
                     did_you_mean(name, known_errors_, "write it under 'errors'")});
}

void StepCheck::check(const Step& step) {
  check_error(step.otherwise, step.where);
  const Collection* const collection =
      step.collection.empty() ? collection_of(step) : model_.collection(step.collection);
  if (step.verb == Step::Verb::fire) check_transition(step, collection);
  if (collection) {
    for (const std::string& name : step.named) check_member(*collection, name, step.where);
    for (const auto& [name, value] : step.members) check_member(*collection, name, step.where);
  }
  bind(step);
  walk(step.body);
}

const Collection* StepCheck::collection_of(const Step& step) const {
  const auto found = rows_.find(step.subject);
  return found == rows_.end() ? nullptr : found->second;
}

void StepCheck::bind(const Step& step) {
  if (step.verb == Step::Verb::let) {
    for (const auto& [name, value] : step.members) rows_.erase(name);
    return;
  }
  if (step.as.empty()) return;
  const bool makes_row = step.verb == Step::Verb::find || step.verb == Step::Verb::create ||
                         (step.verb == Step::Verb::each && !step.collection.empty());
  const Collection* const collection = makes_row ? model_.collection(step.collection) : nullptr;
  const auto before = rows_.find(step.as);
  // With a condition it may be what it was before.
  const bool sure = !step.when || before == rows_.end() || before->second == collection;
  rows_[step.as] = sure ? collection : nullptr;
}

void StepCheck::check_member(const Collection& collection, const std::string& name, const Location& where) {
  if (collection.find(name)) return;
  std::vector<std::string> known;
  std::string all;
  for (const Member& member : collection.members) {
    known.push_back(member.name);
    all += (all.empty() ? "it has " : ", ") + member.name;
  }
  errors_.push_back({ErrorCode::not_found, "the collection '" + collection.name + "' has no member '" + name + "'",
                     where, did_you_mean(name, known, std::move(all))});
}

void StepCheck::check_transition(const Step& step, const Collection* collection) {
  std::vector<std::string> known;
  std::string of;
  if (!step.machine.empty()) {
    const Machine* const machine = model_.machine(step.machine);
    if (!machine) {
      std::vector<std::string> machines;
      for (const Machine& one : model_.machines) machines.push_back(one.name);
      errors_.push_back({ErrorCode::not_found, "there is no machine '" + step.machine + "'", step.where,
                         did_you_mean(step.machine, machines, "write it under 'machines'")});
      return;
    }
    known = names_of(*machine);
    of = " of the machine '" + step.machine + "'";
  } else if (collection) {
    if (collection->machine) known = names_of(*collection->machine);
    of = " of rows of '" + collection->name + "'";
  } else {
    for (const Collection& one : model_.collections)
      if (one.machine)
        for (std::string& name : names_of(*one.machine)) known.push_back(std::move(name));
  }
  if (std::find(known.begin(), known.end(), step.transition) != known.end()) return;
  errors_.push_back({ErrorCode::not_found, "there is no transition '" + step.transition + "'" + of, step.where,
                     did_you_mean(step.transition, known, "write it under the machine's 'transitions'")});
}

void check_steps(const Model& model, std::span<const std::vector<Step>* const> steps, Errors& errors) {
  StepCheck check{model, errors};
  for (const std::vector<Step>* const list : steps) check.check(*list);
}

}  // namespace phantomime::state
