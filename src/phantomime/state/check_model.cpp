#include <algorithm>
#include <set>

#include "phantomime/base/suggest.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::state {
namespace {

template <class List>
std::string did_you_mean(std::string_view word, const List& known, std::string otherwise) {
  const std::vector<std::string_view> candidates{known.begin(), known.end()};
  const std::string_view near = nearest(word, candidates);
  return near.empty() ? std::move(otherwise) : "did you mean '" + std::string{near} + "'?";
}

class ModelCheck {
 public:
  ModelCheck(const Model& model, Errors& errors) : model_{model}, errors_{errors} {
    for (const ErrorKind& kind : error_kinds()) known_errors_.insert(std::string{kind.name});
    for (const ErrorAnswer& error : model.errors) known_errors_.insert(error.name);
  }

  void check_all(std::span<const std::vector<Step>* const> steps) {
    for (const std::vector<Step>* const list : steps) check(*list);
  }

  void check(std::span<const std::vector<Step>* const> more) {
    for (const Collection& collection : model_.collections) check(collection);
    for (const Machine& machine : model_.machines) check(machine, {});
    check_all(more);
  }

 private:
  void report(const Location& where, ErrorCode code, std::string what, std::string hint) {
    errors_.push_back({code, std::move(what), where, std::move(hint)});
  }

  void check(const Collection& collection) {
    for (const Member& member : collection.members) {
      check_relation(collection, member);
      for (const auto& [kind, error] : member.errors) check_error(error, member.where);
      if (collection.grammar && member.name.find(collection.grammar->query.separator) != std::string::npos)
        report(member.where, ErrorCode::conflict,
               "the member '" + member.name + "' clashes with the grammar '" + collection.grammar->query.name +
                   "', whose separator is in it",
               "rename it, or give the grammar another separator");
      if (member.unique && member.is_kept()) check_unique(collection, member);
    }
    if (collection.machine) check(*collection.machine, states_of_rows(collection));
  }

  void check_relation(const Collection& collection, const Member& member) {
    if (member.relation.empty()) return;
    const Collection* const target = model_.collection(member.relation);
    if (!target) {
      std::vector<std::string> names;
      for (const Collection& one : model_.collections) names.push_back(one.name);
      return report(member.where, ErrorCode::not_found,
                    "the relation '" + member.name + "' leads nowhere: there is no collection '" + member.relation + "'",
                    did_you_mean(member.relation, names, "write it under 'collections'"));
    }
    for (const std::string& name : {member.named_by, member.told_as})
      if (!name.empty() && !target->find(name))
        report(member.where, ErrorCode::not_found,
               "the collection '" + target->name + "' has no member '" + name + "'", {});
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

  void check(const Machine& machine, std::vector<std::string> reached) {
    const std::vector<std::string> states = machine.states();
    for (const std::string& state : reached)
      if (std::find(states.begin(), states.end(), state) == states.end())
        report(machine.where, ErrorCode::not_found, "a row is in the state '" + state + "', which the machine does not have",
               did_you_mean(state, states, "add it to final, or a transition from it"));
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
    for (const Transition& transition : machine.transitions) check(transition.steps);
  }

  void check_state(const Machine& machine, const std::string& state, const std::vector<std::string>& reached) {
    const auto leaving = std::find_if(machine.transitions.begin(), machine.transitions.end(),
                                      [&](const Transition& one) { return one.leaves(state); });
    const bool is_final = std::find(machine.final_states.begin(), machine.final_states.end(), state) !=
                          machine.final_states.end();
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

  void check_error(const std::string& name, const Location& where) {
    if (name == no_error || known_errors_.contains(name)) return;
    report(where, ErrorCode::not_found, "there is no error '" + name + "'",
           did_you_mean(name, known_errors_, "write it under 'errors'"));
  }

  void check(const std::vector<Step>& steps) {
    for (const Step& step : steps) check(step);
  }

  void check(const Step& step) {
    check_error(step.otherwise, step.where);
    if (step.verb == Step::Verb::fire) check_transition(step);
    if (const Collection* const collection = model_.collection(step.collection)) {
      for (const std::string& name : step.named) check_member(*collection, name, step.where);
      for (const auto& [name, value] : step.members) check_member(*collection, name, step.where);
    }
    check(step.body);
  }

  void check_member(const Collection& collection, const std::string& name, const Location& where) {
    if (collection.find(name)) return;
    std::vector<std::string> known;
    for (const Member& member : collection.members) known.push_back(member.name);
    report(where, ErrorCode::not_found, "the collection '" + collection.name + "' has no member '" + name + "'",
           did_you_mean(name, known, {}));
  }

  void check_transition(const Step& step) {
    std::vector<std::string> known;
    const auto add = [&](const Machine& machine) {
      for (const Transition& transition : machine.transitions) known.push_back(transition.name);
    };
    if (!step.machine.empty()) {
      const Machine* const machine = model_.machine(step.machine);
      if (!machine)
        return report(step.where, ErrorCode::not_found, "there is no machine '" + step.machine + "'",
                      "write it under 'machines'");
      add(*machine);
    } else {
      for (const Collection& collection : model_.collections)
        if (collection.machine) add(*collection.machine);
    }
    if (std::find(known.begin(), known.end(), step.transition) == known.end())
      report(step.where, ErrorCode::not_found, "there is no transition '" + step.transition + "'",
             did_you_mean(step.transition, known, {}));
  }

  const Model& model_;
  Errors& errors_;
  std::set<std::string, std::less<>> known_errors_;
};

}  // namespace

void check_model(const Model& model, std::span<const std::vector<Step>* const> more, Errors& errors) {
  ModelCheck{model, errors}.check(more);
}

void check_steps(const Model& model, std::span<const std::vector<Step>* const> steps, Errors& errors) {
  ModelCheck{model, errors}.check_all(steps);
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
