#include "phantomime/recording/redaction/text_scan.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/http/redaction_parts.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/redaction/base64_text.hpp"
#include "phantomime/recording/redaction/respelling.hpp"
#include "phantomime/recording/redaction/secret_name.hpp"
#include "phantomime/recording/redaction/shape.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t longest_userinfo = 4096;
/// Where a value has no end in sight it is cut: windows of long bodies overlap by twice of that.
constexpr std::size_t longest_value = 32u << 10;
constexpr std::size_t longest_row = 1024;

constexpr std::array<bool, 256> make_word_characters() {
  std::array<bool, 256> table{};
  for (int c = 0; c < 256; ++c) {
    const char one = static_cast<char>(c);
    table[static_cast<std::size_t>(c)] = is_letter(one) || is_digit(one) || one == '-' || one == '_' || one == '.' ||
                                         one == '+' || one == '/' || one == '~';
  }
  return table;
}
constexpr std::array<bool, 256> word_characters = make_word_characters();
bool is_word(char c) noexcept { return word_characters[static_cast<unsigned char>(c)]; }

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }
bool is_break(char c) noexcept { return c == '\r' || c == '\n'; }
bool is_quote(char c) noexcept { return c == '"' || c == '\''; }
bool is_alnum(char c) noexcept { return is_letter(c) || is_digit(c); }
bool ends_authority(char c) noexcept {
  return is_blank(c) || is_break(c) || is_quote(c) || c == '/' || c == '?' || c == '#' || c == '<' || c == '>' ||
         c == '\\' || c == '`';
}

/// The name at the end of a word: `path/to/password`, `--password`.
std::string_view name_in(std::string_view word) noexcept {
  const std::size_t slash = word.find_last_of("/+~");
  if (slash != std::string_view::npos) word.remove_prefix(slash + 1);
  const std::size_t begin = std::min(word.find_first_not_of("-."), word.size());
  return word.substr(begin);
}

/// `/rest/container/12`, `application/json`: its parts are words.
bool is_path(std::string_view word) noexcept {
  if (word.find('/') == std::string_view::npos) return false;
  if (word[0] == '/' || word.find("//") != std::string_view::npos) return true;
  while (!word.empty()) {
    const std::size_t end = std::min(word.find('/'), word.size());
    const std::string_view part = word.substr(0, end);
    if (part.size() >= 3 && std::all_of(part.begin(), part.end(), is_lower)) return true;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return false;
}

}  // namespace

Edits TextScan::run() {
  if (text_.substr(0, 2) == "//") take_userinfo(2);
  while (at_ < text_.size()) {
    if (!is_word(text_[at_])) {
      ++at_;
      continue;
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_word(text_[end])) ++end;
    take_word(at_, end);
  }
  return std::move(edits_);
}

/// Moves at_ behind what was looked at: at least behind the word.
void TextScan::take_word(std::size_t begin, std::size_t end) {
  at_ = end;
  const char next = peek(end);
  if (end - begin >= 10 && take_private_key(begin)) return;
  if (next == ':') {
    if (text_.substr(end, 3) == "://") return take_userinfo(end + 3);
    if (text_.substr(end, 5) == ":\\/\\/") return take_userinfo(end + 5);
  }
  if (take_named(begin, end)) return;
  if (is_blank(next) && end - begin < 20 && take_scheme(begin, end)) return;
  if (end - begin >= 15 && !is_cut(end)) take_looks(begin, end);
}

bool TextScan::take_private_key(std::size_t begin) {
  if (text_[begin] != '-' || text_.substr(begin, 10) != "-----BEGIN") return false;
  const PemPlace place = find_private_key(text_.substr(begin, longest_value), 0);
  if (place.begin != 0) return false;
  std::string_view key = text_.substr(begin, place.end);
  if (is_cut(begin + key.size())) return false;
  // Raw JSON has its line ends as two characters each.
  const bool escaped = key.find('\n') == std::string_view::npos && key.find("\\n") != std::string_view::npos &&
                       key.find('"') == std::string_view::npos;
  const std::string lexeme = escaped ? "\"" + std::string{key} + "\"" : std::string{};
  const auto other = scrub_.hide(escaped ? unquote_json(lexeme) : std::string{key}, "private key", where_);
  at_ = begin + key.size();
  if (!other) return true;
  const std::string written = escaped ? respelled_json(lexeme, *other) : *other;
  edits_.replace(begin, begin + key.size(), escaped ? written.substr(1, written.size() - 2) : written);
  return true;
}

