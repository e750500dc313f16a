#include <algorithm>
#include <vector>

#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/redaction_parts.hpp"

namespace phantomime::http {
namespace {

using Token = JsonScanner::Token;

/// How much of a body that is no JSON is looked at beyond what is shown: redaction shortens, and a secret cut in two
/// could no longer be told.
constexpr std::size_t look_ahead = 1 << 16;

/// Copies JSON text token by token, so that order, spelling and duplicates show as they came, and a long body costs
/// no more than what is shown of it.
class JsonTextRedactor {
 public:
  JsonTextRedactor(std::string_view text, int nested, std::string& out)
      : text_{text}, scanner_{text, max_json_depth}, nested_{nested}, out_{out} {}

  [[nodiscard]] bool run(std::size_t limit) {
    for (Token token = scanner_.next(); token != Token::end; token = scanner_.next()) {
      if (token == Token::invalid || !take(token)) return false;
      const std::size_t end = scanner_.offset() + scanner_.lexeme().size();
      if (out_.size() + (end - copied_) > limit) {
        out_ += text_.substr(copied_, end - copied_);
        return true;
      }
    }
    out_ += text_.substr(copied_);
    return true;
  }

 private:
  struct Level {
    bool secret_row = false;
  };

  [[nodiscard]] bool take(Token token) {
    switch (token) {
      case Token::name:
        name_ = unquote_json(scanner_.lexeme());
        named_ = true;
        return true;
      case Token::begin_object:
      case Token::begin_array:
        if (is_secret({})) return skip_container();
        levels_.emplace_back();
        break;
      case Token::end_object:
      case Token::end_array:
        levels_.pop_back();
        break;
      case Token::string:
        take_string();
        break;
      case Token::number:
        if (is_secret({})) replace(scanner_.offset(), json_quote(redacted));
        break;
      default:
        break;
    }
    named_ = false;
    return true;
  }

  [[nodiscard]] bool is_secret(std::string_view value) const {
    return named_ &&
           (redaction::is_secret_field(name_, value) || (levels_.back().secret_row && redaction::is_row_value(name_)));
  }

  void take_string() {
    const std::string value = unquote_json(scanner_.lexeme());
    if (value.empty()) return;
    if (is_secret(value)) {
      replace(scanner_.offset(), json_quote(redacted));
      return;
    }
    if (named_ && redaction::names_its_row(name_) && is_secret_name(value)) levels_.back().secret_row = true;
    const std::string shown = redaction::redact_string(value, nested_);
    if (shown != value) replace(scanner_.offset(), json_quote(shown));
  }

  [[nodiscard]] bool skip_container() {
    const std::size_t begin = scanner_.offset();
    const std::size_t outside = scanner_.depth() - 1;
    while (scanner_.depth() > outside) {
      const Token token = scanner_.next();
      if (token == Token::invalid || token == Token::end) return false;
    }
    replace(begin, json_quote(redacted));
    named_ = false;
    return true;
  }

  /// Puts `text` where the source has what lies between `begin` and the end of the current token.
  void replace(std::size_t begin, std::string_view text) {
    out_.append(text_.substr(copied_, begin - copied_)).append(text);
    copied_ = scanner_.offset() + scanner_.lexeme().size();
  }

  std::string_view text_;
  JsonScanner scanner_;
  int nested_;
  std::string& out_;
  std::size_t copied_ = 0;  ///< how much of the text is in `out_`, or was replaced
  std::vector<Level> levels_;
  std::string name_;
  bool named_ = false;  ///< whether `name_` is the name of the value that comes
};

bool is_text(std::string_view text) noexcept {
  const auto readable = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r';
  };
  return std::all_of(text.begin(), text.end(), readable) && valid_utf8(text);
}

/// Whether a form begins here: `name=` or `name&` before anything that forms would have encoded.
bool is_form(std::string_view text) noexcept {
  const std::size_t end = text.find_first_of("=& \t\r\n\"'<>{}:,;");
  return end != std::string_view::npos && end > 0 && (text[end] == '=' || text[end] == '&') &&
         text.find('\n') == std::string_view::npos;
}

/// The `name` parameter of a part's Content-Disposition.
std::string_view part_name(std::string_view head) noexcept {
  for (std::size_t at = head.find("name="); at != std::string_view::npos; at = head.find("name=", at + 1)) {
    if (at > 0 && head[at - 1] != ' ' && head[at - 1] != ';') continue;  // filename=
    std::string_view value = head.substr(at + 5);
    const bool quoted = !value.empty() && value[0] == '"';
    if (quoted) value.remove_prefix(1);
    return value.substr(0, value.find_first_of(quoted ? "\"" : ";\r\n"));
  }
  return {};
}

/// A multipart body whose boundary is its first line. Empty where it is none.
std::string redact_multipart(std::string_view body) {
  const std::size_t line = body.find("\r\n");
  if (body.substr(0, 2) != "--" || line == std::string_view::npos || line < 3) return {};
  const std::string delimiter = "\r\n" + std::string{body.substr(0, line)};
  std::string out;
  bool named = false;
  std::size_t begin = 0;
  while (begin < body.size()) {
    const std::size_t end = std::min(body.find(delimiter, begin + 1), body.size());
    const std::string_view part = body.substr(begin, end - begin);
    const std::size_t blank = part.find("\r\n\r\n");
    if (blank == std::string_view::npos) {
      out += redact_text(part);
    } else {
      const std::string_view name = part_name(part.substr(0, blank));
      const std::string_view content = part.substr(blank + 4);
      named = named || !name.empty();
      out += redact_text(part.substr(0, blank));
      out += "\r\n\r\n";
      if (redaction::is_secret_field(name, content) && !content.empty())
        out += redacted;
      else
        out += redaction::redact_string(content, 0);
    }
    begin = end;
  }
  return named ? out : std::string{};
}

}  // namespace

namespace redaction {

bool redact_json_text(std::string_view text, std::size_t limit, int nested, std::string& out) {
  return JsonTextRedactor{text, nested, out}.run(limit);
}

}  // namespace redaction

std::string redact_body(std::string_view body, std::size_t limit) {
  const std::size_t begin = body.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && (body[begin] == '{' || body[begin] == '[' || body[begin] == '"')) {
    std::string out;
    if (redaction::redact_json_text(body, limit, 0, out)) return shorten(out, limit);
  }
  const std::string_view seen = cut_utf8(body, limit > look_ahead ? limit + look_ahead : 2 * look_ahead);
  if (!is_text(seen)) return "<" + std::to_string(body.size()) + " bytes>";
  if (is_form(seen)) return shorten(redaction::redact_fields(seen, 0, limit), limit);
  if (std::string out = redact_multipart(seen); !out.empty()) return shorten(out, limit);
  const std::string out = redact_text(seen);
  return seen.size() < body.size() && out.size() <= limit ? shorten(out + " ...", limit) : shorten(out, limit);
}

}  // namespace phantomime::http
