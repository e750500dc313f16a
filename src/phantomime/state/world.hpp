#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/directives/rows.hpp"
#include "phantomime/state/counters.hpp"
#include "phantomime/state/model.hpp"

namespace phantomime::state {

using Row = std::shared_ptr<const Json>;

/// Where a row lies.
struct RowRef {
  std::string collection;
  std::int64_t id = 0;
};

/// What clients may make a world hold.
struct WorldBounds {
  std::size_t rows = 100'000;     ///< of one collection
  std::size_t bytes = 64u << 20;  ///< of all rows that were made or changed, as JSON text
};

/// Something that happens when the clock comes to it, unless the state was left before.
struct Timer {
  Instant due;
  std::uint64_t order = 0;  ///< the one armed first goes first where two are due together
  RowRef row;               ///< of a machine of its own: its name and 0
  bool own = false;
  const Transition* transition = nullptr;
  std::uint64_t entry = 0;
};

struct SavedState;

/// What one world remembers: rows, the states of machines, what is due. It stores and takes back; what happens is
/// decided by Performance. One thread at a time: whoever uses it holds `mutex`, which is held for computing only.
/// Rows at the start are shared by all worlds until a collection is first looked at.
class World final : public Tables, public directives::Rows {
 public:
  /// `start` is where its clock began: the instants of the rows shift from the model's epoch to it.
  World(std::shared_ptr<const Model> model, Instant start, std::uint64_t seed, WorldBounds bounds = {});

  [[nodiscard]] std::mutex& mutex() noexcept { return mutex_; }
  [[nodiscard]] const Model& model() const noexcept { return *model_; }
  [[nodiscard]] Instant start() const noexcept { return start_; }
  [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }

  // What queries look at.
  [[nodiscard]] const Schema* schema(std::string_view collection) const override;
  [[nodiscard]] const std::vector<const Json*>& rows(std::string_view collection) const override;
  [[nodiscard]] const Json* row(std::string_view collection, std::int64_t id) const override;
  // What templates look at.
  [[nodiscard]] directives::Value row(std::string_view collection, std::int64_t id) override;
  [[nodiscard]] std::vector<directives::Value> rows(std::string_view collection) override;
  [[nodiscard]] std::string_view state(std::string_view machine) const override;

  /// Null where there is none.
  [[nodiscard]] Row find(const RowRef& ref) const;
  /// How a row was told, and what was counted of it.
  struct Told {
    std::string text;
    std::vector<Counter*> counted;
  };
  /// How a row was told that is as it was then, and all others with it; null where nobody kept it. What is kept goes
  /// with the next change of any row.
  [[nodiscard]] const Told* told(const Json& row, bool in_list) const;
  void keep_told(const Json& row, bool in_list, Told told);

  /// Whether it holds no more than it may: rows that clients made are bounded in number and size.
  [[nodiscard]] bool has_room(std::string_view collection) const;
  [[nodiscard]] const WorldBounds& bounds() const noexcept { return bounds_; }
  /// The id that the next row of this collection gets.
  [[nodiscard]] std::int64_t next_id(std::string_view collection) const;

  // What happens is counted, where somebody wants to know: what is taken back is not.
  void count_by(std::shared_ptr<const Counters> counters) noexcept { counters_ = std::move(counters); }
  /// Null: nobody wants to know.
  [[nodiscard]] const Counters* counters() const noexcept { return counters_.get(); }
  void count(Counter* counter) {
    if (counter) counted_.push_back(counter);
  }
  /// The states that the machines of their own are in.
  void count_machines();
  /// What was counted since begin(), in this order.
  [[nodiscard]] const std::vector<Counter*>& counted() const noexcept { return counted_; }

  // Changes. Those after begin() are taken back by roll_back(); commit() keeps them.
  void begin() noexcept {
    undo_.clear();
    counted_.clear();
  }
  void commit();
  void roll_back();
  /// Puts a row there, new or not. The next id is beyond it from now on.
  void put(const RowRef& ref, Row row);
  void erase(const RowRef& ref);
  void set_state(std::string_view machine, std::string_view state);