void TextScan::take_userinfo(std::size_t authority) {
  at_ = std::max(at_, authority);
  std::size_t end = authority, last = std::string_view::npos;
  for (; end < text_.size() && end - authority < longest_userinfo && !ends_authority(text_[end]); ++end)
    if (text_[end] == '@') last = end;
  if (last == std::string_view::npos || is_cut(end)) return;
  const std::size_t colon = text_.substr(0, last).find(':', authority);
  const auto hide = [&](std::size_t from, std::size_t to, std::string_view kind) {
    const std::string_view written = text_.substr(from, to - from);
    if (const auto other = scrub_.hide(http::percent_decode(written), kind, where_))
      edits_.replace(from, to, respelled_percent(written, *other, false), authority > 8 ? authority - 8 : 0);
  };
  const std::size_t user_end = std::min(colon, last);
  const bool password = colon != std::string_view::npos && colon + 1 < last;
  if (password) hide(colon + 1, last, "password");
  // https://TOKEN@host, https://TOKEN:@host
  const std::string_view user = text_.substr(authority, user_end - authority);
  if ((!password && user.size() >= 16) || (user.size() >= 15 && !shape_of(user).kind.empty()))
    hide(authority, user_end, "token");
  at_ = last + 1;
}

bool TextScan::take_scheme(std::size_t begin, std::size_t end) {
  const std::string_view word = text_.substr(begin, end - begin);
  const bool basic = http::same_name(word, "basic");
  if (!basic && !http::same_name(word, "bearer") && !http::same_name(word, "negotiate")) return false;
  std::size_t from = end;
  while (is_blank(peek(from))) ++from;
  std::size_t to = from;
  while (to < text_.size() && is_word(text_[to])) ++to;
  while (peek(to) == '=') ++to;
  const std::string_view value = text_.substr(from, to - from);
  if (value.size() < 8 || is_cut(to)) return false;
  const auto decoded = basic ? Base64Text::read(value) : std::nullopt;
  if (basic && (!decoded || decoded->bytes.find(':') == std::string::npos)) return false;
  // English goes on in words.
  if (!basic && value.size() < 32 && std::none_of(value.begin(), value.end(), is_digit)) return false;
  if (const auto other = scrub_.credentials(text_.substr(begin, to - begin), "token", where_))
    edits_.replace(begin, to, *other);
  at_ = to;
  return true;
}

std::size_t TextScan::after_separator(std::size_t begin, std::size_t end, char& separator) const noexcept {
  if (peek(end) == '>' && begin > 0 && text_[begin - 1] == '<') {
    separator = '>';
    return end + 1;
  }
  std::size_t at = end;
  while (peek(at) == '\\') ++at;
  if (is_quote(peek(at)) || peek(at) == ']') ++at;
  if (peek(at) == '%' && peek(at + 1) == '3' && (to_lower(peek(at + 2)) == 'd' || to_lower(peek(at + 2)) == 'a')) {
    separator = '%';
    return at + 3;
  }
  while (is_blank(peek(at))) ++at;
  separator = peek(at);
  if (separator != ':' && separator != '=') return std::string_view::npos;
  ++at;
  if (separator == '=' && (peek(at) == '=' || peek(at) == '>')) ++at;
  while (is_blank(peek(at))) ++at;
  return at;
}

