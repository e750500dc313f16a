#include "phantomime/matchers/request_spec.hpp"

#include <algorithm>

#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

namespace {

// `other` is a path with the slash at its end put on or taken off; empty where there is none.
std::string other_slash(std::string_view path) {
  if (path.size() <= 1) return {};
  return path.ends_with('/') ? std::string{path.substr(0, path.size() - 1)} : std::string{path} + '/';
}

bool literal_matches(std::string_view pattern, std::string_view path) noexcept {
  // Of "//" the first slash is not the root's.
  if (pattern.size() > 2 && pattern.ends_with('/')) pattern.remove_suffix(1);
  if (path.size() > 2 && path.ends_with('/')) path.remove_suffix(1);
  return pattern == path;
}

std::string method_list(const std::vector<std::string>& methods) {
  std::string text;
  for (const std::string& method : methods) text += (text.empty() ? "" : ", ") + show_bare(method);
  return text;
}

std::string describe_path(const PathPattern& path) {
  switch (path.kind()) {
    case PathPattern::Kind::templated:
      return "has the form " + show_bare(path.text());
    case PathPattern::Kind::glob:
      return "matches the glob " + show_bare(path.text());
    case PathPattern::Kind::expression:
      return "matches " + show_bare(path.text());
    case PathPattern::Kind::literal:
      break;
  }
  return "is " + show_bare(path.text());
}

}  // namespace

bool RequestSpec::method_matches(std::string_view method) const {
  return methods.empty() || std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool RequestSpec::path_matches(std::string_view canonical_path) const {
  if (!path || path->matches(canonical_path)) return true;
  if (!trailing_slash_tolerated) return false;
  if (path->kind() == PathPattern::Kind::literal) return literal_matches(path->canonical(), canonical_path);
  const std::string other = other_slash(canonical_path);
  return !other.empty() && path->matches(other);
}

bool RequestSpec::path_matches(std::string_view canonical_path, Captures& captures) const {
  captures.clear();
  if (!path || path->matches(canonical_path, captures)) return true;
  if (!trailing_slash_tolerated) return false;
  if (path->kind() == PathPattern::Kind::literal) return literal_matches(path->canonical(), canonical_path);
  const std::string other = other_slash(canonical_path);
  return !other.empty() && path->matches(other, captures);
}

bool RequestSpec::conditions_match(const http::RequestView& request) const {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const MatcherPtr& condition) { return condition->matches(request); });
}

bool RequestSpec::matches(const http::RequestView& request) const {
  return method_matches(request.request().method) && path_matches(request.path()) && conditions_match(request);
}

void RequestSpec::explain(const http::RequestView& request, std::vector<Difference>& differences) const {
  const std::string& method = request.request().method;
  // The index lets GET answer HEAD, so that is no difference.
  if (!method_matches(method) && !(method == "HEAD" && method_matches("GET"))) {
    Difference difference{
        "method",    (methods.size() == 1 ? "is " : "is one of ") + method_list(methods), show_bare(method), {}, 1,
        method_where};
    difference.edit = "send " + show_bare(methods.front()) + " instead of " + show_bare(method);
    difference.distance = text_distance(methods.front(), method) < 0.5 ? 0.5 : 1;
    differences.push_back(std::move(difference));
  }
  if (!path_matches(request.path())) {
    Difference difference{"path", describe_path(*path), show_bare(request.path()), {}, 1, path_where};
    difference.distance = path->distance(request.path());
    difference.edit = path->edit(request.path());
    differences.push_back(std::move(difference));
  }
  for (const MatcherPtr& condition : conditions) condition->explain(request, differences);
}

unsigned RequestSpec::condition_count() const {
  unsigned count = 0;
  for (const MatcherPtr& condition : conditions) count += condition->conditions();
  return count;
}

}  // namespace phantomime::matchers
