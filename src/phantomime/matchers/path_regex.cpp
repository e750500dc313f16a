// Globs and expressions of paths as regular expressions over canonical paths.
#include <array>

#include "phantomime/http/url.hpp"
#include "phantomime/matchers/path_syntax.hpp"

namespace phantomime::matchers {

namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : text) {
    const bool is_plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                          (character >= '0' && character <= '9') || character == '_' || character == '/' ||
                          static_cast<unsigned char>(character) >= 0x80;
    if (!is_plain) result += '\\';
    result += character;
  }
  return result;
}

// What one wildcard at the start of `text` is as an expression; takes it off.
std::string take_wildcard(std::string_view& text, bool after_slash) {
  if (text.front() == '?') {
    text.remove_prefix(1);
    return "[^/]";
  }
  if (!text.starts_with("**")) {
    text.remove_prefix(1);
    return "[^/]*";
  }
  text.remove_prefix(std::min(text.size(), text.find_first_not_of('*')));
  // `/a/**/b` is /a/b too: the slash after takes part in what may be missing.
  if (after_slash && text.starts_with('/')) {
    text.remove_prefix(1);
    return "(?:.*/)?";
  }
  return ".*";
}

// Characters that stand for themselves in an expression: for ranking, so roughly will do.
std::size_t fixed_characters(std::string_view pattern) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char character = pattern[at];
    if (character == '\\' && at + 1 < pattern.size()) {
      const char next = pattern[++at];
      const bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
      count += letter || (next >= '0' && next <= '9') ? 0 : 1;
    } else if (character == '[') {
      at = std::min(pattern.find(']', at + 2), pattern.size());
    } else if (pattern.substr(at, 3) == "(?P") {
      at = std::min(pattern.find('>', at), pattern.size());
    } else if (character == '{') {
      at = std::min(pattern.find('}', at), pattern.size());
    } else if (std::string_view{"().*+?|^$:"}.find(character) == std::string_view::npos) {
      ++count;
    }
  }
  return count;
}

}  // namespace

Result<PathRegex> read_glob(std::string_view text) {
  if (!text.starts_with('/') && !text.starts_with('*'))
    return Error{ErrorCode::bad_value, "the glob '" + std::string{text} + "' does not start with '/'", std::nullopt,
                 "write /" + std::string{text}};
  std::string pattern = "(?s)";
  std::size_t fixed = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    // `/rest/**` is /rest too.
    if (rest.starts_with("/**") && rest.find_first_not_of('*', 1) == std::string_view::npos) {
      pattern += "(?:/.*)?";
      ++fixed;
      break;
    }
    if (rest.front() == '*' || rest.front() == '?') {
      pattern += take_wildcard(rest, pattern.ends_with('/'));
      continue;
    }
    const std::string literal = http::canonical_path(rest.substr(0, rest.find_first_of("*?")));
    rest.remove_prefix(std::min(rest.size(), rest.find_first_of("*?")));
    // Leave the slash before a closing ** to the rule above.
    const bool closing =
        literal.ends_with('/') && rest.starts_with("**") && rest.find_first_not_of('*') == std::string_view::npos;
    const std::string_view kept = std::string_view{literal}.substr(0, literal.size() - (closing ? 1 : 0));
    pattern += escaped(kept);
    fixed += literal.size();
    if (closing) {
      pattern += "(?:/.*)?";
      break;
    }
  }
  auto regex = Regex::create(pattern);
  if (!regex) return std::move(regex).error();
  return PathRegex{std::move(*regex), fixed};
}

Result<PathRegex> read_path_expression(std::string_view text) {
  if (text.find("\\?") == std::string_view::npos && text.find("[?]") == std::string_view::npos) {
    auto regex = Regex::create(text);
    if (!regex) return std::move(regex).error();
    return PathRegex{std::move(*regex), fixed_characters(text)};
  }
  return Error{ErrorCode::bad_value, "the expression asks for a '?' in the path", std::nullopt,
               "the query is no part of the path: use the key 'query'"};
}

std::span<const PathKey> path_keys() {
  static const std::array<PathKey, 2> keys = {
      PathKey{{"glob", "* within a segment, ** over several, ? one character",
               R"json({"type": "string", "pattern": "^(/|\\*|\\$\\{)"})json", "/files/**/*.json", "files/*"},
              PathPattern::Kind::glob,
              read_glob},
      PathKey{{"expression", "an RE2 expression for the whole path; named groups capture", R"({"type": "string"})",
               R"('/v(?P<version>\d+)/.*')", "[/a]"},
              PathPattern::Kind::expression,
              read_path_expression},
  };
  return keys;
}

}  // namespace phantomime::matchers
