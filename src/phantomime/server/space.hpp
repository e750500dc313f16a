#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/server/fault_list.hpp"
#include "phantomime/server/stage.hpp"

namespace phantomime::server {

/// The name of the space of requests that choose none.
inline constexpr std::string_view default_space_name = "default";

/// Whether a text may name a space: [A-Za-z0-9._-]{1,64}.
[[nodiscard]] bool is_space_name(std::string_view text) noexcept;

/// One isolated world on a server: what is played, what happened there (state, journal), its clock and its seed.
/// Thread-safe.
class Space {
 public:
  struct Settings {
    std::uint64_t seed = 0;
    VirtualClock::Start clock;
    std::shared_ptr<scenario::Journal::Pool> journals = {};     ///< that it shares with other spaces; null: none
    std::shared_ptr<std::atomic<std::uint64_t>> sequence = {};  ///< see scenario::Journal::Bounds
    std::shared_ptr<scenario::Journal::Totals> totals = {};     ///< the same
    std::shared_ptr<scenario::CoverageLedger> coverage = {};    ///< of the whole server; null: none is kept
    std::shared_ptr<const directives::Responder> missing = {};  ///< see scenario::Engine::Options
    bool operator==(const Settings& other) const noexcept {
      return seed == other.seed && clock.mode == other.clock.mode && clock.instant == other.clock.instant;
    }
  };
  /// `machine` must outlive it and its clock.
  Space(std::string name, std::shared_ptr<const scenario::Edition> edition, const Clock& machine,
        const Settings& settings);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool is_default() const noexcept { return name_ == default_space_name; }
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }
  [[nodiscard]] Stage& stage() noexcept { return stage_; }
  [[nodiscard]] const Stage& stage() const noexcept { return stage_; }
  [[nodiscard]] FaultList& faults() noexcept { return faults_; }
  [[nodiscard]] VirtualClock& clock() noexcept { return *clock_; }
  [[nodiscard]] const VirtualClock& clock() const noexcept { return *clock_; }
  /// For replies that wait for it, which may outlast the space.
  [[nodiscard]] const std::shared_ptr<VirtualClock>& shared_clock() const noexcept { return clock_; }
  /// When it was made, by the machine.
  [[nodiscard]] Instant created() const noexcept { return created_; }

  /// Requests answered since the start or the last reset, those of the admin API not among them.
  [[nodiscard]] std::uint64_t requests() const;
  /// Whether replies wait for its clock (and, for a moment, whether one is just being made).
  [[nodiscard]] bool is_waited_for() const noexcept { return clock_.use_count() > 1; }

  void use(Instant when) noexcept { used_.store(when, std::memory_order_relaxed); }
  /// When it was last used, by the machine.
  [[nodiscard]] Instant used() const noexcept { return used_.load(std::memory_order_relaxed); }

  /// Lets every reply go that waits for the clock, and those still to come.
  void end() { clock_->release(); }

 private:
  const std::string name_;
  const Settings settings_;
  const Instant created_;
  std::atomic<Instant> used_;
  const std::shared_ptr<VirtualClock> clock_;
  Stage stage_;
  FaultList faults_;
};

}  // namespace phantomime::server
