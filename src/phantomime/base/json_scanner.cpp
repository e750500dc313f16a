#include "phantomime/base/json_scanner.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

/// The value of the four digits after `\u` at `at`, or a negative number.
long hex_escape(std::string_view text, std::size_t at) noexcept {
  if (at + 4 > text.size()) return -1;
  long value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const int digit = hex_value(text[at + i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/// From blank to `~`, without quote and backslash.
constexpr std::array<bool, 256> plain_bytes = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0x20; byte < 0x7F; ++byte) table[byte] = byte != '"' && byte != '\\';
  return table;
}();

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

std::size_t end_of_plain(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && plain_bytes[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

std::string position_text(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  std::size_t line = 1;
  std::size_t line_begin = 0;
  for (std::size_t at = 0; at < offset; ++at) {
    if (text[at] != '\n') continue;
    ++line;
    line_begin = at + 1;
  }
  std::size_t column = 1;
  for (std::size_t at = line_begin; at < offset; ++column) (void)next_code_point(text, at);
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

JsonScanner::Token JsonScanner::fail(std::string what, ErrorCode code) {
  failed_ = true;
  error_ = Error{code, std::move(what), std::nullopt, "look at " + position_text(text_, at_)};
  return Token::invalid;
}

void JsonScanner::skip_blanks() noexcept {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
    ++at_;
}

JsonScanner::Token JsonScanner::next() {
  if (failed_) return Token::invalid;
  if (at_ == 0 && text_.substr(0, byte_order_mark.size()) == byte_order_mark) at_ = byte_order_mark.size();
  skip_blanks();
  begin_ = at_;
  switch (state_) {
    case State::after_value:
      return after_value();
    case State::value_or_end:
      if (peek() == ']') return close(Token::end_array);
      break;
    case State::name_or_end:
      if (peek() == '}') return close(Token::end_object);
      [[fallthrough]];
    case State::name:
      if (peek() != '"') return fail("expected a member's name in double quotes");
      state_ = State::colon;
      return scan_string(Token::name);
    case State::colon:
      if (peek() != ':') return fail("expected ':' after a member's name");
      ++at_;
      skip_blanks();
      begin_ = at_;
      break;
    case State::value:
      break;
  }
  return scan_value();
}

JsonScanner::Token JsonScanner::after_value() {
  if (nesting_.empty()) return at_ == text_.size() ? Token::end : fail("expected nothing after the value");
  const bool in_object = nesting_.back() == '{';
  if (peek() == (in_object ? '}' : ']')) return close(in_object ? Token::end_object : Token::end_array);
  if (peek() != ',')
    return fail(in_object ? "expected ',' or '}' after a member" : "expected ',' or ']' after an item");
  ++at_;
  state_ = in_object ? State::name : State::value;
  return next();
}

JsonScanner::Token JsonScanner::open(Token token) {
  if (nesting_.size() >= max_depth_)
    return fail("nested deeper than " + std::to_string(max_depth_) + " levels", ErrorCode::limit);
  nesting_ += token == Token::begin_object ? '{' : '[';
  state_ = token == Token::begin_object ? State::name_or_end : State::value_or_end;
  ++at_;
  return token;
}

JsonScanner::Token JsonScanner::close(Token token) {
  nesting_.pop_back();
  state_ = State::after_value;
  ++at_;
  return token;
}

JsonScanner::Token JsonScanner::scan_value() {
  if (at_ == text_.size()) return fail("the text ends where a value is expected");
  switch (text_[at_]) {
    case '{':
      return open(Token::begin_object);
    case '[':
      return open(Token::begin_array);
    case '"':
      state_ = State::after_value;
      return scan_string(Token::string);
    default:
      break;
  }
  state_ = State::after_value;
  for (const std::string_view word : {"true", "false", "null"}) {
    if (text_.substr(at_, word.size()) != word) continue;
    at_ += word.size();
    return Token::word;
  }
  return scan_number();
}

JsonScanner::Token JsonScanner::scan_string(Token token) {
  ++at_;
  for (;;) {
    at_ = end_of_plain(text_, at_);
    if (at_ == text_.size()) break;
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c == '"') {
      ++at_;
      return token;
    }
    if (c < 0x20) return fail("a string holds a control character that is not escaped");
    if (c >= 0x80) {
      if (!next_code_point(text_, at_)) {
        --at_;
        return fail("a string is not valid UTF-8");
      }
    } else if (c != '\\') {
      ++at_;
    } else {
      const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (kind == 'u') {
        if (hex_escape(text_, at_ + 2) < 0) return fail("expected four hexadecimal digits after '\\u'");
        at_ += 6;
      } else if (kind != '\0' && std::string_view{"\"\\/bfnrt"}.find(kind) != std::string_view::npos) {
        at_ += 2;
      } else {
        return fail("a string holds an escape that JSON does not know");
      }
    }
  }
  return fail("the text ends within a string");
}

JsonScanner::Token JsonScanner::scan_number() {
  if (peek() == '-') ++at_;
  if (!is_digit(peek())) return fail("expected a value");
  if (peek() == '0') {
    ++at_;
    if (is_digit(peek())) return fail("a number has a leading zero");
  }
  while (is_digit(peek())) ++at_;
  if (peek() == '.') {
    ++at_;
    if (!is_digit(peek())) return fail("expected a digit after the decimal point");
    while (is_digit(peek())) ++at_;
  }
  if (peek() == 'e' || peek() == 'E') {
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    if (!is_digit(peek())) return fail("expected a digit in the exponent");
    while (is_digit(peek())) ++at_;
  }
  return Token::number;
}

char32_t next_json_character(std::string_view lexeme, std::size_t& at) {
  if (lexeme[at] != '\\') return next_code_point(lexeme, at).value_or(0xFFFD);
  const char kind = lexeme[at + 1];
  if (kind != 'u') {
    at += 2;
    switch (kind) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        return static_cast<char32_t>(kind);
    }
  }
  const auto first = static_cast<char32_t>(hex_escape(lexeme, at + 2));
  at += 6;
  const bool leads = first >= 0xD800 && first <= 0xDBFF;
  if (!leads || lexeme.substr(at, 2) != "\\u") return first;
  const long second = hex_escape(lexeme, at + 2);
  if (second < 0xDC00 || second > 0xDFFF) return first;
  at += 6;
  return 0x10000 + ((first - 0xD800) << 10U) + (static_cast<char32_t>(second) - 0xDC00);
}

std::string unquote_json(std::string_view lexeme) {
  if (lexeme.size() > 1 && end_of_plain(lexeme, 1) + 1 == lexeme.size())
    return std::string{lexeme.substr(1, lexeme.size() - 2)};
  std::string value;
  value.reserve(lexeme.size());
  for (std::size_t at = 1; at + 1 < lexeme.size();) {
    const std::size_t end = end_of_plain(lexeme, at);
    value.append(lexeme.substr(at, end - at));
    at = end;
    if (at + 1 < lexeme.size()) append_utf8(value, next_json_character(lexeme, at));
  }
  return value;
}

}  // namespace phantomime
