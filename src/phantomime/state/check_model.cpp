#include <algorithm>
#include <set>

#include "phantomime/state/check_steps.hpp"

namespace phantomime::state {
namespace {

class ModelCheck {
 public:
  ModelCheck(const Model& model, Errors& errors) : model_{model}, errors_{errors}, steps_{model, errors} {}

  void check(std::span<const std::vector<Step>* const> more) {
    for (const Collection& collection : model_.collections) check(collection);
    for (const Machine& machine : model_.machines) check(machine, {}, nullptr);
    for (const std::vector<Step>* const list : more) steps_.check(*list);
  }

 private:
  void report(const Location& where, ErrorCode code, std::string what, std::string hint) {
    errors_.push_back({code, std::move(what), where, std::move(hint)});
  }

  void check(const Collection& collection) {
    for (const Member& member : collection.members) {
      check_relation(collection, member);
      for (const auto& [kind, error] : member.errors) steps_.check_error(error, member.where);
      if (collection.grammar && member.name.find(collection.grammar->query.separator) != std::string::npos)
        report(member.where, ErrorCode::conflict,
               "the member '" + member.name + "' clashes with the grammar '" + collection.grammar->query.name +
                   "', whose separator is in it",
               "rename it, or give the grammar another separator");
      if (member.unique && member.is_kept()) check_unique(collection, member);
    }
    if (collection.machine) check(*collection.machine, states_of_rows(collection), &collection);
  }

  void check_relation(const Collection& collection, const Member& member) {
    if (member.relation.empty()) return;
    const Collection* const target = model_.collection(member.relation);
    if (!target) {
      std::vector<std::string> names;
      for (const Collection& one : model_.collections) names.push_back(one.name);
      return report(
          member.where, ErrorCode::not_found,
          "the relation '" + member.name + "' leads nowhere: there is no collection '" + member.relation + "'",
          did_you_mean(member.relation, names, "write it under 'collections'"));
    }
    for (const std::string& name : {member.named_by, member.told_as})
      if (!name.empty()) steps_.check_member(*target, name, member.where);
    if (!member.is_kept()) return;
    for (const auto& row : collection.rows) {
      const Json& value = row->at(member.name);
      for (const Json& id : value.is_array() ? value : Json::array({value}))
        if (!id.is_null() && !has_row(*target, id))
          report(member.where, ErrorCode::not_found,
                 "the row " + brief(row->at(collection.schema.id)) + " of " + collection.name + " has " + member.name +
                     " " + brief(id) + ", and there is no such row of " + target->name,
                 "add it, or point elsewhere");
    }
  }

  static bool has_row(const Collection& collection, const Json& id) {
    return std::any_of(collection.rows.begin(), collection.rows.end(),
                       [&](const auto& row) { return row->at(collection.schema.id) == id; });
  }

  void check_unique(const Collection& collection, const Member& member) {
    std::set<Json> seen;
    for (const auto& row : collection.rows) {
      const Json& value = row->at(member.name);
      if (!value.is_null() && !seen.insert(value).second)
        report(member.where, ErrorCode::conflict,
               "two rows of " + collection.name + " have " + member.name + " " + brief(value) + ", which is unique",
               "change one of them");
    }
  }

  static std::vector<std::string> states_of_rows(const Collection& collection) {
    std::vector<std::string> states;
    for (const auto& row : collection.rows) states.push_back(row->value(collection.machine->member, std::string{}));
    return states;
  }

  void check(const Machine& machine, std::vector<std::string> reached, const Collection* collection) {
    const std::vector<std::string> states = machine.states();
    for (const std::string& state : reached)
      if (std::find(states.begin(), states.end(), state) == states.end())
        report(machine.where, ErrorCode::not_found,
               "a row is in the state '" + state + "', which the machine does not have",
               did_you_mean(state, states, "add it to final, or a transition from it"));
    std::erase_if(reached, [&](const std::string& state) {
      return std::find(states.begin(), states.end(), state) == states.end();
    });
    reached.push_back(machine.initial);
    for (bool grows = true; grows;) {
      grows = false;
      for (const Transition& transition : machine.transitions) {
        const bool starts = std::any_of(reached.begin(), reached.end(),
                                        [&](const std::string& state) { return transition.leaves(state); });
        if (!starts || std::find(reached.begin(), reached.end(), transition.to) != reached.end()) continue;
        reached.push_back(transition.to);
        grows = true;
      }
    }
    for (const std::string& state : states) check_state(machine, state, reached);
    for (const Transition& transition : machine.transitions) steps_.check(transition.steps, collection);
  }

  void check_state(const Machine& machine, const std::string& state, const std::vector<std::string>& reached) {
    const auto leaving = std::find_if(machine.transitions.begin(), machine.transitions.end(),
                                      [&](const Transition& one) { return one.leaves(state); });
    const bool is_final =
        std::find(machine.final_states.begin(), machine.final_states.end(), state) != machine.final_states.end();
    const Location& where = leaving != machine.transitions.end() ? leaving->where : machine.where;
    if (std::find(reached.begin(), reached.end(), state) == reached.end())
      report(where, ErrorCode::conflict, "nothing leads to the state '" + state + "'",
             did_you_mean(state, reached, "add a transition to it, or take it away"));
    if (leaving == machine.transitions.end() && !is_final)
      report(where, ErrorCode::conflict, "the state '" + state + "' is a dead end: no transition leaves it",
             "add it to final if it is to be the last");
    if (leaving != machine.transitions.end() && is_final)
      report(where, ErrorCode::conflict, "the state '" + state + "' is final, and '" + leaving->name + "' leaves it",
             "take it out of final");
  }

  const Model& model_;
  Errors& errors_;
  StepCheck steps_;
};

}  // namespace

void check_model(const Model& model, std::span<const std::vector<Step>* const> more, Errors& errors) {
  ModelCheck{model, errors}.check(more);
}

void connect(Model& model) {
  for (const Collection& collection : model.collections)
    for (const Member& member : collection.members) {
      if (member.relation.empty() || !member.is_kept()) continue;
      for (Collection& target : model.collections) {
        if (target.name != member.relation) continue;
        Schema& schema = target.schema;
        if (!schema.find(collection.name) && !schema.find_reverse(collection.name))
          schema.reverse.push_back({collection.name, collection.name, member.name});
      }
    }
}

}  // namespace phantomime::state