bool TextScan::take_named(std::size_t begin, std::size_t end) {
  char separator = '\0';
  const std::size_t value = after_separator(begin, end, separator);
  if (value == std::string_view::npos) return false;
  const std::string_view name = name_in(text_.substr(begin, end - begin));
  if (name.empty()) return false;
  named_at_ = value;
  name_ = name;
  const bool in_row = value < row_until_ && http::redaction::is_row_value(name);
  const std::size_t context = in_row ? std::min(row_context_, begin) : begin;
  const bool secret = (in_row || is_secret_member(name)) && !scrub_.rules().keeps_name(name);
  if (!secret) {
    if (http::redaction::names_its_row(name) && take_row(begin, value, separator)) return true;
    if (name.size() != 3 || to_lower(name[0]) != 'k') return false;
    const Value there = value_at(value, separator, name);
    if (!is_key_value(name, text_.substr(there.begin, there.end - there.begin))) return false;
    return take_value(context, there, "key");
  }
  const std::string kind = kind_of_name(name);
  if (peek(value) == '[') return take_list(context, value, kind);
  const Value there = value_at(value, separator, name);
  if (there.end <= there.begin || is_prose(there, separator)) return false;
  return take_value(context, there, kind);
}

/// `name="password"`: the value comes later, in the same element, row or part.
bool TextScan::take_row(std::size_t begin, std::size_t value, char separator) {
  const Value named = value_at(value, separator, {});
  const std::string_view name = text_.substr(named.begin, named.end - named.begin);
  if (!is_secret_member(name) || scrub_.rules().keeps_name(name)) return false;
  if (take_part_of_form(begin, named.end)) return true;
  row_context_ = begin;
  row_until_ = std::min(std::min(text_.find_first_of(">}", named.end), text_.size()), named.end + longest_row);
  at_ = named.end;
  return true;
}

bool TextScan::take_part_of_form(std::size_t begin, std::size_t head) {
  constexpr std::string_view blank_line = "\r\n\r\n";
  const std::string_view near = text_.substr(head, longest_row);
  const std::size_t blank = near.find(blank_line);
  if (blank == std::string_view::npos || near.substr(0, blank).find_first_of("<>{}") != std::string_view::npos)
    return false;
  const std::size_t from = head + blank + blank_line.size();
  const std::size_t to = text_.substr(0, std::min(text_.size(), from + longest_value)).find("\r\n--", from);
  if (to == std::string_view::npos || to == from) return false;
  const std::string_view name = text_.substr(begin, head - begin);
  return take_value(begin, {from, to, Spelling::plain}, kind_of_name(name));
}

/// `"tokens": ["a", "b"]` in text that is no whole JSON.
bool TextScan::take_list(std::size_t context, std::size_t at, const std::string& kind) {
  const std::size_t end = text_.substr(0, std::min(text_.size(), at + longest_value)).find(']', at);
  if (end == std::string_view::npos) return false;
  for (std::size_t quote = text_.find('"', at); quote < end; quote = text_.find('"', quote)) {
    const Value item = quoted(quote, 0);
    take_value(context, item, kind);
    quote = item.end + 1;
  }
  at_ = std::max(at_, end);
  return true;
}

TextScan::Value TextScan::value_at(std::size_t at, char separator, std::string_view name) const {
  const char first = peek(at);
  if (first == '\0' || is_break(first) || first == '{' || first == '[' || (first == '<' && separator != '>'))
    return {at, at, Spelling::plain};
  std::size_t slashes = 0;
  while (peek(at + slashes) == '\\') ++slashes;
  if (separator == '>')
    return {at, std::min(std::min(text_.find('<', at), text_.size()), at + longest_value), Spelling::plain};
  if (is_quote(peek(at + slashes))) return quoted(at, slashes);
  const std::string folded = http::redaction::folded(name);
  if (folded.find("authorization") != std::string::npos || folded == "cookie" || folded == "setcookie")
    return {at, std::min(std::min(text_.find_first_of("\r\n\"'", at), text_.size()), at + longest_value),
            Spelling::plain};
  Value value = bare(at, separator);
  // `X-Auth: Token abc`: a scheme and what belongs to it.
  std::size_t next = value.end;
  while (is_blank(peek(next))) ++next;
  if (next > value.end && is_alnum(peek(next)) &&
      http::redaction::is_scheme(text_.substr(value.begin, value.end - value.begin)))
    value.end = bare(next, separator).end;
  return value;
}

