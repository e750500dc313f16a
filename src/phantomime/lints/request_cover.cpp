#include "phantomime/lints/request_cover.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace phantomime::lints {
namespace {

using matchers::CaptureType;
using matchers::PathPattern;
using matchers::RequestSpec;
using Segment = PathPattern::Segment;

bool type_covers(CaptureType wide, CaptureType narrow) {
  if (wide == narrow) return true;
  if (wide == CaptureType::any) return narrow != CaptureType::rest;
  return wide == CaptureType::number && narrow == CaptureType::integer;
}

bool segment_covers(const Segment& wide, const Segment& narrow) {
  if (wide.is_literal()) return narrow.is_literal() && wide.prefix == narrow.prefix;
  if (narrow.is_literal()) {
    std::string_view text = narrow.prefix;
    if (text.size() < wide.prefix.size() + wide.suffix.size() || !text.starts_with(wide.prefix) ||
        !text.ends_with(wide.suffix))
      return false;
    text.remove_prefix(wide.prefix.size());
    text.remove_suffix(wide.suffix.size());
    return capture_accepts(wide.type, text);
  }
  // `any` takes whatever stands between; for the other types the text around must be the same to say so.
  if (wide.type == CaptureType::any && narrow.type != CaptureType::rest)
    return narrow.prefix.starts_with(wide.prefix) && narrow.suffix.ends_with(wide.suffix);
  return wide.prefix == narrow.prefix && wide.suffix == narrow.suffix && type_covers(wide.type, narrow.type);
}

bool takes_rest(const Segment& segment) {
  return !segment.is_literal() && segment.type == CaptureType::rest && segment.prefix.empty();
}

bool template_covers(const PathPattern& wide, const PathPattern& narrow) {
  const auto& mine = wide.segments();
  const auto& theirs = narrow.segments();
  for (std::size_t at = 0; at < mine.size(); ++at) {
    if (at >= theirs.size()) return false;
    if (takes_rest(mine[at])) {
      const Segment& next = theirs[at];
      return takes_rest(next) || !next.is_literal() || !next.prefix.empty();
    }
    if (!segment_covers(mine[at], theirs[at])) return false;
  }
  return mine.size() == theirs.size();
}

/// The text with which every path of the pattern begins, as far as it can be told without decoding.
std::optional<std::string> fixed_beginning(const PathPattern& pattern) {
  const std::string& text = pattern.text();
  const std::size_t end = text.find_first_of(pattern.kind() == PathPattern::Kind::glob ? "*?" : "{");
  std::string beginning = text.substr(0, end);
  // `/a/**` matches `/a` too.
  if (end != std::string::npos && text.substr(end) == "**" && beginning.ends_with('/')) beginning.pop_back();
  if (beginning.find_first_of("%{}[]\\") != std::string::npos) return std::nullopt;
  if (end != std::string::npos && text.compare(end, 2, "{{") == 0) return std::nullopt;
  return beginning;
}

/// With what a path must begin, and no more, to be taken: `/rest/` for `/rest/**` and for `/rest/{all:rest}`.
std::optional<std::string> open_beginning(const PathPattern& pattern) {
  std::optional<std::string> beginning;
  if (pattern.kind() == PathPattern::Kind::glob && pattern.text().ends_with("/**")) {
    beginning = fixed_beginning(pattern);
    if (!beginning || beginning->size() + 3 != pattern.text().size())
      return std::nullopt;  // a wildcard before the last
    *beginning += '/';
  } else if (pattern.kind() == PathPattern::Kind::templated && takes_rest(pattern.segments().back())) {
    for (std::size_t at = 0; at + 1 < pattern.segments().size(); ++at)
      if (!pattern.segments()[at].is_literal()) return std::nullopt;
    beginning = fixed_beginning(pattern);
  }
  if (!beginning || !beginning->ends_with('/') || !pattern.matches(*beginning + "a/b")) return std::nullopt;
  return beginning;
}

bool open_end_covers(const PathPattern& wide, const PathPattern& narrow) {
  const auto mine = open_beginning(wide);
  if (!mine) return false;
  const auto theirs = fixed_beginning(narrow);
  if (!theirs || !theirs->starts_with(*mine)) return false;
  return theirs->size() > mine->size() || wide.matches(*mine);
}

std::string without_slash(std::string path) {
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

/// Every spelling of a literal path that the spec takes: with the slash at its end and without it.
bool literal_is_covered(const RequestSpec& wide, const RequestSpec& narrow) {
  const std::string& path = narrow.path->canonical();
  if (!wide.path_matches(path)) return false;
  if (!narrow.trailing_slash_tolerated) return true;
  const std::string bare = without_slash(path);
  return wide.path_matches(bare == path ? path + "/" : bare);
}

}  // namespace

bool methods_cover(const RequestSpec& wide, const RequestSpec& narrow) {
  if (wide.methods.empty()) return true;
  // HEAD needs no rule of its own: who answers GET for the narrow one's HEAD is decided in the same order.
  return !narrow.methods.empty() && std::all_of(narrow.methods.begin(), narrow.methods.end(), [&](const auto& method) {
    return std::find(wide.methods.begin(), wide.methods.end(), method) != wide.methods.end();
  });
}

bool path_covers(const RequestSpec& wide, const RequestSpec& narrow) {
  using Kind = PathPattern::Kind;
  if (!wide.path) return true;
  if (!narrow.path) return false;
  if (narrow.path->kind() == Kind::literal) return literal_is_covered(wide, narrow);
  if (narrow.trailing_slash_tolerated && !wide.trailing_slash_tolerated) return false;
  if (wide.path->kind() == narrow.path->kind() && wide.path->text() == narrow.path->text()) return true;
  if (wide.path->kind() == Kind::templated && narrow.path->kind() == Kind::templated &&
      template_covers(*wide.path, *narrow.path))
    return true;
  return narrow.path->kind() != Kind::expression && open_end_covers(*wide.path, *narrow.path);
}

std::string cover_key(const RequestSpec& wide) {
  if (!wide.path) return {};
  if (wide.path->kind() == PathPattern::Kind::literal) return "=" + without_slash(wide.path->canonical());
  if (wide.path->kind() == PathPattern::Kind::expression) return {};
  // Where the slash at the end is tolerated, `/a/*` takes `/a` too.
  return without_slash(fixed_beginning(*wide.path).value_or(""));
}

std::vector<std::string> covering_keys(const RequestSpec& narrow) {
  std::vector<std::string> keys{""};
  if (!narrow.path) return keys;
  const bool literal = narrow.path->kind() == PathPattern::Kind::literal;
  if (literal) keys.push_back("=" + without_slash(narrow.path->canonical()));
  // What a pattern of unknown beginning can be covered by: one spelled alike, whose beginning is as unknown, or one
  // that says nothing of it.
  const std::string beginning = literal ? narrow.path->canonical() : fixed_beginning(*narrow.path).value_or("");
  for (std::size_t length = 1; length <= beginning.size(); ++length) keys.push_back(beginning.substr(0, length));
  return keys;
}

std::vector<std::string> condition_identities(const RequestSpec& spec) {
  std::vector<std::string> identities;
  for (const matchers::MatcherPtr& condition : spec.conditions) {
    identities.push_back(condition->identity());
    // One that does not say who it is equals itself only: stubs may share it through their defaults.
    if (identities.back().empty())
      identities.back() = "at " + std::to_string(reinterpret_cast<std::uintptr_t>(condition.get()));
  }
  std::sort(identities.begin(), identities.end());
  identities.erase(std::unique(identities.begin(), identities.end()), identities.end());
  return identities;
}

bool conditions_cover(const std::vector<std::string>& wide, const std::vector<std::string>& narrow) {
  return std::includes(narrow.begin(), narrow.end(), wide.begin(), wide.end());
}

}  // namespace phantomime::lints
