#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/http/request.hpp"

namespace phantomime::scenario {

/// What was asked, what was answered and why. Raw: redact where it is written or shown.
struct JournalEntry {
  std::uint64_t number = 0;
  std::uint64_t sequence = 0;  ///< its number among all exchanges of the server; 0: nobody counts them
  Instant at;
  http::Request request;
  int status = 0;
  std::uint32_t stub = 0xffffffff;
  std::string gone_stub;  ///< its name, where the stub was of an edition before the last reload and is no more
  bool unmatched = false;
  bool refused = false;
  bool body_left_out = false;  ///< the request alone was larger than the journal: kept without its body
};

/// The last exchanges of a running server, bounded by count and bytes; what was dropped is counted. Thread-safe.
class Journal {
 public:
  /// A bound on what several journals hold together. Where it is reached, each makes room for its next entry among its
  /// own, and keeps one that finds none without its body.
  struct Pool {
    explicit Pool(std::size_t most) : bytes{most} {}
    const std::size_t bytes;
    std::atomic<std::size_t> used{0};
  };
  /// What several journals hold together, for whoever counts. `dropped` never goes back.
  struct Totals {
    std::atomic<std::uint64_t> entries{0}, bytes{0}, dropped{0};
  };
  struct Bounds {
    std::size_t entries = 10'000;
    std::size_t bytes = 16u << 20;
    std::shared_ptr<Pool> pool = {};
    /// How many exchanges the server had: every entry gets the next number of it. Within a journal they rise as its own
    /// numbers do. Null: nobody counts them.
    std::shared_ptr<std::atomic<std::uint64_t>> sequence = {};
    std::shared_ptr<Totals> totals = {};  ///< null: nobody counts
  };
  Journal() : Journal{Bounds{}} {}
  explicit Journal(Bounds bounds) : bounds_{std::move(bounds)} { begin(); }
  ~Journal() { count_out(bytes_, entries_.size()); }
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Numbers the entry and keeps it; the oldest ones make room. Returns it as it came, with its
  /// numbers, also where it found no room itself or none for its body.
  std::shared_ptr<const JournalEntry> add(std::shared_ptr<JournalEntry> entry);
  [[nodiscard]] std::vector<JournalEntry> entries() const;
  /// What it holds at one moment.
  struct Excerpt {
    std::vector<std::shared_ptr<const JournalEntry>> entries;  ///< in the order they came
    std::uint64_t total = 0;                                   ///< the number of the last entry there ever was
    std::uint64_t dropped = 0;                                 ///< entries that had to make room
    /// What was remembered since the start or the last `clear` has a greater sequence than `origin`, and what was not
    /// forgotten since a greater one than `forgotten`: how to find in a longer memory what had to make room here.
    std::uint64_t origin = 0, forgotten = 0;
  };
  /// The entries whose number is greater than `since`. Shares them: cheap whatever their size.
  [[nodiscard]] Excerpt excerpt(std::uint64_t since = 0) const;
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::uint64_t dropped() const;
  /// Back to the start: the next entry is number 1.
  void clear();
  /// Drops the entries but goes on counting, so that who asks for what came since a number misses nothing.
  void forget();
  /// Goes on where `earlier` stands: its entries in the given edition (stub numbers changed), its counts.
  void take_over(const Journal& earlier, const std::function<void(JournalEntry&)>& change);

 private:
  struct Kept {
    std::shared_ptr<const JournalEntry> entry;
    std::size_t bytes = 0;  ///< as counted when it came
  };
  enum class Room { made, had };  ///< had: entries taken over are in the pool already, by the journal they come from
  std::shared_ptr<const JournalEntry> put(std::shared_ptr<JournalEntry> entry, Room room);
  [[nodiscard]] std::uint64_t sequence_now() const noexcept;
  void begin() noexcept { origin_ = forgotten_ = sequence_now(); }
  [[nodiscard]] bool pool_lacks(std::size_t bytes) const noexcept;
  void count_in(std::size_t bytes) noexcept;
  void count_out(std::size_t bytes, std::size_t entries) noexcept;
  void count_dropped() noexcept;

  mutable std::mutex mutex_;
  Bounds bounds_;
  std::deque<Kept> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t total_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t origin_ = 0, forgotten_ = 0;
};

}  // namespace phantomime::scenario
