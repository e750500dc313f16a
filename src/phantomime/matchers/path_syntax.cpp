#include "phantomime/matchers/path_syntax.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/suggest.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::matchers {

namespace {

constexpr std::array<std::string_view, 6> type_names = {"any", "integer", "number", "uuid", "word", "rest"};

std::string in_quotes(std::string_view text) { return "'" + std::string{text} + "'"; }

Error bad(std::string what, std::string hint) {
  return {ErrorCode::bad_value, std::move(what), std::nullopt, std::move(hint)};
}

bool is_name(std::string_view name) noexcept {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
}

// `{name:type}` without its braces.
Result<PathPattern::Segment> read_capture(std::string_view inside) {
  PathPattern::Segment segment;
  const auto colon = inside.find(':');
  segment.name = inside.substr(0, colon);
  if (!is_name(segment.name))
    return bad(in_quotes(segment.name) + " is no name for a capture",
               "use letters, digits and _, as in {id:integer}; a literal brace is written {{ or }}");
  if (colon == std::string_view::npos) return segment;
  const std::string_view type = inside.substr(colon + 1);
  const auto* const found = std::find(type_names.begin(), type_names.end(), type);
  if (found == type_names.end()) {
    std::string hint = "use any, integer, number, uuid, word or rest";
    if (const auto near = nearest(type, type_names); !near.empty()) hint = "did you mean " + in_quotes(near) + "?";
    return bad(in_quotes(type) + " is no type of a capture", hint);
  }
  segment.type = static_cast<CaptureType>(found - type_names.begin());
  return segment;
}

// One segment: text, doubled braces, at most one capture.
Result<PathPattern::Segment> read_segment(std::string_view text) {
  PathPattern::Segment segment;
  std::string literal;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char character = text[at];
    if ((character == '{' || character == '}') && at + 1 < text.size() && text[at + 1] == character) {
      literal += character;
      ++at;
    } else if (character == '}') {
      return bad("'}' without '{' in " + in_quotes(text), "write }} for a literal brace");
    } else if (character == '{') {
      const auto close = text.find('}', at);
      if (close == std::string_view::npos)
        return bad("'{' without '}' in " + in_quotes(text), "write {name:type}, or {{ for a literal brace");
      if (!segment.is_literal())
        return bad(in_quotes(text) + " has two captures in one segment",
                   "use path: {expression: ...} with named groups");
      auto capture = read_capture(text.substr(at + 1, close - at - 1));
      if (!capture) return capture;
      segment.name = capture->name;
      segment.type = capture->type;
      segment.prefix = http::canonical_path(literal);
      literal.clear();
      at = close;
    } else {
      literal += character;
    }
  }
  (segment.is_literal() ? segment.prefix : segment.suffix) = http::canonical_path(literal);
  return segment;
}

std::optional<Error> check_captures(const std::vector<PathPattern::Segment>& segments, std::string_view text) {
  for (std::size_t index = 0; index < segments.size(); ++index) {
    const auto& segment = segments[index];
    if (segment.is_literal()) continue;
    if (segment.type == CaptureType::rest && (index + 1 != segments.size() || !segment.suffix.empty()))
      return bad("the capture " + in_quotes(segment.name) + " takes the whole rest, but something follows it",
                 "put {" + segment.name + ":rest} last, or use another type");
    const auto same = [&](const auto& other) { return other.name == segment.name; };
    if (std::any_of(segments.begin() + static_cast<std::ptrdiff_t>(index) + 1, segments.end(), same))
      return bad("the capture " + in_quotes(segment.name) + " appears twice in " + in_quotes(text),
                 "give each capture a name of its own");
  }
  return std::nullopt;
}

// `/rest/x` beside `query: {page: "2"}`: what somebody who wrote a query into a path meant.
Error query_in_path(std::string_view text) {
  const auto mark = text.find('?');
  std::string hint = "the query is no part of the path: write path: " + std::string{text.substr(0, mark)};
  const http::Fields fields = http::parse_fields(text.substr(mark + 1));
  if (fields.empty()) return bad("the path " + in_quotes(text) + " has a '?'", hint + "; a literal one is %3F");
  std::string query;
  for (const http::Field& field : fields) {
    query += (query.empty() ? "" : ", ") + field.name + ": ";
    query += field.bare ? "{bare: true}" : field.value.empty() ? "''" : field.value;
  }
  return bad("the path " + in_quotes(text) + " has a '?'", hint + " and query: {" + query + "}; a literal one is %3F");
}

std::optional<Error> check_start(std::string_view text) {
  if (text.starts_with('/')) return std::nullopt;
  if (text.find("://") != std::string_view::npos)
    return bad("expected a path, found the URL " + in_quotes(text), "leave out the scheme and the host");
  return bad("the path " + in_quotes(text) + " does not start with '/'", "write /" + std::string{text});
}

}  // namespace

Result<PathSyntax> read_path(std::string_view text) {
  PathSyntax syntax;
  if (text == "*") {  // OPTIONS * (RFC 9112, 3.2.4)
    syntax.literal = text;
    syntax.literal_characters = 1;
    return syntax;
  }
  if (auto error = check_start(text)) return *error;
  if (text.find('?') != std::string_view::npos) return query_in_path(text);
  std::string_view rest = text.substr(1);
  while (true) {
    const auto slash = rest.find('/');
    auto segment = read_segment(rest.substr(0, slash));
    if (!segment) return std::move(segment).error();
    syntax.literal += '/' + segment->prefix;
    syntax.literal_characters += 1 + segment->prefix.size() + segment->suffix.size();
    syntax.has_captures = syntax.has_captures || !segment->is_literal();
    syntax.segments.push_back(std::move(*segment));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (auto error = check_captures(syntax.segments, text)) return *error;
  return syntax;
}

std::string_view phrase(CaptureType type) noexcept {
  switch (type) {
    case CaptureType::integer:
      return "an integer";
    case CaptureType::number:
      return "a number";
    case CaptureType::uuid:
      return "a UUID";
    case CaptureType::word:
      return "letters, digits and _";
    case CaptureType::any:
    case CaptureType::rest:
      break;
  }
  return "some text";
}

}  // namespace phantomime::matchers
