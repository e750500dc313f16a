#include "phantomime/lints/overlap_candidates.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace phantomime::lints {
namespace {

using matchers::Facet;
using scenario::Rank;
using scenario::Stub;

/// Parts with their lengths before them: no two lists of parts make the same text.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(std::to_string(part.size())).append(1, ':').append(part);
  return text;
}

std::string name_of(const matchers::FacetKey& key) {
  return joined({std::to_string(static_cast<int>(key.kind)), key.name});
}

std::vector<std::string> sorted(std::vector<std::string> fields) {
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return fields;
}

std::string list_of(const std::vector<std::string>& fields) {
  std::string text;
  for (const std::string& field : fields) text += joined({field});
  return text;
}

bool is_literal(const Stub& stub) {
  return stub.request.path && stub.request.path->kind() == matchers::PathPattern::Kind::literal;
}

}  // namespace

OverlapCandidates::OverlapCandidates(const Input& input, const std::vector<std::vector<Facet>>& facets)
    : input_{input}, facets_{facets} {
  names_.resize(facets.size());
  for (std::uint32_t stub = 0; stub < input.scenario.stubs.size(); ++stub) {
    for (const Facet& facet : facets[stub]) names_[stub].push_back(name_of(facet.key));
    if (is_literal(input.scenario.stubs[stub])) add(stub);
  }
}

std::string OverlapCandidates::group_of(std::uint32_t stub) const {
  const Rank& rank = input_.index.rank(stub);
  const Stub& spec = input_.scenario.stubs[stub];
  std::string path = spec.request.path->canonical();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();  // where tolerated, with and without are one path
  return joined({path, std::to_string(spec.pack), std::to_string(rank.priority), std::to_string(rank.method_kind),
                 std::to_string(rank.conditions)});
}

void OverlapCandidates::add(std::uint32_t stub) {
  const std::string group = group_of(stub);
  const std::vector<std::string> fields = sorted(names_[stub]);
  groups_[group][fields].push_back(stub);
  for (const Facet& facet : facets_[stub])
    by_value_[joined({group, list_of(fields), name_of(facet.key), facet.value})].push_back(stub);
}

void OverlapCandidates::forget(std::uint32_t stub) {
  if (!is_literal(input_.scenario.stubs[stub])) return;
  Group& group = groups_.at(group_of(stub));
  const auto stubs = group.find(sorted(names_[stub]));
  if (stubs == group.end()) return;
  stubs->second.erase(std::remove(stubs->second.begin(), stubs->second.end(), stub), stubs->second.end());
  if (stubs->second.empty()) group.erase(stubs);
}

bool OverlapCandidates::tied(std::uint32_t first, std::uint32_t second) const {
  const Rank& a = input_.index.rank(first);
  const Rank& b = input_.index.rank(second);
  return input_.scenario.stubs[first].pack == input_.scenario.stubs[second].pack && a.priority == b.priority &&
         a.path_kind == b.path_kind && a.literal_characters == b.literal_characters && a.method_kind == b.method_kind &&
         a.conditions == b.conditions && a.order < b.order;
}

std::vector<std::uint32_t> OverlapCandidates::after(std::uint32_t stub, const http::RequestView& request) const {
  std::vector<std::uint32_t> found;
  const auto add_tied = [&](const std::vector<std::uint32_t>& others) {
    for (const std::uint32_t other : others)
      if (other != stub && tied(stub, other)) found.push_back(other);
  };
  if (!is_literal(input_.scenario.stubs[stub])) {
    add_tied(input_.index.on_path(request));
    return found;
  }
  const std::string group = group_of(stub);
  for (const auto& entry : groups_.at(group)) {
    const std::vector<std::string>& fields = entry.first;  // clang 14 lets no lambda see a structured binding
    const std::vector<std::uint32_t>& stubs = entry.second;
    const auto& names = names_[stub];
    const auto shared = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      return std::binary_search(fields.begin(), fields.end(), name);
    });
    if (shared == names.end()) {
      add_tied(stubs);
      continue;
    }
    const auto& value = facets_[stub][static_cast<std::size_t>(shared - names.begin())].value;
    const auto same = by_value_.find(joined({group, list_of(fields), *shared, value}));
    if (same != by_value_.end()) add_tied(same->second);
  }
  return found;
}

}  // namespace phantomime::lints
