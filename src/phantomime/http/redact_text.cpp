#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/http/headers.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/redaction_parts.hpp"

namespace phantomime::http {
namespace {

constexpr auto nowhere = std::string_view::npos;

bool is_word(char c) noexcept { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; }
bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
bool is_break(char c) noexcept { return c == '\r' || c == '\n'; }
bool is_quote(char c) noexcept { return c == '"' || c == '\''; }
bool is_token68(char c) noexcept {
  return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
}
/// What ends a `user:password` before its `@`.
bool ends_userinfo(char c) noexcept {
  return is_blank(c) || is_break(c) || is_quote(c) || c == '/' || c == '?' || c == '#' || c == '<' || c == '>' ||
         c == '\\' || c == '`';
}

template <std::size_t count>
bool one_of(std::string_view word, const std::string_view (&words)[count]) noexcept {
  return std::any_of(std::begin(words), std::end(words), [word](std::string_view w) { return same_name(w, word); });
}

/// Values that tell nothing; `expected` begins what this program says about a value ("token: expected a string").
bool tells_nothing(std::string_view value) noexcept {
  static constexpr std::string_view words[] = {"null", "true", "false", "none", "absent", "expected"};
  return one_of(value, words);
}

/// Words of prose that follow "Basic" and "Bearer" where nobody's credentials do.
bool is_prose(std::string_view word) noexcept {
  static constexpr std::string_view words[] = {
      "auth",   "authentication", "authorization", "credentials", "token", "tokens",
      "scheme", "realm",          "header",        "is",          "was",   "or",
      "and",    "only",           "access",        "error",       "not",   "from",
      "in",     "required"};
  return one_of(word, words);
}

/// Whether what follows `Basic` (or another scheme of base64) looks encoded rather than like English.
bool looks_encoded(std::string_view word) {
  if (!std::all_of(word.begin(), word.end(), is_lower)) return true;
  const auto decoded = decode_base64(word);
  return decoded && decoded->find(':') != std::string::npos;
}

/// One pass over the text, left to right; every byte is looked at a bounded number of times.
class TextRedactor {
 public:
  explicit TextRedactor(std::string_view text) : text_{text} { out_.reserve(text.size() + 32); }

  [[nodiscard]] std::string run() {
    if (text_.substr(0, 2) == "//") {
      copy(2);
      authority_ = out_.size();
    }
    while (at_ < text_.size()) {
      if (is_word(text_[at_]))
        take_word();
      else
        take_other();
    }
    return std::move(out_);
  }

 private:
  void copy(std::size_t count) {
    out_ += text_.substr(at_, count);
    at_ += std::min(count, text_.size() - at_);
  }
  [[nodiscard]] char peek(std::size_t at) const noexcept { return at < text_.size() ? text_[at] : '\0'; }
  template <class Is>
  [[nodiscard]] std::size_t skip(std::size_t at, Is is) const noexcept {
    while (at < text_.size() && is(text_[at])) ++at;
    return at;
  }

  // --- userinfo: scheme://user:password@host and user:password@host

  void take_other() {
    const char c = text_[at_];
    if (text_.substr(at_, 3) == "://") {
      copy(3);
      authority_ = out_.size();
      colon_ = nowhere;
      return;
    }
    if (c == '@') {
      close_userinfo();
    } else if (c == ':') {
      if (colon_ == nowhere) colon_ = out_.size() + 1;
    } else if (ends_userinfo(c)) {
      authority_ = colon_ = nowhere;
    }
    copy(1);
  }

  void close_userinfo() {
    const std::size_t begin = authority_ != nowhere ? authority_ : colon_;
    if (begin == nowhere || begin >= out_.size()) return;
    const char next = peek(at_ + 1);
    if (!is_letter(next) && !is_digit(next) && next != '[') return;
    constexpr std::string_view mailto = "mailto:";
    const bool address = begin >= mailto.size() &&
                         same_name(std::string_view{out_}.substr(begin - mailto.size(), mailto.size()), mailto);
    if (authority_ == nowhere && address) return;
    out_.resize(begin);
    out_ += redacted;
  }

  // --- words: names of secrets, schemes, and secrets that show what they are

