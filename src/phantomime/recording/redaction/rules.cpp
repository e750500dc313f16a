#include "phantomime/recording/redaction/rules.hpp"

#include <algorithm>

#include "phantomime/http/headers.hpp"

namespace phantomime::recording {
namespace {

Error bad_path(std::string_view path, std::string what) {
  return {ErrorCode::bad_expression,
          "'" + std::string{path} + "': " + std::move(what),
          {},
          "a path is $ with steps behind it: .name, ['name'], [3], [*], ..name"};
}

/// `[...]` at the beginning of `rest`, which it takes off. False where it is no step of ours.
bool take_bracket(std::string_view& rest, JsonSteps& steps) {
  const char quote = rest.size() > 1 && (rest[1] == '\'' || rest[1] == '"') ? rest[1] : '\0';
  const std::size_t begin = quote == '\0' ? 1 : 2;
  const std::size_t end = rest.find(quote == '\0' ? ']' : quote, begin);
  if (end == std::string_view::npos || (quote != '\0' && rest.substr(end + 1, 1) != "]")) return false;
  const std::string_view inside = rest.substr(begin, end - begin);
  rest.remove_prefix(end + (quote == '\0' ? 1 : 2));
  if (quote == '\0' && inside == "*") {
    steps.push_back({JsonStep::Kind::any, {}});
    return true;
  }
  if (quote == '\0' && (inside.empty() || inside.find_first_not_of("0123456789") != std::string_view::npos))
    return false;
  steps.push_back({JsonStep::Kind::member, std::string{inside}});
  return true;
}

bool leads(const JsonSteps& steps, std::size_t step, const std::vector<std::string>& members, std::size_t member) {
  if (step == steps.size()) return member == members.size();
  if (steps[step].kind == JsonStep::Kind::anywhere) {
    for (std::size_t at = member; at < members.size(); ++at)
      if (leads(steps, step + 1, members, at)) return true;
    return false;
  }
  if (member == members.size()) return false;
  const bool fits = steps[step].kind == JsonStep::Kind::any || steps[step].name == members[member];
  return fits && leads(steps, step + 1, members, member + 1);
}

bool same_or_begins(std::string_view pattern, std::string_view where) {
  if (pattern.empty() || pattern.back() != '*') return pattern == where;
  return where.substr(0, pattern.size() - 1) == pattern.substr(0, pattern.size() - 1);
}

}  // namespace

Result<JsonSteps> parse_json_steps(std::string_view path) {
  JsonSteps steps;
  if (path.substr(0, 1) != "$") return bad_path(path, "a path begins with $");
  // Several `..` could make comparing slow.
  std::size_t anywhere = 0;
  for (std::string_view rest = path.substr(1); !rest.empty();) {
    if (rest[0] == '[') {
      if (!take_bracket(rest, steps)) return bad_path(path, "filters, slices and lists of members find nothing here");
      continue;
    }
    if (rest[0] != '.') return bad_path(path, "a step begins with . or [");
    rest.remove_prefix(1);
    if (rest.substr(0, 1) == ".") {
      steps.push_back({JsonStep::Kind::anywhere, {}});
      if (++anywhere > 2) return bad_path(path, "more than two '..'");
      rest.remove_prefix(1);
      if (rest.substr(0, 1) == "[") continue;
    }
    const std::size_t end = std::min(rest.find_first_of(".["), rest.size());
    if (end == 0) return bad_path(path, "a step without a name");
    const bool any = rest.substr(0, end) == "*";
    steps.push_back({any ? JsonStep::Kind::any : JsonStep::Kind::member, any ? "" : std::string{rest.substr(0, end)}});
    rest.remove_prefix(end);
  }
  if (steps.empty() || steps.back().kind == JsonStep::Kind::anywhere) return bad_path(path, "it names no member");
  return steps;
}

bool leads_to(const JsonSteps& steps, const std::vector<std::string>& members) { return leads(steps, 0, members, 0); }

const SecretRule* RedactionRules::find(SecretRule::Place place, std::string_view name) const {
  for (const SecretRule& rule : secret)
    if (rule.place == place && rule.steps.empty() && http::same_name(rule.name, name)) return &rule;
  return nullptr;
}

const SecretRule* RedactionRules::find_json(std::string_view name, const std::vector<std::string>& members) const {
  for (const SecretRule& rule : secret) {
    if (rule.place != SecretRule::Place::json) continue;
    if (rule.steps.empty() ? !name.empty() && http::same_name(rule.name, name) : leads_to(rule.steps, members))
      return &rule;
  }
  return nullptr;
}

bool RedactionRules::has(SecretRule::Place place) const noexcept {
  return std::any_of(secret.begin(), secret.end(), [place](const SecretRule& rule) { return rule.place == place; });
}

bool RedactionRules::keeps_name(std::string_view name) const {
  return std::any_of(keep.begin(), keep.end(), [name](const KeepRule& rule) {
    return rule.by == KeepRule::By::name && http::same_name(rule.text, name);
  });
}

bool RedactionRules::keeps(std::string_view value, std::string_view where) const {
  return std::any_of(keep.begin(), keep.end(), [&](const KeepRule& rule) {
    if (rule.by == KeepRule::By::expression) return rule.expression->matches_whole(value);
    return rule.by == KeepRule::By::where && same_or_begins(rule.text, where);
  });
}

}  // namespace phantomime::recording
