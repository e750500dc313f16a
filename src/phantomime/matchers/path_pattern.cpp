#include "phantomime/matchers/path_pattern.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/matchers/path_syntax.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

namespace {

std::string_view next_segment(std::string_view& rest) noexcept {
  const std::string_view segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(rest.size(), segment.size() + 1));
  return segment;
}

// What a capture takes of a segment between its prefix and suffix, if the segment has these around it.
bool captured_part(const PathPattern::Segment& segment, std::string_view text, std::string_view& part) noexcept {
  if (text.size() < segment.prefix.size() + segment.suffix.size() || !text.starts_with(segment.prefix) ||
      !text.ends_with(segment.suffix))
    return false;
  part = text.substr(segment.prefix.size(), text.size() - segment.prefix.size() - segment.suffix.size());
  return capture_accepts(segment.type, part);
}

bool matches_template(const std::vector<PathPattern::Segment>& segments, std::string_view path, Captures* captures) {
  if (!path.starts_with('/')) return false;
  std::string_view rest = path.substr(1);
  bool more = true;  // whether a segment, possibly empty, is left
  for (const PathPattern::Segment& segment : segments) {
    if (!more) return false;
    std::string_view text;
    if (segment.type == CaptureType::rest && !segment.is_literal()) {
      text = rest;
      more = false;
    } else {
      more = rest.find('/') != std::string_view::npos;
      text = next_segment(rest);
    }
    if (segment.is_literal()) {
      if (text != segment.prefix) return false;
      continue;
    }
    std::string_view part;
    if (!captured_part(segment, text, part)) return false;
    if (captures) captures->emplace_back(segment.name, http::percent_decode(part));
  }
  return !more;
}

bool all_of(std::string_view text, bool (*accepts)(char)) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), accepts);
}

bool is_word(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string_view without_sign(std::string_view text) noexcept {
  if (text.starts_with('-')) text.remove_prefix(1);
  return text;
}

bool is_number(std::string_view text) noexcept {
  text = without_sign(text);
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    if (!all_of(without_sign(exponent), is_digit)) return false;
    text = text.substr(0, e);
  }
  const auto point = text.find('.');
  if (point == std::string_view::npos) return all_of(text, is_digit);
  return all_of(text.substr(0, point), is_digit) && all_of(text.substr(point + 1), is_digit);
}

bool is_uuid(std::string_view text) noexcept {
  constexpr std::size_t length = 36;
  if (text.size() != length) return false;
  for (std::size_t at = 0; at < length; ++at) {
    const bool hyphen = at == 8 || at == 13 || at == 18 || at == 23;
    if (hyphen ? text[at] != '-' : !is_hex_digit(text[at])) return false;
  }
  return true;
}

}  // namespace

bool capture_accepts(CaptureType type, std::string_view segment) noexcept {
  switch (type) {
    case CaptureType::any:
      return !segment.empty();
    case CaptureType::integer:
      return all_of(without_sign(segment), is_digit);
    case CaptureType::number:
      return is_number(segment);
    case CaptureType::uuid:
      return is_uuid(segment);
    case CaptureType::word:
      return all_of(segment, is_word);
    case CaptureType::rest:
      return true;
  }
  return false;
}

std::vector<std::string> PathPattern::capture_names() const {
  std::vector<std::string> names;
  for (const Segment& segment : segments_)
    if (!segment.is_literal()) names.push_back(segment.name);
  if (kind_ == Kind::expression) names = regex_->group_names();
  return names;
}

bool PathPattern::matches(std::string_view canonical_path) const {
  switch (kind_) {
    case Kind::literal:
      return canonical_path == canonical_;
    case Kind::templated:
      return matches_template(segments_, canonical_path, nullptr);
    case Kind::glob:
    case Kind::expression:
      return regex_->matches_whole(canonical_path);
  }
  return false;
}

bool PathPattern::matches(std::string_view canonical_path, Captures& captures) const {
  captures.clear();
  if (kind_ == Kind::templated) {
    if (matches_template(segments_, canonical_path, &captures)) return true;
    captures.clear();
    return false;
  }
  if (kind_ != Kind::expression || regex_->group_names().empty()) return matches(canonical_path);
  std::vector<std::string> captured;
  if (!regex_->matches_whole(canonical_path, captured)) return false;
  const auto& names = regex_->group_names();
  for (std::size_t group = 0; group < names.size() && group < captured.size(); ++group)
    captures.emplace_back(names[group], http::percent_decode(captured[group]));
  return true;
}

Result<PathPattern> PathPattern::parse(std::string_view text) {
  auto syntax = read_path(text);
  if (!syntax) return std::move(syntax).error();
  PathPattern pattern;
  pattern.text_ = text;
  pattern.segments_ = std::move(syntax->segments);
  pattern.literal_characters_ = syntax->literal_characters;
  if (!syntax->has_captures) {
    pattern.kind_ = Kind::literal;
    pattern.canonical_ = std::move(syntax->literal);
    pattern.segments_.clear();
  } else {
    pattern.kind_ = Kind::templated;
  }
  return pattern;
}

std::optional<PathPattern> PathPattern::load(const Node& node, LoadContext& context) {
  const auto report = [&](const Node& where, const Error& error) {
    context.error(where, error.code, error.what, error.hint);
    return std::nullopt;
  };
  if (!node.is_mapping()) {
    if (node.is_sequence()) {
      context.error(node, ErrorCode::wrong_type, "expected a path, found a list",
                    "write a stub for each path, or {glob: ...} or {expression: ...}");
      return std::nullopt;
    }
    const auto text = read_text(node, context, "'path'");
    if (!text) return std::nullopt;
    auto pattern = parse(*text);
    if (!pattern) return report(node, pattern.error());
    return std::move(*pattern);
  }
  const std::size_t errors = context.error_count();
  std::optional<PathPattern> result;
  read_mapping(node, context, "'path'", path_keys(), [&](const PathKey& key, const Node& value) {
    const auto text = read_string(value, context, "'" + std::string{key.key} + "'");
    if (!text) return;
    auto syntax = key.read(*text);
    if (!syntax) return (void)report(value, syntax.error());
    PathPattern pattern;
    pattern.kind_ = key.kind;
    pattern.text_ = *text;
    pattern.regex_ = std::move(syntax->regex);
    pattern.literal_characters_ = syntax->literal_characters;
    result = std::move(pattern);
  });
  if (context.error_count() != errors) return std::nullopt;
  if (node.size() != 1) {
    context.error(node, node.size() == 0 ? ErrorCode::missing_key : ErrorCode::conflict,
                  "'path' needs exactly one of 'glob' and 'expression'", "write {glob: /files/**}");
    return std::nullopt;
  }
  return result;
}

}  // namespace phantomime::matchers