TextScan::Value TextScan::quoted(std::size_t at, std::size_t slashes) const {
  const char quote = text_[at + slashes];
  const std::size_t begin = at + slashes + 1;
  const std::size_t limit = std::min(text_.size(), begin + longest_value);
  bool escapes = false;
  std::size_t run = 0;
  for (std::size_t end = begin; end < limit; ++end) {
    if (text_[end] == '\\') {
      ++run;
      continue;
    }
    // A quote within the value has more backslashes before it than the one that began it, by an odd number at depth 0.
    const bool closes = slashes == 0 ? run % 2 == 0 : run <= slashes;
    if (text_[end] == quote && closes)
      return {begin, slashes == 0 ? end : end - run,
              escapes && slashes == 0 && quote == '"' ? Spelling::json : Spelling::plain};
    escapes = escapes || run > 0;
    run = 0;
  }
  return {begin, limit, Spelling::plain};
}

TextScan::Value TextScan::bare(std::size_t at, char separator) const {
  const std::size_t limit = std::min(text_.size(), at + longest_value);
  std::size_t end = at;
  for (; end < limit; ++end) {
    const char c = text_[end];
    if (is_blank(c) || is_break(c) || is_quote(c) || c == '&' || c == ';' || c == '<' || c == '>' || c == '\\') break;
    if (c == '%' && text_.substr(end, 3) == "%26") break;
    // Punctuation ends a value only where a sentence or a list goes on after it: passwords have commas too.
    const char next = peek(end + 1);
    const bool closes = c == ',' || c == ')' || c == ']' || c == '}';
    if (closes && (next == '\0' || is_blank(next) || is_break(next) || is_quote(next) || next == '}')) break;
  }
  const bool percent = separator != ':' && text_.substr(at, end - at).find('%') != std::string_view::npos;
  return {at, end, percent ? Spelling::percent : Spelling::plain};
}

/// "token: expected a string": a sentence goes on.
bool TextScan::is_prose(const Value& value, char separator) const noexcept {
  const std::string_view word = text_.substr(value.begin, value.end - value.begin);
  if (separator != ':' || value.begin == 0 || !is_blank(text_[value.begin - 1])) return false;
  return std::all_of(word.begin(), word.end(), is_lower) && peek(value.end) == ' ' && is_letter(peek(value.end + 1));
}

bool TextScan::take_value(std::size_t context, const Value& value, std::string_view kind) {
  const std::string_view written = text_.substr(value.begin, value.end - value.begin);
  at_ = std::max(at_, value.begin);
  if (written.empty() || is_cut(value.end)) return true;
  const std::string lexeme = value.spelling == Spelling::json ? "\"" + std::string{written} + "\"" : std::string{};
  std::string clear{written};
  if (value.spelling == Spelling::json) clear = unquote_json(lexeme);
  if (value.spelling == Spelling::percent) clear = http::percent_decode(written);
  const bool number = !clear.empty() && std::all_of(clear.begin(), clear.end(), is_digit) &&
                      value.spelling == Spelling::plain && value.begin > 0 && !is_quote(text_[value.begin - 1]);
  const auto other = number ? scrub_.hide_number(clear, kind, where_) : scrub_.hide_value(clear, kind, where_, nested_);
  if (!other) {
    if (scrub_.is_placeholder(clear)) at_ = std::max(at_, value.end);
    return true;
  }
  std::string text = *other;
  if (value.spelling == Spelling::percent) text = respelled_percent(written, *other, false);
  if (value.spelling == Spelling::json) {
    text = respelled_json(lexeme, *other);
    text = text.substr(1, text.size() - 2);
  }
  edits_.replace(value.begin, value.end, std::move(text), context);
  at_ = std::max(at_, value.end);
  return true;
}

