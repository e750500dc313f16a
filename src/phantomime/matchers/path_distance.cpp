// How far a path is from a pattern, and what to change: by segments, as a person would compare them.
#include "phantomime/matchers/path_distance.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "phantomime/matchers/path_syntax.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

namespace {

double segment_distance(const PathPattern::Segment& wanted, std::string_view text) {
  if (wanted.is_literal()) return text_distance(wanted.prefix, text);
  constexpr double wrong_type = 0.5;
  constexpr double wrong_text = 0.8;
  const std::size_t around = wanted.prefix.size() + wanted.suffix.size();
  if (text.size() < around || !text.starts_with(wanted.prefix) || !text.ends_with(wanted.suffix)) return wrong_text;
  return capture_accepts(wanted.type, text.substr(wanted.prefix.size(), text.size() - around)) ? 0 : wrong_type;
}

// Edit distance over segments, so that one that is missing in front does not make all others differ.
// `cost(line, column)` is how far a wanted segment is from one that came.
template <class Cost>
double alignment(std::size_t lines, std::size_t columns, Cost&& cost) {
  if (lines == columns) {
    // Who leaves the diagonal pays for a segment too many and one too few; nearly always it is cheaper to stay.
    constexpr double least_detour = 2;
    double straight = 0;
    for (std::size_t index = 0; index < lines && straight <= least_detour; ++index) straight += cost(index, index);
    if (straight <= least_detour) return straight;
  }
  std::array<double, PathSegments::most + 1> row{};
  for (std::size_t column = 0; column <= columns; ++column) row[column] = static_cast<double>(column);
  for (std::size_t line = 0; line < lines; ++line) {
    double diagonal = row[0];
    row[0] = static_cast<double>(line + 1);
    for (std::size_t column = 1; column <= columns; ++column) {
      const double substituted = diagonal + cost(line, column - 1);
      diagonal = row[column];
      row[column] = std::min({row[column] + 1, row[column - 1] + 1, substituted});
    }
  }
  return row[columns];
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
std::string single_change(const std::vector<PathPattern::Segment>& wanted, const PathSegments& came) {
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
  const PathSegments texts{literal};
  for (std::size_t index = 0; index < texts.size(); ++index) {
    PathPattern::Segment segment;
    segment.prefix = texts[index];
    segments.push_back(std::move(segment));
  }
  return segments;
}

std::string_view without_slash(std::string_view path) noexcept {
  return path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

// Never 0: it does not match, even if that shows only past what was looked at.
double overall(double aligned, std::size_t segments) {
  return std::clamp(aligned / static_cast<double>(segments), PathDistance::only_a_slash, 1.0);
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

PathSegments::PathSegments(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  while (size_ < most) {
    const auto slash = path.find('/');
    segments_[size_++] = path.substr(0, slash);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
}

double PathDistance::to_literal(std::string_view canonical) const {
  if (canonical == path_) return 0;
  if (without_slash(path_) == without_slash(canonical)) return only_a_slash;
  const PathSegments wanted{canonical};
  return overall(
      alignment(wanted.size(), came_.size(),
                [&](std::size_t line, std::size_t column) { return text_distance(wanted[line], came_[column]); }),
      std::max(wanted.size(), came_.size()));
}

double PathDistance::to(const PathPattern& pattern) const {
  if (pattern.kind() == PathPattern::Kind::literal) return to_literal(pattern.canonical());
  if (pattern.matches(path_)) return 0;
  if (pattern.kind() != PathPattern::Kind::templated) return prefix_distance(pattern.text(), path_);
  const std::vector<PathPattern::Segment>& wanted = pattern.segments();
  const std::size_t lines = std::min(wanted.size(), PathSegments::most);
  return overall(
      alignment(lines, came_.size(),
                [&](std::size_t line, std::size_t column) { return segment_distance(wanted[line], came_[column]); }),
      std::max(lines, came_.size()));
}

double PathPattern::distance(std::string_view canonical_path) const { return PathDistance{canonical_path}.to(*this); }

std::string PathPattern::edit(std::string_view canonical_path) const {
  if (kind_ == Kind::glob || kind_ == Kind::expression)
    return std::string{"change the path so that it matches "} + (kind_ == Kind::glob ? "the glob " : "") +
           show_bare(text_);
  if (kind_ == Kind::literal && without_slash(canonical_path) == without_slash(canonical_))
    return canonical_path.ends_with('/') ? "leave out the slash at the end of the path"
                                         : "add a slash at the end of the path";
  std::string edit =
      single_change(kind_ == Kind::literal ? as_segments(canonical_) : segments_, PathSegments{canonical_path});
  return edit.empty() ? "change the path to " + show_bare(text_) : edit;
}

}  // namespace phantomime::matchers
