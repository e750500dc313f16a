#include "phantomime/cli/unmatched_list.hpp"

#include <algorithm>

#include "phantomime/base/utf8.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t most_target_bytes = 500;

}  // namespace

void UnmatchedList::add(const server::ExchangeEvent& event) {
  if (event.kind != scenario::Played::Kind::unmatched) return;
  std::string request = event.method + " " + shorten(event.target, most_target_bytes);
  const std::lock_guard lock{mutex_};
  ++all_;
  auto found = place_.find(request + '\n' + event.near_miss);
  if (found == place_.end()) {
    if (kinds_.size() >= most_kinds) {
      ++others_;
      return;
    }
    found = place_.emplace(request + '\n' + event.near_miss, kinds_.size()).first;
    kinds_.push_back({std::move(request), event.status, event.near_miss, {}, false, 0});
  }
  auto& kind = kinds_[found->second];
  ++kind.times;
  if (event.space.empty() || std::find(kind.spaces.begin(), kind.spaces.end(), event.space) != kind.spaces.end())
    return;
  if (kind.spaces.size() < most_spaces)
    kind.spaces.push_back(event.space);
  else
    kind.more_spaces = true;
}

void UnmatchedList::tell(reports::RunReport& report) const {
  const std::lock_guard lock{mutex_};
  report.unmatched = kinds_;
  report.unmatched_requests = all_;
  report.unmatched_others = others_;
}

}  // namespace phantomime::cli
