#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include "phantomime/scenario/coverage.hpp"
#include "phantomime/scenario/coverage_map.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::scenario {

/// Counts what is touched of the editions that a server plays, one after the other, in all its spaces together: spaces
/// may go and worlds be reset, what was counted stays. Thread-safe; counting takes no lock.
class CoverageLedger {
 public:
  /// What of these files may be touched. Things that earlier editions had too, by their names, keep their counts.
  void survey(const std::shared_ptr<const Edition>& edition);
  /// The counters of an edition: of a surveyed one, or of one with run-time stubs over it, which are not counted.
  [[nodiscard]] std::shared_ptr<const CoverageMap> map_of(const std::shared_ptr<const Edition>& edition);
  /// What is in the files now, and what was touched before it went.
  [[nodiscard]] Coverage told() const;

 private:
  struct Slot {
    CoverageItem item;
    state::Counter count{0};
    std::uint64_t survey = 0;  ///< the last one that saw it
  };
  struct Made {
    std::weak_ptr<const Edition> edition;
    std::shared_ptr<const CoverageMap> map;
  };
  [[nodiscard]] state::Counter* enter(CoverageItem item);
  [[nodiscard]] state::Counter* look_up(const CoverageItem& item);
  void keep(const std::shared_ptr<const Edition>& edition, std::shared_ptr<const CoverageMap> map);

  mutable std::mutex mutex_;
  std::uint64_t surveys_ = 0;
  std::deque<Slot> slots_;  ///< never shrinks: counters are pointed at
  std::map<Coverage::Key, Slot*> by_key_;
  std::map<const Edition*, Made> maps_;  ///< of editions that are played
};

}  // namespace phantomime::scenario
