#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/scenario/engine.hpp"

namespace phantomime::server {

/// What is being played and how it changes while it is played: the engine in force, the edition that the files say, and
/// the stubs that were added, replaced or removed at run time. Whoever asks next after a change builds another scenario
/// and swaps it in whole, so that a hundred changes in a row cost one; a stage without changes shares its edition with
/// all others that play it. Thread-safe; no I/O.
class Stage {
 public:
  /// How many run-time changes are kept at once.
  static constexpr std::size_t most_changes = 10'000;

  /// `clock` must outlive it.
  Stage(std::shared_ptr<const scenario::Edition> edition, const VirtualClock& clock, scenario::Engine::Options options);

  /// Plays a request. When it returns the request is in the journal of the engine in force, also where another edition
  /// took over meanwhile: a verification sees every finished request. `played_by`, if given, gets the engine that has
  /// it in its journal. Where a responder answers it waits for that, holding no lock.
  [[nodiscard]] scenario::Played play(http::Request&& request, std::shared_ptr<scenario::Engine>* played_by = nullptr);
  [[nodiscard]] scenario::Played play(const http::Request& request) { return play(http::Request{request}); }
  /// The engine in force, with every change before. Valid as long as it is held.
  [[nodiscard]] std::shared_ptr<scenario::Engine> engine() const;

  /// Plays another edition of the files from the next request on. What was changed at run time stays laid over it;
  /// calls are carried over by the names of stubs.
  void reload(std::shared_ptr<const scenario::Edition> edition);

  enum class Outcome {
    done,
    exists,    ///< there is a stub of that name
    unknown,   ///< there is none
    too_many,  ///< most_changes
  };
  /// Puts a stub before those of its pack, so that it wins where two match equally well.
  [[nodiscard]] Outcome add(scenario::Stub stub);
  /// Puts a stub into the place of the one of the same name.
  [[nodiscard]] Outcome replace(scenario::Stub stub);
  [[nodiscard]] Outcome remove(const std::string& name);
  /// The names of stubs that were added or replaced.
  [[nodiscard]] std::vector<std::string> run_time_stubs() const;

  /// Drops the journal's entries; numbers go on.
  void forget_journal();
  /// Back to the start: no calls, an empty journal, the stubs that the files say, a new world. Reset the clock first:
  /// the world begins where it stands then.
  void reset();

 private:
  struct Change {
    std::string name;
    std::optional<scenario::Stub> stub;  ///< none: removed
  };
  enum class Past { kept, forgotten };
  [[nodiscard]] Outcome change(Change change);
  void settle() const;
  [[nodiscard]] std::shared_ptr<const scenario::Edition> edition() const;
  [[nodiscard]] std::shared_ptr<scenario::Engine> make_engine(std::shared_ptr<const scenario::Edition> edition) const;
  void perform(std::shared_ptr<const scenario::Edition> edition, Past past) const;
  [[nodiscard]] bool is_played(const std::string& name) const;
  [[nodiscard]] bool in_files(const std::string& name) const;

  const VirtualClock& clock_;
  scenario::Engine::Options options_;
  mutable std::mutex change_mutex_;  ///< one change at a time; guards the two below
  std::shared_ptr<const scenario::Edition> base_;
  std::vector<Change> changes_;                 ///< in the order they came
  mutable std::atomic<bool> unsettled_{false};  ///< there are changes that the engine does not know
  mutable std::shared_mutex engine_mutex_;      ///< shared while a request is played, so that no entry misses a swap
  mutable std::shared_ptr<scenario::Engine> engine_;
};

}  // namespace phantomime::server
