#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "phantomime/server/doors.hpp"
#include "phantomime/server/reclaimer.hpp"
#include "phantomime/server/space.hpp"
#include "phantomime/server/space_choice.hpp"
#include "phantomime/server/tally.hpp"

namespace phantomime::server {

/// The spaces of a server: made on first use, found, listed, dropped; all play the same edition of the files. Thread-
/// safe. Dropping takes a space out in constant time; replies that wait in it are let go, and its memory is freed, by a
/// thread of its own once the last request in it is done.
class Spaces {
 public:
  /// What the journals of all spaces but the default one hold together, beside the bound of each.
  static constexpr std::size_t most_journal_bytes = std::size_t{256} << 20;

  struct Options {
    Space::Settings settings;  ///< of the default space and of those made on first use
    std::size_t most = 4096;   ///< at once, beside the default one
    /// A space that nobody has used for so long may be dropped: all such are looked for when another is made, at the
    /// latest when there is no room for it. Never one with a port of its own or with replies that wait in it. Absent:
    /// none ever is.
    std::optional<std::chrono::nanoseconds> idle = std::chrono::hours{1};
    std::uint32_t shared_listeners = UINT32_MAX;  ///< listeners from this number on belong to a space
  };
  /// `machine` must outlive it, and the clocks of its spaces. A clock that is frozen at no instant stands at the epoch
  /// of the first pack that has one.
  Spaces(std::shared_ptr<const scenario::Edition> edition, const Clock& machine, Options options);
  ~Spaces();

  [[nodiscard]] Space& default_space() noexcept { return default_; }
  [[nodiscard]] const Space& default_space() const noexcept { return default_; }

  /// The space that a request chose, made if need be; or why there is none, as problem JSON: 400 (no name), 503 (too
  /// many), 410 (it came by the port of a space that was dropped). The default space costs no lock and no count.
  struct Entered {
    std::shared_ptr<Space> space;
    std::optional<http::Reply> refusal;
    std::string_view why;  ///< of the refusal, for the log
  };
  [[nodiscard]] Entered enter(const SpaceChoice& choice);
  /// The space of clients of a listener that have not chosen yet; null where it was dropped.
  [[nodiscard]] std::shared_ptr<Space> behind(std::uint32_t listener) const {
    return listener < options_.shared_listeners ? shared_default() : of_listener(listener);
  }

  enum class Outcome { made, found, full };
  struct Made {
    std::shared_ptr<Space> space;  ///< null where there is no room
    Outcome outcome = Outcome::full;
  };
  /// The space of that name, which must be one; where there is none it is made with these settings (absent: the
  /// server's).
  [[nodiscard]] Made make(std::string_view name, const std::optional<Space::Settings>& settings = std::nullopt);
  /// Settings with what is not said taken from the server's.
  [[nodiscard]] Space::Settings settings(std::optional<std::uint64_t> seed,
                                         std::optional<VirtualClock::Start> clock) const;

  struct Entry {
    std::shared_ptr<Space> space;
    std::optional<Doors::Opened> door;  ///< its own port
  };
  /// The default space first, the others by name.
  [[nodiscard]] std::vector<Entry> list() const;
  [[nodiscard]] std::optional<Entry> find(std::string_view name) const;
  /// Takes a space out. Nothing where there is none of that name; never the default one. Its door is the caller's to
  /// close; what still comes by it is refused.
  [[nodiscard]] std::optional<Entry> drop(std::string_view name);
  /// Gives a space a port. False where it was dropped meanwhile, or has one.
  [[nodiscard]] bool give(const Space& space, Doors::Opened door);

  /// Plays another edition everywhere, from the next request on.
  void replace(const std::shared_ptr<const scenario::Edition>& edition);
  /// What happened in all spaces there are and were.
  [[nodiscard]] Tally tally() const;
  /// Waits until what was dropped is freed, unless somebody still holds it.
  void finish() { reclaimer_->finish(); }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Map = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;
  struct Past;
  [[nodiscard]] std::shared_ptr<Space> shared_default() const noexcept;
  [[nodiscard]] std::shared_ptr<Space> of_listener(std::uint32_t listener) const;
  [[nodiscard]] std::shared_ptr<Space> look_up(std::string_view name) const;
  [[nodiscard]] std::shared_ptr<Space> create(std::string_view name, const Space::Settings& settings);
  std::vector<std::shared_ptr<Space>> sweep(Instant now);
  void dismiss(std::shared_ptr<Space> space);

  const Clock& machine_;
  const Options options_;
  const Space::Settings made_with_;  ///< spaces other than the default one, where nothing else is said
  const std::shared_ptr<Reclaimer> reclaimer_;
  const std::shared_ptr<Past> past_;
  mutable Space default_;
  std::mutex replacing_;             ///< one edition after the other
  mutable std::shared_mutex mutex_;  ///< guards what follows; a space is marked as used under it
  std::shared_ptr<const scenario::Edition> edition_;
  Map spaces_;
  std::unordered_map<std::uint32_t, std::shared_ptr<Space>> by_listener_;
  Instant next_sweep_;
};

}  // namespace phantomime::server