  /// Marks that a row or a machine entered a state just now: timers of earlier entries mean nothing any more.
  std::uint64_t enter(const RowRef& ref, bool own);
  /// Counts a reading of a row since it entered its state; the number with this one.
  std::uint64_t count_reading(const RowRef& ref);
  void arm(Timer timer);
  /// The next timer that is due by `now` and still means something; it is taken off.
  [[nodiscard]] std::optional<Timer> next_due(Instant now);
  /// True once: whoever is told so arms the timers of the rows at the start.
  [[nodiscard]] bool begins() noexcept { return !std::exchange(begun_, true); }

  /// Everything as JSON, and back again (the admin API's `state`): `{"collections": {"NAME": {"next_id": 7, "rows":
  /// [...]}}, "machines": {"NAME": "STATE"}}`. Secret members are told as `redacted`; where that is written back, the
  /// secret of the row with this id stays.
  [[nodiscard]] OrderedJson save() const;
  /// What is wrong with what was written, by JSON Pointer. Secrets are not in it.
  struct Fault {
    std::string pointer;
    std::string what;
    std::string hint = {};
  };
  /// Arms what the clock does to a row or a machine (`own`) in the state that it is in from now on.
  using Arm = std::function<std::optional<Error>(const RowRef& ref, bool own)>;
  /// Replaces the collections and machines that are named; the others stay. Rows and machines that are written just as
  /// they are stay as they are, with what is due of them; all others enter their state, which `arm` is told. At the
  /// first fault nothing has changed.
  [[nodiscard]] std::optional<Fault> restore(const Json& saved, const Arm& arm);
  static constexpr std::string_view redacted = "<redacted>";

 private:
  struct Slot {
    Row row;
    std::uint64_t entry = 0;
    std::uint64_t reads = 0;
    std::size_t bytes = 0;  ///< 0: as at the start
  };
  struct Table {
    const Collection* collection = nullptr;
    bool opened = false;  ///< its slots hold its rows
    std::map<std::int64_t, Slot> slots;
    std::int64_t next_id = 1;
    bool listed = false;  ///< the list below is up to date
    std::vector<const Json*> list;
  };
  struct OwnMachine {
    std::string state;
    std::uint64_t entry = 0;
  };
  struct Undo {
    Table* table = nullptr;  ///< null: of a machine
    std::int64_t id = 0;
    std::int64_t next_id = 0;
    std::optional<Slot> slot;
    std::string machine;
    OwnMachine own;
  };
  struct Later {
    bool operator()(const Timer& a, const Timer& b) const noexcept {
      return a.due != b.due ? a.due > b.due : a.order > b.order;
    }
  };

  [[nodiscard]] Table& table(std::string_view collection) const;
  [[nodiscard]] Row shifted(const Collection& collection, const Row& row) const;
  void remember(Table& table, std::int64_t id);
  void forget_told() noexcept;
  void forget_bytes(Table& table, std::int64_t id);
  void replace(const SavedState& saved, std::vector<std::pair<RowRef, bool>>& entered);
  [[nodiscard]] bool still_means_something(const Timer& timer) const;
  void drop_stale_timers();

  std::mutex mutex_;
  std::shared_ptr<const Model> model_;
  Instant start_;
  std::uint64_t seed_;
  mutable std::map<std::string, Table, std::less<>> tables_;  ///< opened by whoever looks first
  std::map<std::string, OwnMachine, std::less<>> machines_;
  std::vector<Timer> timers_;  ///< a heap by Later
  std::size_t timers_before_sweep_ = 64;
  WorldBounds bounds_;
  std::size_t bytes_ = 0;
  std::uint64_t entries_ = 0;
  std::uint64_t armed_ = 0;
  std::vector<Undo> undo_;
  bool begun_ = false;
  std::map<std::pair<const Json*, bool>, Told> told_;  ///< by row, and whether it is one of a list
  std::size_t told_bytes_ = 0;
  std::shared_ptr<const Counters> counters_;
  std::vector<Counter*> counted_;
};

}  // namespace phantomime::state
