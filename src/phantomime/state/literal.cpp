// How clients write the values of filters: bare, quoted as Python or JSON does, in lists.

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/state/operand.hpp"

namespace phantomime::state {

namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_json_escape(std::string_view text) {
  return text.size() >= 6 && text.starts_with("\\u") && std::all_of(text.begin() + 2, text.begin() + 6, is_hex_digit);
}

/// Appends what the escape after the backslash at `at` means and moves past it; an unknown one stands for itself.
void unescape(std::string_view text, std::size_t& at, std::string& result) {
  if (is_json_escape(text.substr(at))) return append_utf8(result, next_json_character(text, at));
  const char escape = text[at + 1];
  at += 2;
  constexpr std::string_view names = "ntr\\'\"/", meanings = "\n\t\r\\'\"/";
  const std::size_t known = names.find(escape);
  if (known == std::string_view::npos) result += '\\';
  result += known == std::string_view::npos ? escape : meanings[known];
}

bool is_quote(char c) { return c == '"' || c == '\''; }

/// Where the quoted text that begins at `begin` ends, its quote included, or npos.
std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
  for (std::size_t at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == text[begin])
      return at + 1;
  }
  return std::string_view::npos;
}

Error bad_list(std::string_view raw) {
  return {ErrorCode::syntax, "expected a list as [1, 2], found " + json_quote(raw), {}, {}};
}

}  // namespace

Literal parse_literal(std::string_view raw) {
  const std::string_view text = trimmed(raw, blanks);
  if (text.size() < 2 || !is_quote(text[0]) || end_of_quoted(text, 0) != text.size()) return {std::string{text}, false};
  Literal literal{{}, true};
  const std::string_view inner = text.substr(1, text.size() - 2);
  for (std::size_t at = 0; at < inner.size();) {
    if (inner[at] == '\\' && at + 1 < inner.size())
      unescape(inner, at, literal.text);
    else
      literal.text += inner[at++];
  }
  return literal;
}

Result<std::vector<Literal>> parse_literals(std::string_view raw) {
  const std::string_view text = trimmed(raw, blanks);
  std::vector<Literal> literals;
  const bool list = text.starts_with('[') || text.starts_with('(');
  if (!list) return std::vector<Literal>{parse_literal(text)};
  if (text.size() < 2 || text.back() != (text.front() == '[' ? ']' : ')')) return bad_list(raw);
  std::string_view rest = trimmed(text.substr(1, text.size() - 2), blanks);
  while (!rest.empty()) {
    const std::size_t quoted = is_quote(rest[0]) ? end_of_quoted(rest, 0) : 0;
    const std::size_t comma = quoted == std::string_view::npos ? quoted : rest.find(',', quoted);
    const std::string_view item = trimmed(rest.substr(0, comma), blanks);
    if (quoted == std::string_view::npos || item.empty() || item.find_first_of("[]()") == 0) return bad_list(raw);
    literals.push_back(parse_literal(item));
    if (comma == std::string_view::npos) break;
    rest = trimmed(rest.substr(comma + 1), blanks);  // nothing after the last comma: a Python tuple of one
  }
  return literals;
}

}  // namespace phantomime::state
