#pragma once

#include <algorithm>
#include <vector>

#include "phantomime/base/located_json.hpp"

namespace phantomime::contract {

/// The members of an object in the order of their names, each once: the last, where one is repeated, as parsers take
/// it.
[[nodiscard]] inline std::vector<const LocatedJson::Member*> members_by_name(const LocatedJson& value) {
  std::vector<const LocatedJson::Member*> members;
  members.reserve(value.members.size());
  for (auto member = value.members.rbegin(); member != value.members.rend(); ++member) members.push_back(&*member);
  const auto before = [](const auto* a, const auto* b) { return a->name < b->name; };
  const auto same = [](const auto* a, const auto* b) { return a->name == b->name; };
  std::stable_sort(members.begin(), members.end(), before);
  members.erase(std::unique(members.begin(), members.end(), same), members.end());
  return members;
}

}  // namespace phantomime::contract
