#include "phantomime/matchers/bodies/multipart_parser.hpp"

#include "phantomime/base/ascii.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::matchers {

namespace {

/// Lines may still have their CR.
std::string_view without_blanks(std::string_view text) noexcept { return trimmed(text, " \t\r"); }

// A parameter's value at the start of `rest`: a token or a quoted string; takes it off.
std::string take_value(std::string_view& rest) {
  std::string value;
  if (!rest.starts_with('"')) {
    const std::string_view token = rest.substr(0, rest.find(';'));
    rest.remove_prefix(token.size());
    return std::string{without_blanks(token)};
  }
  std::size_t at = 1;
  for (; at < rest.size() && rest[at] != '"'; ++at) {
    // Browsers send backslashes as they are (C:\x); only those before a quote or another one are escapes.
    if (rest[at] == '\\' && at + 1 < rest.size() && (rest[at + 1] == '"' || rest[at + 1] == '\\')) ++at;
    value += rest[at];
  }
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return value;
}

// `form-data; name="a"; filename="b"`: the parameter of this name.
std::optional<std::string> parameter(std::string_view header, std::string_view wanted) {
  std::string_view rest = header.substr(std::min(header.find(';'), header.size()));
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the semicolon
    const auto equals = rest.find_first_of("=;");
    if (equals == std::string_view::npos) break;
    const std::string_view name = without_blanks(rest.substr(0, equals));
    const bool has_value = rest[equals] == '=';
    rest.remove_prefix(equals + (has_value ? 1 : 0));
    if (!has_value) continue;
    while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
    std::string value = take_value(rest);
    if (http::same_name(name, wanted)) return value;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  }
  return std::nullopt;
}

void read_header(std::string_view line, MultipartPart& part) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = without_blanks(line.substr(0, colon));
  const std::string_view value = without_blanks(line.substr(colon + 1));
  if (http::same_name(name, "Content-Disposition")) {
    part.name = parameter(value, "name").value_or("");
    part.filename = parameter(value, "filename");
  } else if (http::same_name(name, "Content-Type")) {
    part.content_type = std::string{value};
  }
}

// Header lines up to the empty one, then the body.
MultipartPart read_part(std::string_view text) {
  MultipartPart part;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = without_blanks(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) break;
    read_header(line, part);
  }
  part.body = text;
  return part;
}

Error broken(std::string what) { return {ErrorCode::syntax, std::move(what), std::nullopt, {}}; }

/// Where a delimiter line stands: `--boundary` at the start of a line.
struct Delimiter {
  std::size_t begin = std::string_view::npos;  ///< of the line break before it, which belongs to it
  std::size_t end = 0;                         ///< after its line break
  bool closing = false;
};

Delimiter find_delimiter(std::string_view body, std::string_view dashed, std::size_t from) {
  Delimiter found;
  for (std::size_t at = body.find(dashed, from); at != std::string_view::npos; at = body.find(dashed, at + 1)) {
    if (at != 0 && body[at - 1] != '\n') continue;
    std::size_t end = at + dashed.size();
    found.closing = body.substr(end, 2) == "--";
    if (found.closing) end += 2;
    while (end < body.size() && (body[end] == ' ' || body[end] == '\t' || body[end] == '\r')) ++end;
    if (end < body.size() && body[end] != '\n' && !found.closing) continue;  // a longer text that begins alike
    found.begin = at;
    if (found.begin > from && body[found.begin - 1] == '\n') --found.begin;
    if (found.begin > from && body[found.begin - 1] == '\r') --found.begin;
    found.end = std::min(end + 1, body.size());
    return found;
  }
  return found;
}

}  // namespace

std::string multipart_boundary(std::string_view content_type) {
  constexpr std::string_view type = "multipart/";
  if (!http::same_name(without_blanks(content_type).substr(0, type.size()), type)) return {};
  return parameter(content_type, "boundary").value_or("");
}

Result<std::vector<MultipartPart>> parse_multipart(std::string_view body, std::string_view boundary) {
  std::vector<MultipartPart> parts;
  const std::string dashed = "--" + std::string{boundary};
  Delimiter last = find_delimiter(body, dashed, 0);
  if (last.begin == std::string_view::npos) return broken("no part begins with the boundary");
  while (!last.closing) {
    const Delimiter next = find_delimiter(body, dashed, last.end);
    if (next.begin == std::string_view::npos) return broken("the last part has no end");
    if (parts.size() == max_multipart_parts) return Error{ErrorCode::limit, "too many parts", std::nullopt, {}};
    parts.push_back(read_part(body.substr(last.end, next.begin - last.end)));
    last = next;
  }
  return parts;
}

}  // namespace phantomime::matchers
