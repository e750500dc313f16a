#include "phantomime/scenario/coverage_survey.hpp"

#include <map>
#include <string_view>

namespace phantomime::scenario {
namespace {

std::string folder_of_file(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? std::string{} : file.substr(0, slash + 1);
}

/// Follows which collection a name's row is of, as far as steps say.
class ToldFinder {
 public:
  std::set<std::string, std::less<>> told;

  void walk(const std::vector<state::Step>& steps) {
    using Verb = state::Step::Verb;
    for (const state::Step& step : steps) {
      if (!step.collection.empty() && !step.as.empty()) collections_[step.as] = step.collection;
      if (step.verb == Verb::list) told.insert(step.collection);
      if (step.verb == Verb::show)
        if (const auto found = collections_.find(step.subject); found != collections_.end()) told.insert(found->second);
      walk(step.body);
    }
  }

 private:
  std::map<std::string, std::string, std::less<>> collections_;
};

}  // namespace

CoveragePlaces::CoveragePlaces(const Scenario& scenario) : scenario_{scenario} {
  for (const auto& source : scenario.facts.sources) sources_.insert(source.get());
  for (const Pack& pack : scenario.packs)
    folders_.push_back(pack.where.source ? folder_of_file(pack.where.source->name) : std::string{});
}

std::string CoveragePlaces::pack_of(const Location& where) const {
  if (scenario_.packs.empty()) return {};
  std::size_t best = 0, longest = 0;
  for (std::size_t pack = 0; where.source && pack < folders_.size(); ++pack) {
    const Location& own = scenario_.packs[pack].where;
    // Packs of one file may share a folder: the very file says more than that.
    const bool same = own.source && own.source->name == where.source->name;
    const std::size_t length = same ? std::string::npos : folders_[pack].size();
    if (length <= longest || (!same && !where.source->name.starts_with(folders_[pack]))) continue;
    best = pack;
    longest = length;
  }
  return scenario_.packs[best].name;
}

std::set<std::string, std::less<>> told_collections(const Scenario& scenario) {
  ToldFinder finder;
  for (const Pack& pack : scenario.packs) finder.walk(pack.check);
  const ToldFinder checked = finder;
  for (const Stub& stub : scenario.stubs) {
    ToldFinder of_stub = checked;  // its steps see the names of the checks, and not those of other stubs
    of_stub.walk(stub.steps);
    finder.told.merge(of_stub.told);
  }
  return finder.told;
}

Location place_of(const state::Machine& machine, const std::string& state) {
  for (const state::Transition& transition : machine.transitions)
    if (transition.to == state) return transition.where;
  for (const state::Transition& transition : machine.transitions)
    if (transition.leaves(state)) return transition.where;
  return machine.where;
}

}  // namespace phantomime::scenario
