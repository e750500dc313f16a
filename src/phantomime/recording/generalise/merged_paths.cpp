#include <algorithm>
#include <map>
#include <set>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/generalise/grouping.hpp"
#include "phantomime/recording/generalise/request_draft.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/learn/value_format.hpp"

namespace phantomime::recording {
namespace {

/// The path with `{}` for what names one of many things.
std::string shape_of(const Group& group) {
  std::string shape;
  for (const std::string& segment : path_segments(group.request.path))
    shape += '/' + (is_identifier(segment) ? "{}" : segment);
  return shape;
}

Capture::Type type_of(const std::vector<std::string>& values) {
  const auto all = [&](ValueFormat format) {
    return std::all_of(values.begin(), values.end(), [&](const auto& value) { return format_of(value) == format; });
  };
  const bool integers =
      std::all_of(values.begin(), values.end(), [](const auto& value) { return integer_of(value).has_value(); });
  return integers ? Capture::Type::integer : all(ValueFormat::uuid) ? Capture::Type::uuid : Capture::Type::any;
}

/// A capture's name: `id`, or that of the segment before it.
std::string name_of(const std::vector<std::string>& segments, std::size_t at, bool is_last) {
  if (is_last) return "id";
  std::string name;
  if (at > 0)
    for (const char c : segments[at - 1]) name += is_letter(c) || is_digit(c) ? to_lower(c) : '_';
  return (name.empty() || is_digit(name.front()) ? "part" + std::to_string(at) : name) + "_id";
}

std::string written(const Capture& capture) {
  constexpr std::string_view types[] = {"", ":integer", ":uuid"};
  return '{' + capture.name + std::string{types[static_cast<std::size_t>(capture.type)]} + '}';
}

std::string doubled_braces(std::string_view text) {
  std::string result;
  for (const char c : text) result.append(c == '{' || c == '}' ? 2 : 1, c);
  return result;
}

/// Makes one group of several that differ in some segments of their paths.
class Merge {
 public:
  explicit Merge(std::vector<const Group*> groups) : groups_{std::move(groups)} {
    for (const Group* group : groups_) paths_.push_back(path_segments(group->request.path));
    for (std::size_t at = 0; at < paths_.front().size(); ++at) {
      std::vector<std::string> values;
      for (const auto& path : paths_) values.push_back(path[at]);
      if (std::any_of(values.begin(), values.end(), [&](const auto& value) { return value != values.front(); })) {
        captured_.push_back(at);
        types_.push_back(type_of(values));
      }
    }
  }

  [[nodiscard]] std::vector<Capture> captures_of(std::size_t group) const {
    std::vector<Capture> captures;
    std::set<std::string> names;
    for (std::size_t at = 0; at < captured_.size(); ++at) {
      std::string name = name_of(paths_.front(), captured_[at], at + 1 == captured_.size());
      while (!names.insert(name).second) name += '_';
      captures.push_back({std::move(name), paths_[group][captured_[at]], types_[at]});
    }
    return captures;
  }

  [[nodiscard]] Group whole() const {
    Group merged;
    merged.request = groups_.front()->request;
    merged.request.path = path();
    merged.request.is_template = true;
    for (std::size_t group = 0; group < groups_.size(); ++group)
      for (const Played& played : groups_[group]->exchanges) {
        merged.exchanges.push_back(played);
        merged.captures.push_back(captures_of(group));
      }
    return merged;
  }

 private:
  [[nodiscard]] std::string path() const {
    std::string text;
    const auto captures = captures_of(0);
    std::string_view raw = groups_.front()->request.path;
    raw.remove_prefix(raw.starts_with('/') ? 1 : 0);
    for (std::size_t at = 0, next = 0; at < paths_.front().size(); ++at) {
      const std::size_t slash = raw.find('/');
      const bool capture = next < captured_.size() && captured_[next] == at;
      text += '/' + (capture ? written(captures[next++]) : doubled_braces(raw.substr(0, slash)));
      raw.remove_prefix(slash == std::string_view::npos ? raw.size() : slash + 1);
    }
    return text;
  }