  void take_word() {
    const std::size_t begin = at_;
    const std::size_t end = skip(at_, is_word);
    const std::string_view word = text_.substr(begin, end - begin);
    if (take_private_key(word)) return;
    if (is_jwt(word)) {
      at_ = end;
      out_ += redacted;
    } else if (!take_scheme(word) && !take_option(word) && !take_named(begin, end)) {
      copy(word.size());
    }
    previous_ = begin;
    previous_end_ = end;
  }

  [[nodiscard]] static bool is_jwt(std::string_view word) noexcept {
    return word.size() >= 20 && word.substr(0, 3) == "eyJ" && std::count(word.begin(), word.end(), '.') >= 2;
  }

  [[nodiscard]] bool take_private_key(std::string_view word) {
    constexpr std::string_view begins = "-----BEGIN";
    if (word != begins) return false;
    const std::string_view head = text_.substr(at_, 64);
    const std::size_t key = head.find("PRIVATE KEY-----");
    if (key == nowhere) return false;
    copy(key + 16);
    copy(skip(at_, is_break) - at_);
    out_ += redacted;
    at_ = std::min(text_.find("-----END", at_), text_.size());
    if (at_ < text_.size()) copy(8);
    return true;
  }

  /// `Bearer x`, `Basic x`.
  [[nodiscard]] bool take_scheme(std::string_view word) {
    const bool bearer = same_name(word, "bearer");
    static constexpr std::string_view encoded[] = {"basic", "negotiate", "ntlm"};
    if (!bearer && !one_of(word, encoded)) return false;
    const std::size_t begin = skip(at_ + word.size(), is_blank);
    if (begin == at_ + word.size()) return false;
    std::size_t end = skip(begin, is_token68);
    const std::string_view value = text_.substr(begin, end - begin);
    end = skip(end, [](char c) { return c == '='; });
    if (value.empty() || is_prose(value) || is_prose(value.substr(0, value.find_first_of(".,")))) return false;
    if (!bearer && !looks_encoded(text_.substr(begin, end - begin))) return false;
    copy(begin - at_);
    out_ += redacted;
    at_ = end;
    return true;
  }

  /// `--password x` of a command line.
  [[nodiscard]] bool take_option(std::string_view word) {
    if (word.size() < 3 || word.substr(0, 2) != "--") return false;
    const std::size_t begin = skip(at_ + word.size(), is_blank);
    const char next = peek(begin);
    if (begin == at_ + word.size() || next == '\0' || next == '-' || next == ':' || next == '=' || is_break(next))
      return false;
    if (!is_secret_name(word)) return false;
    copy(begin - at_);
    take_value(word, '=', '\0');
    return true;
  }

  /// `name: value`, `name=value`, `"name": "value"`, `<name>value<`.
  [[nodiscard]] bool take_named(std::size_t begin, std::size_t end) {
    char separator = '\0';
    const std::size_t value = after_separator(begin, end, separator);
    if (value == nowhere) return false;
    std::string_view name = text_.substr(begin, end - begin);
    // `api key: x` is two words for one name.
    const bool after_blank = previous_end_ + 1 == begin && is_blank(text_[previous_end_]);
    if (!is_secret_name(name)) {
      if (!after_blank || !is_secret_name(text_.substr(previous_, end - previous_))) return false;
      name = text_.substr(previous_, end - previous_);
    }
    const char quote = begin > 0 && is_quote(text_[begin - 1]) ? text_[begin - 1] : '\0';
    copy(value - at_);
    take_value(name, separator, quote);
    return true;
  }

  /// Where the value begins, or `nowhere` where the word names none.
  [[nodiscard]] std::size_t after_separator(std::size_t begin, std::size_t end, char& separator) const {
    if (peek(end) == '>' && begin > 0 && text_[begin - 1] == '<') {
      separator = '>';
      return end + 1;
    }
    std::size_t at = end;
    if (peek(at) == '\\' && is_quote(peek(at + 1))) ++at;
    if (is_quote(peek(at)) || peek(at) == ']') ++at;
    const std::string_view escape = text_.substr(at, 3);
    if (same_name(escape, "%3D") || same_name(escape, "%3A")) {
      separator = '%';
      return at + 3;
    }
    at = skip(at, is_blank);
    separator = peek(at);
    if ((separator != ':' && separator != '=') || text_.substr(at, 3) == "://") return nowhere;
    ++at;
    if (separator == '=' && (peek(at) == '=' || peek(at) == '>')) ++at;
    return skip(at, is_blank);
  }

  // --- values

