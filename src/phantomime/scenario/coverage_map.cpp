#include "phantomime/scenario/coverage_map.hpp"

#include "phantomime/scenario/coverage_survey.hpp"

namespace phantomime::scenario {
namespace {

void count_one(CoverageMap::Counter* counter) noexcept {
  if (counter) counter->fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

/// Goes through a scenario and asks for the counter of each thing.
class CoverageMap::Survey {
 public:
  Survey(CoverageMap& map, const Scenario& scenario, const Find& find)
      : map_{map}, scenario_{scenario}, find_{find}, places_{scenario} {}

  void run() {
    for (const Stub& stub : scenario_.stubs) map_.stubs_.push_back(of_stub(stub));
    for (const Pack& pack : scenario_.packs) {
      map_.refusals_.push_back(pack.refuse ? answers(pack.name, "refuse", *pack.refuse, true) : std::vector<Answer>{});
      map_.fallbacks_.push_back(pack.fallback ? answers(pack.name, "fallback", *pack.fallback, true)
                                              : std::vector<Answer>{});
    }
    if (!scenario_.model) return;
    for (const state::ErrorAnswer& error : scenario_.model->errors)
      map_.mistakes_[error.name] =
          answers(places_.pack_of(error.where), "errors." + error.name, error.response, true).front();
    const auto told = told_collections(scenario_);
    for (const state::Collection& collection : scenario_.model->collections) {
      if (collection.machine) add(collection.name, *collection.machine);
      if (told.contains(collection.name)) add(collection);
    }
    for (const state::Machine& machine : scenario_.model->machines) add(machine.name, machine);
  }

 private:
  using Kind = CoverageItem::Kind;

  Counter* ask(Kind kind, std::string pack, std::string owner, std::string name, const Location& where) const {
    return find_({kind, std::move(pack), std::move(owner), std::move(name), where.source ? where.source->name : "",
                  where.line, 0});
  }

  OfStub of_stub(const Stub& stub) const {
    if (!places_.in_files(stub.where)) return {};
    const std::string pack = stub.pack < scenario_.packs.size() ? scenario_.packs[stub.pack].name : std::string{};
    return {ask(Kind::stub, pack, stub.name, {}, stub.where), answers(pack, stub.name, stub.response, false)};
  }

  /// `is_way`: that it is answered at all is one of several ways. Of a sequence each answer is one.
  std::vector<Answer> answers(const std::string& pack, const std::string& owner, const directives::ResponseSpec& spec,
                              bool is_way) const {
    if (spec.sequence.empty()) return {answer(pack, owner, "answer", spec, is_way)};
    std::vector<Answer> all;
    for (const directives::ResponseSpec& one : spec.sequence) {
      const std::string name = "answer " + std::to_string(all.size() + 1);
      all.push_back(answer(pack, owner, name, one, true));
    }
    return all;
  }
  Answer answer(const std::string& pack, const std::string& owner, const std::string& name,
                const directives::ResponseSpec& spec, bool is_way) const {
    Answer answer;
    if (is_way) answer.branch = ask(Kind::branch, pack, owner, name, spec.where);
    if (!spec.members) return answer;
    const std::string of = name == "answer" ? owner : owner + ", " + name;
    for (const auto& [pointer, where] : *spec.members)
      answer.members.push_back(ask(Kind::member, pack, of, pointer, where));
    return answer;
  }

  void add(const std::string& owner, const state::Machine& machine) {
    const std::string pack = places_.pack_of(machine.where);
    Named& states = map_.states_[&machine];
    for (const std::string& state : machine.states())
      states[state] = ask(Kind::state, pack, owner, state, place_of(machine, state));
    for (const state::Transition& transition : machine.transitions)
      for (const std::string& from : transition.from)
        map_.moves_[&transition][from] =
            ask(Kind::branch, pack, owner, transition.name + ": " + from + " -> " + transition.to, transition.where);
  }

  void add(const state::Collection& collection) {
    std::vector<Counter*>& members = map_.members_[&collection];
    const std::string pack = places_.pack_of(collection.where);
    for (const state::Member& member : collection.members)
      members.push_back(member.stored && member.shown != state::Member::Shown::never
                            ? ask(Kind::member, pack, "rows of " + collection.name, '/' + member.name, member.where)
                            : nullptr);
  }

  CoverageMap& map_;
  const Scenario& scenario_;
  const Find& find_;
  const CoveragePlaces places_;
};

CoverageMap::CoverageMap(const Scenario& scenario, const Find& find) { Survey{*this, scenario, find}.run(); }

void CoverageMap::count(const std::vector<Answer>& answers, std::size_t answer) noexcept {
  if (answer >= answers.size()) return;
  count_one(answers[answer].branch);
  for (Counter* const member : answers[answer].members) count_one(member);
}

void CoverageMap::played(std::uint32_t stub, std::size_t answer) const noexcept {
  count_one(stubs_[stub].calls);
  count(stubs_[stub].answers, answer);
}

void CoverageMap::refused(std::uint32_t pack, std::size_t answer) const noexcept { count(refusals_[pack], answer); }
void CoverageMap::fell_back(std::uint32_t pack, std::size_t answer) const noexcept { count(fallbacks_[pack], answer); }

void CoverageMap::answered_mistake(std::string_view error) const noexcept {
  const auto found = mistakes_.find(error);
  if (found == mistakes_.end()) return;
  count_one(found->second.branch);
  for (Counter* const member : found->second.members) count_one(member);
}

state::Counter* CoverageMap::in_state(const state::Machine& machine, std::string_view state) const {
  const auto of = states_.find(&machine);
  if (of == states_.end()) return nullptr;
  const auto found = of->second.find(state);
  return found == of->second.end() ? nullptr : found->second;
}

state::Counter* CoverageMap::moved(const state::Transition& transition, std::string_view from) const {
  const auto of = moves_.find(&transition);
  if (of == moves_.end()) return nullptr;
  const auto found = of->second.find(from);
  return found == of->second.end() ? nullptr : found->second;
}

state::Counter* CoverageMap::told(const state::Collection& collection, std::size_t member) const {
  const auto of = members_.find(&collection);
  return of == members_.end() || member >= of->second.size() ? nullptr : of->second[member];
}

}  // namespace phantomime::scenario
