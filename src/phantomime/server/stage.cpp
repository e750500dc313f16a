#include "phantomime/server/stage.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "phantomime/directives/responder.hpp"

namespace phantomime::server {

using scenario::Edition;
using scenario::Engine;
using scenario::Played;
using scenario::Scenario;
using scenario::Stub;

Stage::Stage(std::shared_ptr<const Edition> edition, const VirtualClock& clock, Engine::Options options)
    : clock_{clock}, options_{std::move(options)}, base_{std::move(edition)}, engine_{make_engine(base_)} {}

std::shared_ptr<Engine> Stage::make_engine(std::shared_ptr<const Edition> edition) const {
  Engine::Options options = options_;
  options.world_start = clock_.start();
  return std::make_shared<Engine>(std::move(edition), clock_, options);
}

Played Stage::play(http::Request&& request, std::shared_ptr<Engine>* played_by) {
  if (unsettled_.load(std::memory_order_acquire)) settle();
  Played played;
  std::shared_ptr<Engine> engine;
  {
    const std::shared_lock lock{engine_mutex_};
    if (played_by) *played_by = engine_;
    played = engine_->play(std::move(request));
    if (!played.responder) return played;
    engine = engine_;
  }
  // The request was not moved from: the journal waits for the reply.
  played.reply = played.responder->respond(request, played.at);  // NOLINT(bugprone-use-after-move)
  const std::shared_lock lock{engine_mutex_};
  if (played_by) *played_by = engine_;
  const bool matched = played.stub != scenario::Index::none;
  engine_->finish(std::move(request), played,
                  matched ? std::string_view{engine->scenario().stubs[played.stub].name} : std::string_view{});
  return played;
}

/// Plays what was changed since somebody last asked.
void Stage::settle() const {
  const std::lock_guard lock{change_mutex_};
  if (unsettled_.load(std::memory_order_relaxed)) perform(edition(), Past::kept);
}

std::shared_ptr<Engine> Stage::engine() const {
  if (unsettled_.load(std::memory_order_acquire)) settle();
  const std::shared_lock lock{engine_mutex_};
  return engine_;
}

void Stage::perform(std::shared_ptr<const Edition> edition, Past past) const {
  auto next = make_engine(std::move(edition));
  std::shared_ptr<Engine> earlier;  // freed, with all its stubs, after the lock is released
  const std::unique_lock lock{engine_mutex_};
  if (past == Past::kept)
    next->inherit(*engine_);
  else
    next->journal().clear();  // its past begins now, not before what was played since it was made
  earlier = std::exchange(engine_, std::move(next));
  // Only now: whoever finds the changes settled plays without waiting, and must not find the engine before them.
  unsettled_.store(false, std::memory_order_release);
}

/// The files' stubs with the changes laid over them; additions first, the latest at the top.
std::shared_ptr<const Edition> Stage::edition() const {
  if (changes_.empty()) return base_;
  std::unordered_map<std::string_view, const Change*> by_name;
  for (const Change& change : changes_) by_name.emplace(change.name, &change);
  std::vector<Stub> stubs;
  std::unordered_set<std::string_view> placed;
  for (const Stub& stub : base_->scenario().stubs) {
    const auto found = by_name.find(stub.name);
    if (found == by_name.end()) {
      stubs.push_back(stub);
      continue;
    }
    placed.insert(found->first);
    if (found->second->stub) stubs.push_back(*found->second->stub);
  }
  std::vector<Stub> added;
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change)
    if (change->stub && !placed.contains(change->name)) added.push_back(*change->stub);

  auto scenario = std::make_shared<Scenario>();
  scenario->packs = base_->scenario().packs;
  scenario->facts = base_->scenario().facts;
  scenario->fixture_bytes = base_->scenario().fixture_bytes;
  scenario->model = base_->scenario().model;
  scenario->order = base_->scenario().order;
  scenario->stubs = std::move(added);
  scenario->stubs.insert(scenario->stubs.end(), std::make_move_iterator(stubs.begin()),
                         std::make_move_iterator(stubs.end()));
  for (Stub& stub : scenario->stubs)
    if (stub.pack >= scenario->packs.size()) stub.pack = 0;
  return std::make_shared<const Edition>(std::move(scenario));
}

void Stage::reload(std::shared_ptr<const Edition> edition) {
  const std::lock_guard lock{change_mutex_};
  base_ = std::move(edition);
  perform(this->edition(), Past::kept);
}

bool Stage::is_played(const std::string& name) const {
  for (const Change& change : changes_)
    if (change.name == name) return change.stub.has_value();
  return in_files(name);
}

bool Stage::in_files(const std::string& name) const {
  const auto& stubs = base_->scenario().stubs;
  return std::any_of(stubs.begin(), stubs.end(), [&](const Stub& stub) { return stub.name == name; });
}

Stage::Outcome Stage::change(Change change) {
  const auto earlier =
      std::find_if(changes_.begin(), changes_.end(), [&](const Change& other) { return other.name == change.name; });
  if (earlier == changes_.end() && changes_.size() >= most_changes) return Outcome::too_many;
  const std::string name = change.name;
  if (earlier == changes_.end())
    changes_.push_back(std::move(change));
  else if (change.stub || in_files(name))
    *earlier = std::move(change);
  else
    changes_.erase(earlier);  // it was added at run time: nothing is left to say
  unsettled_.store(true, std::memory_order_release);
  return Outcome::done;
}

Stage::Outcome Stage::add(Stub stub) {
  const std::lock_guard lock{change_mutex_};
  if (is_played(stub.name)) return Outcome::exists;
  std::string name = stub.name;
  return change({std::move(name), std::move(stub)});
}

Stage::Outcome Stage::replace(Stub stub) {
  const std::lock_guard lock{change_mutex_};
  if (!is_played(stub.name)) return Outcome::unknown;
  std::string name = stub.name;
  return change({std::move(name), std::move(stub)});
}

Stage::Outcome Stage::remove(const std::string& name) {
  const std::lock_guard lock{change_mutex_};
  if (!is_played(name)) return Outcome::unknown;
  return change({name, std::nullopt});
}

std::vector<std::string> Stage::run_time_stubs() const {
  const std::lock_guard lock{change_mutex_};
  std::vector<std::string> names;
  for (const Change& change : changes_)
    if (change.stub) names.push_back(change.name);
  return names;
}

void Stage::forget_journal() {
  const std::lock_guard lock{change_mutex_};  // no swap between finding the engine and clearing
  engine_->journal().forget();
}

void Stage::reset() {
  const std::lock_guard lock{change_mutex_};
  changes_.clear();
  perform(base_, Past::forgotten);
}

}  // namespace phantomime::server
