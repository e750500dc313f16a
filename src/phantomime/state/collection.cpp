#include "phantomime/state/collection.hpp"

#include <algorithm>

namespace phantomime::state {

const std::string& Member::error_for(const std::string& kind) const noexcept {
  const auto found = std::find_if(errors.begin(), errors.end(), [&](const auto& entry) { return entry.first == kind; });
  return found == errors.end() ? kind : found->second;
}

const Member* Collection::find(std::string_view member) const noexcept {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const Member& one) { return one.name == member; });
  return found == members.end() ? nullptr : &*found;
}

const Member* Collection::written(std::string_view called) const noexcept {
  for (const Member& member : members) {
    if (member.view) continue;
    if (member.written_as.empty()
            ? member.name == called
            : std::find(member.written_as.begin(), member.written_as.end(), called) != member.written_as.end())
      return &member;
  }
  return nullptr;
}

}  // namespace phantomime::state
