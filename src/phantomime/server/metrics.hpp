#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/scenario/engine.hpp"

namespace phantomime::server {

/// How long something took, in buckets. Thread-safe, no lock.
class Histogram {
 public:
  /// Upper ends of the buckets; what is above the last is in a further one.
  static constexpr std::array<std::chrono::nanoseconds, 19> bounds = [] {
    using std::chrono::microseconds;
    return std::array<std::chrono::nanoseconds, 19>{
        microseconds{10},        microseconds{25},        microseconds{50},        microseconds{100},
        microseconds{250},       microseconds{500},       microseconds{1'000},     microseconds{2'500},
        microseconds{5'000},     microseconds{10'000},    microseconds{25'000},    microseconds{50'000},
        microseconds{100'000},   microseconds{250'000},   microseconds{500'000},   microseconds{1'000'000},
        microseconds{2'500'000}, microseconds{5'000'000}, microseconds{10'000'000}};
  }();

  void observe(std::chrono::nanoseconds took) noexcept;
  struct Snapshot {
    std::array<std::uint64_t, bounds.size() + 1> at_most{};  ///< how many took no longer than the bound; the last: all
    std::chrono::nanoseconds sum{0};
  };
  [[nodiscard]] Snapshot snapshot() const noexcept;

 private:
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_{0};
};

/// How often each stub answered with each status, over all spaces. Bounded: past `most` pairs others are counted
/// together. Thread-safe; counting takes a lock only for a pair that is new.
class CallTable {
 public:
  static constexpr std::size_t most = 4096;

  CallTable();
  ~CallTable();
  CallTable(const CallTable&) = delete;
  CallTable& operator=(const CallTable&) = delete;

  void count(std::string_view stub, int status) noexcept;
  /// The same where the stub has a mark of its own (scenario::Engine::mark): from the second time on neither its name
  /// nor the table is looked at, which with thousands of stubs would be the most expensive memory of a request.
  template <class Name>
  void count(std::atomic<void*>& mark, const Name& name, int status) noexcept {
    auto* pair = static_cast<Pair*>(mark.load(std::memory_order_acquire));
    if (!pair || pair->status != status) mark.store(pair = pair_of(name(), status), std::memory_order_release);
    pair->count.fetch_add(1, std::memory_order_relaxed);
  }
  struct Row {
    std::string stub;  ///< redacted
    int status = 0;
    std::uint64_t count = 0;
  };
  /// By stub and status.
  [[nodiscard]] std::vector<Row> rows() const;
  /// Calls of pairs for which there was no room.
  [[nodiscard]] std::uint64_t others() const noexcept;

 private:
  struct Pair {
    Pair(std::string_view its_stub, int its_status) : stub{its_stub}, status{its_status} {}
    const std::string stub;
    const int status;
    std::atomic<std::uint64_t> count{0};
  };
  /// Never null: for what there is no room, the others of this status.
  [[nodiscard]] Pair* pair_of(std::string_view stub, int status) noexcept;
  [[nodiscard]] Pair* find(std::string_view stub, int status, std::size_t& slot) const noexcept;
  [[nodiscard]] Pair* add(std::string_view stub, int status);

  std::vector<std::atomic<Pair*>> slots_;  ///< open addressing; a pair that is there stays
  std::mutex adding_;
  std::size_t size_ = 0;
  std::atomic<bool> full_{false};
  std::deque<Pair> others_;  ///< by status: what found no room
};

/// What a server counts from its start to its end: nothing in it ever goes back, whatever is reset. Thread-safe; costs
/// a request a few relaxed additions and no lock.
class Metrics {
 public:
  using Kind = scenario::Played::Kind;

  /// A request that no stub answered: counted by status alone.
  void exchange(Kind kind, int status, std::chrono::nanoseconds took) noexcept;
  /// One that a stub answered; see CallTable::count.
  template <class Name>
  void matched(std::atomic<void*>& mark, const Name& name, int status, std::chrono::nanoseconds took) noexcept {
    calls_[index(Kind::matched)].count(mark, name, status);
    durations_[index(Kind::matched)].observe(took);
  }
  /// A request that no stub was asked about; 0: closed without an answer.
  void refused(int status) noexcept { count(refused_, status); }
  void admin(int status) noexcept { count(admin_, status); }

  using ByStatus = std::array<std::atomic<std::uint64_t>, 600>;
  [[nodiscard]] const CallTable& calls(Kind kind) const noexcept { return calls_[index(kind)]; }
  [[nodiscard]] const Histogram& duration(Kind kind) const noexcept { return durations_[index(kind)]; }
  [[nodiscard]] const ByStatus& refused() const noexcept { return refused_; }
  [[nodiscard]] const ByStatus& admin() const noexcept { return admin_; }
  /// What all journals in memory hold together.
  [[nodiscard]] const std::shared_ptr<scenario::Journal::Totals>& journals() const noexcept { return journals_; }

 private:
  static std::size_t index(Kind kind) noexcept { return static_cast<std::size_t>(kind); }
  static void count(ByStatus& counts, int status) noexcept {
    const auto slot = static_cast<std::size_t>(status);
    counts[slot < counts.size() ? slot : 0].fetch_add(1, std::memory_order_relaxed);
  }

  std::array<CallTable, 3> calls_;
  std::array<Histogram, 3> durations_;
  ByStatus refused_{}, admin_{};
  std::shared_ptr<scenario::Journal::Totals> journals_ = std::make_shared<scenario::Journal::Totals>();
};

}  // namespace phantomime::server