  void take_value(std::string_view name, char separator, char quote_of_name) {
    const char first = peek(at_);
    if (is_redacted()) return copy(redacted.size());
    const bool header = is_header_of_several_words(name);
    if (first == '\0' || is_break(first) || first == '{') return;
    if (separator == '>')
      hide_until(std::min(text_.find('<', at_), text_.size()), {});
    else if (is_quote(first) || (first == '\\' && is_quote(peek(at_ + 1))))
      take_quoted(header ? name : std::string_view{});
    else if (first == '[')
      hide_until(std::min(text_.find(']', at_), text_.size() - 1) + 1, {});
    else if (header)
      hide_until(end_of_line(quote_of_name), name);
    else
      take_bare(separator);
  }

  /// Whether an earlier pass has been here: what stands for a secret stays as it is.
  [[nodiscard]] bool is_redacted() const noexcept {
    const std::size_t end = at_ + redacted.size();
    return text_.substr(at_, redacted.size()) == redacted &&
           (end == text_.size() || std::string_view{" \t\r\n\"'\\&;,<>)]}"}.find(text_[end]) != nowhere);
  }

  [[nodiscard]] static bool is_header_of_several_words(std::string_view name) {
    static constexpr std::string_view names[] = {"authorization", "proxyauthorization", "cookie", "setcookie"};
    return one_of(redaction::folded(name), names);
  }

  [[nodiscard]] std::size_t end_of_line(char quote) const {
    const std::string stops = std::string{"\r\n"} + (quote == '\0' ? "" : std::string{quote, '\\'});
    return std::min(text_.find_first_of(stops, at_), text_.size());
  }

  void take_quoted(std::string_view header) {
    const bool escaped = text_[at_] == '\\';
    if (escaped) copy(1);
    const char quote = text_[at_];
    copy(1);
    std::size_t end = at_;
    // Inside a quoted string the closing quote is escaped once, and one within the value more often.
    const auto within = [this, quote](std::size_t at) {
      return text_[at] != quote || (at >= at_ + 2 && text_[at - 1] == '\\' && text_[at - 2] == '\\');
    };
    if (escaped) {
      while (end < text_.size() && within(end)) ++end;
      if (end < text_.size() && end > at_ && text_[end - 1] == '\\') --end;
    } else {
      while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
      end = std::min(end, text_.size());
    }
    hide_until(end, header);
  }

  void take_bare(char separator) {
    std::size_t end = end_of_bare(separator);
    const std::string_view word = text_.substr(at_, end - at_);
    // `X-Auth: Token abc`: the scheme may stay, what follows it may not.
    const std::size_t next = skip(end, is_blank);
    if (redaction::is_scheme(word) && next > end && next < text_.size() && !is_break(text_[next])) {
      copy(next - at_);
      if (is_redacted()) return copy(redacted.size());
      end = end_of_bare(separator);
    }
    if (tells_nothing(text_.substr(at_, end - at_))) return copy(end - at_);
    hide_until(end, {});
  }

  [[nodiscard]] std::size_t end_of_bare(char separator) const {
    std::size_t end = at_;
    for (; end < text_.size(); ++end) {
      const char c = text_[end];
      if (is_blank(c) || is_break(c) || is_quote(c) || c == '&' || c == ';' || c == '<' || c == '>' || c == '\\') break;
      if (separator == '%' && same_name(text_.substr(end, 3), "%26")) break;
      // Punctuation ends a value only where a sentence or a list goes on after it: passwords have commas too.
      const char next = peek(end + 1);
      const bool closes = c == ',' || c == ')' || c == ']' || c == '}';
      if (closes && (next == '\0' || is_blank(next) || is_break(next) || is_quote(next))) break;
    }
    return end;
  }

  void hide_until(std::size_t end, std::string_view header) {
    const std::string_view value = text_.substr(at_, end - at_);
    if (!value.empty()) out_ += header.empty() ? std::string{redacted} : redact_header(header, value);
    at_ = end;
    authority_ = colon_ = nowhere;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::size_t authority_ = nowhere;  ///< where in `out_` the authority of a URL began
  std::size_t colon_ = nowhere;      ///< where in `out_` what follows the first colon of a word began
  std::size_t previous_ = 0;         ///< the word before, in `text_`
  std::size_t previous_end_ = nowhere - 1;
};

}  // namespace

std::string redact_text(std::string_view text) { return TextRedactor{text}.run(); }

}  // namespace phantomime::http
