// How far a path is from a pattern, and what to change: by segments, as a person would compare them.
#include <algorithm>
#include <vector>

#include "phantomime/matchers/path_syntax.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

namespace {

// Longer paths are looked at so far; whoever sends them is not near to anything.
constexpr std::size_t most_segments = 32;

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  while (segments.size() < most_segments) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return segments;
}

double segment_distance(const PathPattern::Segment& wanted, std::string_view text) {
  if (wanted.is_literal()) return text_distance(wanted.prefix, text);
  constexpr double wrong_type = 0.5;
  constexpr double wrong_text = 0.8;
  const std::size_t around = wanted.prefix.size() + wanted.suffix.size();
  if (text.size() < around || !text.starts_with(wanted.prefix) || !text.ends_with(wanted.suffix)) return wrong_text;
  return capture_accepts(wanted.type, text.substr(wanted.prefix.size(), text.size() - around)) ? 0 : wrong_type;
}

// Edit distance over segments, so that one that is missing in front does not make all others differ.
double alignment(const std::vector<PathPattern::Segment>& wanted, const std::vector<std::string_view>& came) {
  std::vector<double> row(came.size() + 1);
  for (std::size_t column = 0; column < row.size(); ++column) row[column] = static_cast<double>(column);
  for (std::size_t line = 0; line < wanted.size(); ++line) {
    double diagonal = row[0];
    row[0] = static_cast<double>(line + 1);
    for (std::size_t column = 1; column < row.size(); ++column) {
      const double substituted = diagonal + segment_distance(wanted[line], came[column - 1]);
      diagonal = row[column];
      row[column] = std::min({row[column] + 1, row[column - 1] + 1, substituted});
    }
  }
  return row.back();
}

std::string change_of(const PathPattern::Segment& wanted, std::string_view text) {
  if (wanted.is_literal()) return "change " + show_text(text) + " in the path to " + show_text(wanted.prefix);
  const std::string form = "{" + wanted.name + "}";
  std::string edit = "change " + show_text(text) + " in the path to " + std::string{phrase(wanted.type)};
  if (!wanted.prefix.empty() || !wanted.suffix.empty())
    edit += " as " + form + " in " + show_text(wanted.prefix + form + wanted.suffix);
  return edit;
}

// The one segment that differs, if it is one.
std::string single_change(const std::vector<PathPattern::Segment>& wanted, const std::vector<std::string_view>& came) {
  if (wanted.size() != came.size()) return {};
  std::string edit;
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    if (segment_distance(wanted[index], came[index]) == 0) continue;
    if (!edit.empty() || came[index].empty() || (wanted[index].is_literal() && wanted[index].prefix.empty())) return {};
    edit = change_of(wanted[index], came[index]);
  }
  return edit;
}

std::vector<PathPattern::Segment> as_segments(std::string_view literal) {
  std::vector<PathPattern::Segment> segments;
  for (const std::string_view text : split(literal)) {
    PathPattern::Segment segment;
    segment.prefix = text;
    segments.push_back(std::move(segment));
  }
  return segments;
}

std::string_view without_slash(std::string_view path) noexcept {
  return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

// Globs and expressions: the part before the first wildcard is all that can be compared.
double prefix_distance(std::string_view pattern, std::string_view path) {
  constexpr double nearest_possible = 0.3;
  const std::string_view fixed = pattern.substr(0, pattern.find_first_of("*?[(\\{+.|"));
  std::size_t same = 0;
  while (same < fixed.size() && same < path.size() && fixed[same] == path[same]) ++same;
  if (fixed.size() <= 1) return 1;
  return 1 - (1 - nearest_possible) * static_cast<double>(same) / static_cast<double>(fixed.size());
}

}  // namespace

double PathPattern::distance(std::string_view canonical_path, std::string& edit) const {
  edit.clear();
  if (matches(canonical_path)) return 0;
  if (kind_ == Kind::glob || kind_ == Kind::expression) {
    edit = std::string{"change the path so that it matches "} + (kind_ == Kind::glob ? "the glob " : "") +
           show_bare(text_);
    return prefix_distance(text_, canonical_path);
  }
  constexpr double only_a_slash = 0.05;
  if (kind_ == Kind::literal && without_slash(canonical_path) == without_slash(canonical_)) {
    edit = canonical_path.ends_with('/') ? "leave out the slash at the end of the path"
                                         : "add a slash at the end of the path";
    return only_a_slash;
  }
  const auto wanted = kind_ == Kind::literal ? as_segments(canonical_) : segments_;
  const auto came = split(canonical_path);
  edit = single_change(wanted, came);
  if (edit.empty()) edit = "change the path to " + show_bare(text_);
  const auto longer = static_cast<double>(std::max(wanted.size(), came.size()));
  // Never 0: it does not match, even if that shows only past what was looked at.
  return std::clamp(alignment(wanted, came) / longer, only_a_slash, 1.0);
}

}  // namespace phantomime::matchers
