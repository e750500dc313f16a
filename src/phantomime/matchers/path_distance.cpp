// How far a path is from a pattern, and what to change: by segments, as a person would compare them.
#include <algorithm>
#include <array>
#include <vector>

#include "phantomime/matchers/path_syntax.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

namespace {

// Longer paths are looked at so far; whoever sends them is not near to anything.
constexpr std::size_t most_segments = 32;

/// The segments of a path, at most so many.
class Split {
 public:
  explicit Split(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    while (size_ < most_segments) {
      const auto slash = path.find('/');
      segments_[size_++] = path.substr(0, slash);
      if (slash == std::string_view::npos) break;
      path.remove_prefix(slash + 1);
    }
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept { return segments_[index]; }

 private:
  std::array<std::string_view, most_segments> segments_;
  std::size_t size_ = 0;
};

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
  std::array<double, most_segments + 1> row{};
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
std::string single_change(const std::vector<PathPattern::Segment>& wanted, const Split& came) {
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
  const Split texts{literal};
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

double PathPattern::distance(std::string_view canonical_path) const {
  if (matches(canonical_path)) return 0;
  if (kind_ == Kind::glob || kind_ == Kind::expression) return prefix_distance(text_, canonical_path);
  const bool literal = kind_ == Kind::literal;
  constexpr double only_a_slash = 0.05;
  if (literal && without_slash(canonical_path) == without_slash(canonical_)) return only_a_slash;
  const Split came{canonical_path};
  const Split texts{literal ? std::string_view{canonical_} : std::string_view{}};
  const std::size_t lines = literal ? texts.size() : std::min(segments_.size(), most_segments);
  const double aligned = alignment(lines, came.size(), [&](std::size_t line, std::size_t column) {
    return literal ? text_distance(texts[line], came[column]) : segment_distance(segments_[line], came[column]);
  });
  // Never 0: it does not match, even if that shows only past what was looked at.
  return std::clamp(aligned / static_cast<double>(std::max(lines, came.size())), only_a_slash, 1.0);
}

std::string PathPattern::edit(std::string_view canonical_path) const {
  if (kind_ == Kind::glob || kind_ == Kind::expression)
    return std::string{"change the path so that it matches "} + (kind_ == Kind::glob ? "the glob " : "") +
           show_bare(text_);
  if (kind_ == Kind::literal && without_slash(canonical_path) == without_slash(canonical_))
    return canonical_path.ends_with('/') ? "leave out the slash at the end of the path"
                                         : "add a slash at the end of the path";
  std::string edit = single_change(kind_ == Kind::literal ? as_segments(canonical_) : segments_, Split{canonical_path});
  return edit.empty() ? "change the path to " + show_bare(text_) : edit;
}

}  // namespace phantomime::matchers
