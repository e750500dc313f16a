#include "phantomime/scenario/coverage_ledger.hpp"

#include <utility>

namespace phantomime::scenario {

state::Counter* CoverageLedger::enter(CoverageItem item) {
  Slot*& slot = by_key_[Coverage::key_of(item)];
  if (!slot) slot = &slots_.emplace_back();
  slot->item = std::move(item);
  slot->survey = surveys_;
  return &slot->count;
}

state::Counter* CoverageLedger::look_up(const CoverageItem& item) {
  const auto found = by_key_.find(Coverage::key_of(item));
  return found == by_key_.end() ? nullptr : &found->second->count;
}

void CoverageLedger::keep(const std::shared_ptr<const Edition>& edition, std::shared_ptr<const CoverageMap> map) {
  std::erase_if(maps_, [](const auto& entry) { return entry.second.edition.expired(); });
  maps_[edition.get()] = {edition, std::move(map)};
}

void CoverageLedger::survey(const std::shared_ptr<const Edition>& edition) {
  const std::lock_guard lock{mutex_};
  ++surveys_;
  keep(edition, std::make_shared<const CoverageMap>(edition->scenario(),
                                                    [this](CoverageItem item) { return enter(std::move(item)); }));
}

std::shared_ptr<const CoverageMap> CoverageLedger::map_of(const std::shared_ptr<const Edition>& edition) {
  const std::lock_guard lock{mutex_};
  const auto found = maps_.find(edition.get());
  if (found != maps_.end() && !found->second.edition.expired()) return found->second.map;
  auto map = std::make_shared<const CoverageMap>(edition->scenario(),
                                                 [this](const CoverageItem& item) { return look_up(item); });
  keep(edition, map);
  return map;
}

Coverage CoverageLedger::told() const {
  const std::lock_guard lock{mutex_};
  Coverage coverage;
  for (const Slot& slot : slots_) {
    CoverageItem item = slot.item;
    item.count = slot.count.load(std::memory_order_relaxed);
    if (item.count > 0 || slot.survey == surveys_) coverage.add(std::move(item));
  }
  return coverage;
}

}  // namespace phantomime::scenario