/// A line of an attachment or a certificate, which are folded to 64 or 76 characters.
bool TextScan::is_wrapped(std::size_t begin, std::size_t end) const noexcept {
  if ((end - begin != 64 && end - begin != 76) || (begin > 0 && text_[begin - 1] != '\n')) return false;
  if (end < text_.size() && !is_break(text_[end])) return false;
  const std::string_view line = text_.substr(begin, end - begin);
  const bool alone = begin == 0 && end == text_.size();
  return !alone && std::any_of(line.begin(), line.end(), [](char c) { return !is_hex_digit(c); });
}

void TextScan::take_looks(std::size_t begin, std::size_t end) {
  std::size_t padded = end;
  while (padded < end + 2 && peek(padded) == '=') ++padded;
  if (padded < text_.size() && (text_[padded] == '=' || is_alnum(text_[padded]))) padded = end;
  if (is_wrapped(begin, padded) || take_encoded(begin, padded)) return;
  const bool named = named_at_ != std::string_view::npos && begin >= named_at_ && begin <= named_at_ + 3;
  const Looks looks = named && is_harmless_name(name_) ? Looks::certain : looks_;
  if (!is_path(text_.substr(begin, end - begin))) return take_segment(begin, padded, looks);
  Looks next = looks;
  while (begin < end) {
    const std::size_t stop = std::min(text_.find('/', begin), end);
    const std::string_view part = text_.substr(begin, stop - begin);
    take_segment(begin, stop, next);
    // /commit/<digest>: what it is says the part before.
    next = looks == Looks::all && is_harmless_name(part) ? Looks::certain : looks;
    begin = stop + 1;
  }
}

/// Base64 of something readable is looked at decoded, and is no secret by itself.
bool TextScan::take_encoded(std::size_t begin, std::size_t end) {
  const std::string_view word = text_.substr(begin, end - begin);
  if (nested_ >= Scrub::deepest || word.size() < 16 || is_uuid(word) || is_jwt(word) || is_path(word)) return false;
  // What is readable is so from its first bytes on: spares decoding what is not.
  unsigned front = 0;
  for (const char c : word.substr(0, 4)) front = front * 64 + static_cast<unsigned>(base64_value(c) & 63);
  const unsigned first = front >> 16U & 0xFFU;
  if ((first > 0x7E && first < 0xC2) || first < 9 || (front >> 8U & 0xFFU) < 9 || (front & 0xFFU) < 9) return false;
  const auto decoded = Base64Text::read(word);
  if (!decoded || !is_readable(decoded->bytes)) return false;
  if (const auto other = scrub_.value(decoded->bytes, where_, looks_, nested_ + 1))
    edits_.replace(begin, end, decoded->written(*other));
  return true;
}

void TextScan::take_segment(std::size_t begin, std::size_t end, Looks looks) {
  while (begin < end && (text_[begin] == '.' || text_[begin] == '/' || text_[begin] == '~')) ++begin;
  while (begin < end && (text_[end - 1] == '.' || text_[end - 1] == '~')) --end;
  if (end - begin < 15) return;
  const std::string_view word = text_.substr(begin, end - begin);
  // sha256-<digest>
  if (word.substr(0, 3) == "sha" && word.find('-') < 7) return;
  const Shape shape = looks == Looks::all ? shape_of(word) : certain_shape_of(word);
  if (shape.kind.empty()) return;
  if (shape.kind != "entropy" || word.find('.') == std::string_view::npos) {
    if (const auto other = scrub_.hide(word, shape.kind, where_)) edits_.replace(begin, end, *other);
    return;
  }
  // Of a name with dots only those parts that are drawn by chance.
  while (begin < end) {
    const std::size_t stop = std::min(text_.find('.', begin), end);
    if (looks_random(text_.substr(begin, stop - begin)))
      if (const auto other = scrub_.hide(text_.substr(begin, stop - begin), shape.kind, where_))
        edits_.replace(begin, stop, *other);
    begin = stop + 1;
  }
}

}  // namespace phantomime::recording