  std::vector<const Group*> groups_;
  std::vector<std::vector<std::string>> paths_;
  std::vector<std::size_t> captured_;
  std::vector<Capture::Type> types_;
};

bool is_safe(const std::string& method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

class Merging {
 public:
  Merging(const Marks& marks, std::size_t recordings) : marks_{marks}, recordings_{recordings} {}

  /// Those among the candidates that one template answers, in parts by what they answer.
  [[nodiscard]] std::vector<std::vector<const Group*>> parts_of(const std::vector<const Group*>& candidates) const {
    const Merge all{candidates};
    std::map<std::string, std::vector<const Group*>> by_answers;
    std::set<std::string> changing;
    for (std::size_t at = 0; at < candidates.size(); ++at) {
      Group group = *candidates[at];
      const auto captures = all.captures_of(at);
      group.captures.assign(group.exchanges.size(), captures);
      const auto sequences = answer_sequences(group, marks_, recordings_);
      if (!agree(sequences)) continue;
      const std::string key = sequences.front().size() > 1 ? "changes" : sequences.front().front();
      if (changes(group)) changing.insert(key);
      const bool echo_matters = recordings_ == 1 && !changing.contains(key) && is_safe(group.request.method);
      if (echo_matters && !echoes_request(*group.exchanges.front().exchange, captures)) continue;
      by_answers[key].push_back(candidates[at]);
    }
    std::vector<std::vector<const Group*>> parts;
    for (auto& [key, part] : by_answers)
      if (part.size() > 1 && (!changing.contains(key) || may_change(part))) parts.push_back(std::move(part));
    return parts;
  }

 private:
  [[nodiscard]] bool changes(const Group& group) const {
    const auto sequences = answer_sequences(group, marks_, recordings_, Enumerated::told);
    return std::any_of(sequences.begin(), sequences.end(), [](const auto& one) { return one.size() > 1; });
  }

  /// Calls are counted by stub, not by what is captured: only one thing a recording may change its answers.
  [[nodiscard]] bool may_change(const std::vector<const Group*>& part) const {
    std::set<std::size_t> seen;
    for (const Group* group : part) {
      std::set<std::size_t> own;
      for (const Played& played : group->exchanges) own.insert(played.recording);
      for (const std::size_t recording : own)
        if (!seen.insert(recording).second) return false;
    }
    return agree(answer_sequences(Merge{part}.whole(), marks_, recordings_));
  }

  const Marks& marks_;
  std::size_t recordings_;
};

}  // namespace

std::vector<Group> merged_paths(std::vector<Group> groups, const Marks& marks, std::size_t recordings,
                                const LiteralExchanges& literal) {
  std::map<std::string, std::vector<const Group*>> alike;
  for (const Group& group : groups) {
    const bool is_literal = std::any_of(group.exchanges.begin(), group.exchanges.end(),
                                        [&](const Played& played) { return literal.contains(played.exchange); });
    if (!is_literal) alike[shape_of(group) + '\n' + identity_of(group.request, PathCounts::no)].push_back(&group);
  }
  const Merging merging{marks, recordings};
  std::map<const Group*, Group> merged;  // by the first of those that it is made of
  std::set<const Group*> gone;
  for (const auto& [shape, candidates] : alike) {
    if (candidates.size() < 2) continue;
    for (const auto& part : merging.parts_of(candidates)) {
      merged.emplace(part.front(), Merge{part}.whole());
      gone.insert(part.begin(), part.end());
    }
  }
  std::vector<Group> result;
  for (Group& group : groups) {
    if (const auto found = merged.find(&group); found != merged.end())
      result.push_back(std::move(found->second));
    else if (!gone.contains(&group))
      result.push_back(std::move(group));
  }
  return result;
}

}  // namespace phantomime::recording
