#include "phantomime/scenario/coverage.hpp"

#include <limits>
#include <utility>

namespace phantomime::scenario {

void Coverage::add(CoverageItem item) {
  CoverageItem& known = items_[key_of(item)];
  const std::uint64_t room = std::numeric_limits<std::uint64_t>::max() - known.count;
  item.count = known.count + (item.count < room ? item.count : room);
  known = std::move(item);
}

void Coverage::add(const Coverage& newer) {
  for (const auto& [key, item] : newer.items_) add(item);
}

Coverage::Share Coverage::share(CoverageItem::Kind kind, std::string_view pack) const {
  Share share;
  for (const auto& [key, item] : items_) {
    if (item.kind != kind || (!pack.empty() && item.pack != pack)) continue;
    ++share.all;
    if (item.count > 0) ++share.touched;
  }
  return share;
}

}  // namespace phantomime::scenario
