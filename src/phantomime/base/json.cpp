#include "phantomime/base/json.hpp"

#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Why nlohmann refused what the scanner accepts: numbers beyond a double, and escapes of half a character.
Error refusal(std::string_view text, std::size_t max_depth) {
  JsonScanner scanner{text, max_depth};
  for (auto token = scanner.next(); token != JsonScanner::Token::end; token = scanner.next()) {
    if (token == JsonScanner::Token::invalid) return scanner.error();
    const std::string hint = "look at " + position_text(text, scanner.offset());
    if (token == JsonScanner::Token::number && !Json::accept(scanner.lexeme()))
      return Error{ErrorCode::limit, "a number is beyond what 64-bit floating point holds", std::nullopt, hint};
    const bool text_token = token == JsonScanner::Token::string || token == JsonScanner::Token::name;
    if (text_token && !Json::accept(scanner.lexeme()))
      return Error{ErrorCode::syntax, "a string holds half of a surrogate pair", std::nullopt, hint};
  }
  return Error{ErrorCode::syntax, "not valid JSON", std::nullopt, {}};
}

/// Whether `text` nests deeper than `max_depth`. Quick and lenient: what is no JSON is found out afterwards.
bool too_deep(std::string_view text, std::size_t max_depth) noexcept {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_depth) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

/// Writes until the limit is passed; each level of nesting writes a byte, so the limit bounds the recursion too.
void append_brief(std::string& out, const Json& value, std::size_t limit) {
  if (out.size() > limit) return;
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    out += json_quote(cut_utf8(text, limit + 1));
  } else if (value.is_array()) {
    out += '[';
    for (auto item = value.begin(); item != value.end() && out.size() <= limit; ++item) {
      if (item != value.begin()) out += ',';
      append_brief(out, *item, limit);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    for (auto member = value.begin(); member != value.end() && out.size() <= limit; ++member) {
      if (member != value.begin()) out += ',';
      out += json_quote(cut_utf8(member.key(), limit + 1)) + ':';
      append_brief(out, member.value(), limit);
    }
    out += '}';
  } else if (value.is_binary()) {
    out += "null";  // none comes out of JSON text
  } else {
    append_json(out, value);
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t max_depth) {
  if (!too_deep(text, max_depth)) {
    Json value = Json::parse(text, nullptr, false);
    if (!value.is_discarded()) return value;
  }
  return refusal(text, max_depth);
}

std::string json_quote(std::string_view text) {
  std::string out;
  append_json_quoted(out, text);
  return out;
}

void append_json_quoted(std::string& out, std::string_view text) {
  // JSON within JSON has a quote every few bytes: made room for once, and not run by run.
  out.reserve(out.size() + text.size() + text.size() / 4 + 2);
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_plain(text, at);
    out.append(text.substr(at, end - at));
    at = end;
    if (at == text.size()) break;
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      const std::size_t begin = at;
      const bool valid = next_code_point(text, at).has_value();
      out += valid ? text.substr(begin, at - begin) : replacement;
      continue;
    }
    ++at;
    append_json_character(out, c);
  }
  out += '"';
}

std::string brief(const Json& value, std::size_t limit) {
  std::string text;
  append_brief(text, value, limit);
  return shorten(text, limit);
}

}  // namespace phantomime
