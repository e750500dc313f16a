#include "phantomime/server/spaces.hpp"

#include <algorithm>
#include <utility>

namespace phantomime::server {
namespace {

using scenario::Edition;

VirtualClock::Start start_in(VirtualClock::Start start, const scenario::Scenario& scenario) {
  if (start.mode == VirtualClock::Mode::real || start.instant) return start;
  for (const scenario::Pack& pack : scenario.packs) {
    if (!pack.epoch) continue;
    start.instant = pack.epoch;
    break;
  }
  return start;
}

Spaces::Options with_epoch(Spaces::Options options, const scenario::Scenario& scenario) {
  options.settings.clock = start_in(options.settings.clock, scenario);
  return options;
}

}  // namespace

/// What happened in spaces that are gone.
struct Spaces::Past {
  mutable std::mutex mutex;
  Tally tally;

  /// Counts a space in and frees it.
  void bury(Space* space) noexcept {
    const std::unique_ptr<Space> owned{space};
    try {
      Tally its;
      its.add(*owned->stage().engine());
      const std::lock_guard lock{mutex};
      tally.add(its);
    } catch (...) {
      // Without memory for the counts they are lost; the space goes all the same.
    }
  }
};

Spaces::Spaces(std::shared_ptr<const Edition> edition, const Clock& machine, Options options)
    : machine_{machine},
      options_{with_epoch(std::move(options), edition->scenario())},
      made_with_{options_.settings.seed,
                 options_.settings.clock,
                 std::make_shared<scenario::Journal::Pool>(most_journal_bytes),
                 options_.settings.sequence,
                 options_.settings.totals,
                 options_.settings.coverage},
      reclaimer_{std::make_shared<Reclaimer>()},
      past_{std::make_shared<Past>()},
      default_{std::string{default_space_name}, edition, machine, options_.settings},
      edition_{std::move(edition)},
      next_sweep_{machine.now()} {}

Spaces::~Spaces() {
  by_listener_.clear();
  spaces_.clear();
  reclaimer_->close();
}

std::shared_ptr<Space> Spaces::shared_default() const noexcept {
  // Shares nothing, and so counts nothing: it lives as long as this does.
  return {std::shared_ptr<void>{}, &default_};
}

std::shared_ptr<Space> Spaces::of_listener(std::uint32_t listener) const {
  const std::shared_lock lock{mutex_};
  const auto found = by_listener_.find(listener);
  if (found == by_listener_.end()) return nullptr;
  found->second->use(machine_.now());
  return found->second;
}

std::shared_ptr<Space> Spaces::look_up(std::string_view name) const {
  if (name == default_space_name) return shared_default();
  const std::shared_lock lock{mutex_};
  const auto found = spaces_.find(name);
  if (found == spaces_.end()) return nullptr;
  found->second.space->use(machine_.now());
  return found->second.space;
}

Spaces::Entered Spaces::enter(const SpaceChoice& choice) {
  const auto refused = [](int status, std::string_view why, http::Reply reply) {
    // What comes next by this connection is no better off.
    if (status == 410) reply.headers.add("Connection", "close");
    return Entered{nullptr, std::move(reply), why};
  };
  if (choice.fault) return refused(400, "no name of a space", problem(400, {*choice.fault}));
  if (choice.name.empty()) {
    if (choice.listener < options_.shared_listeners) return {shared_default(), {}, {}};
    if (auto space = of_listener(choice.listener)) return {std::move(space), {}, {}};
    return refused(410, "the space of this port was dropped", problem(410, "the space of this port was dropped"));
  }
  if (auto made = make(choice.name); made.space) return {std::move(made.space), {}, {}};
  return refused(503, "more spaces than this server takes",
                 problem(503, "there are " + std::to_string(options_.most) +
                                  " spaces already: drop those that are done with DELETE spaces/{name}"));
}

Space::Settings Spaces::settings(std::optional<std::uint64_t> seed, std::optional<VirtualClock::Start> clock) const {
  Space::Settings settings = made_with_;
  if (seed) settings.seed = *seed;
  const std::shared_lock lock{mutex_};
  if (clock) settings.clock = start_in(*clock, edition_->scenario());
  return settings;
}

std::shared_ptr<Space> Spaces::create(std::string_view name, const Space::Settings& settings) {
  const auto bury = [past = past_](Space* space) { past->bury(space); };
  std::unique_ptr<Space, decltype(bury)> made{new Space{std::string{name}, edition_, machine_, settings}, bury};
  // Whoever lets go of it last hands it over: a request never pays for freeing it.
  return {made.release(),
          [bury, reclaimer = reclaimer_](Space* space) { reclaimer->take([bury, space] { bury(space); }); }};
}

Spaces::Made Spaces::make(std::string_view name, const std::optional<Space::Settings>& settings) {
  if (auto space = look_up(name)) return {std::move(space), Outcome::found};
  std::vector<std::shared_ptr<Space>> idle;
  Made made;
  {
    const std::unique_lock lock{mutex_};
    const Instant now = machine_.now();
    if (const auto found = spaces_.find(name); found != spaces_.end()) {
      found->second.space->use(now);
      return {found->second.space, Outcome::found};
    }
    if (now >= next_sweep_ || spaces_.size() >= options_.most) idle = sweep(now);
    if (spaces_.size() < options_.most) {
      made = {create(name, settings.value_or(made_with_)), Outcome::made};
      spaces_.emplace(name, Entry{made.space, std::nullopt});
    }
  }
  for (auto& space : idle) dismiss(std::move(space));
  return made;
}

/// Takes out what is idle, and says when to look again: not before anything could be, nor at every creation because of
/// one that only its port or its replies keep.
std::vector<std::shared_ptr<Space>> Spaces::sweep(Instant now) {
  std::vector<std::shared_ptr<Space>> idle;
  if (!options_.idle) {
    next_sweep_ = Instant::max();
    return idle;
  }
  const Instant soonest = now + *options_.idle / 16;
  next_sweep_ = now + *options_.idle;
  for (auto entry = spaces_.begin(); entry != spaces_.end();) {
    Space& space = *entry->second.space;
    const bool kept = entry->second.door || space.is_waited_for();
    if (!kept && now - space.used() >= *options_.idle) {
      idle.push_back(std::move(entry->second.space));
      entry = spaces_.erase(entry);
      continue;
    }
    next_sweep_ = std::min(next_sweep_, std::max(soonest, space.used() + *options_.idle));
    ++entry;
  }
  return idle;
}

/// Not under the lock: what it hands over may be all there is to wait for.
void Spaces::dismiss(std::shared_ptr<Space> space) {
  reclaimer_->take([space = std::move(space)] { space->end(); });
}

std::vector<Spaces::Entry> Spaces::list() const {
  std::vector<Entry> entries{{shared_default(), std::nullopt}};
  {
    const std::shared_lock lock{mutex_};
    entries.reserve(spaces_.size() + 1);
    for (const auto& [name, entry] : spaces_) entries.push_back(entry);
  }
  std::sort(entries.begin() + 1, entries.end(),
            [](const Entry& a, const Entry& b) { return a.space->name() < b.space->name(); });
  return entries;
}

std::optional<Spaces::Entry> Spaces::find(std::string_view name) const {
  if (name == default_space_name) return Entry{shared_default(), std::nullopt};
  const std::shared_lock lock{mutex_};
  const auto found = spaces_.find(name);
  return found == spaces_.end() ? std::nullopt : std::optional{found->second};
}

std::optional<Spaces::Entry> Spaces::drop(std::string_view name) {
  std::optional<Entry> dropped;
  {
    const std::unique_lock lock{mutex_};
    const auto found = spaces_.find(name);
    if (found == spaces_.end()) return std::nullopt;
    dropped = std::move(found->second);
    spaces_.erase(found);
    if (dropped->door) by_listener_.erase(dropped->door->listener);
  }
  dismiss(dropped->space);
  return dropped;
}

bool Spaces::give(const Space& space, Doors::Opened door) {
  const std::unique_lock lock{mutex_};
  const auto found = spaces_.find(space.name());
  if (found == spaces_.end() || found->second.space.get() != &space || found->second.door) return false;
  by_listener_.emplace(door.listener, found->second.space);
  found->second.door = door;
  return true;
}

void Spaces::replace(const std::shared_ptr<const Edition>& edition) {
  const std::lock_guard one{replacing_};
  {
    const std::unique_lock lock{mutex_};
    edition_ = edition;
  }
  // What is made from here on plays it already.
  for (const Entry& entry : list()) entry.space->stage().reload(edition);
}

Tally Spaces::tally() const {
  Tally all;
  for (const Entry& entry : list()) all.add(*entry.space->stage().engine());
  const std::lock_guard lock{past_->mutex};
  all.add(past_->tally);
  return all;
}

}  // namespace phantomime::server
