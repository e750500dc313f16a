#include <algorithm>

#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

/// Python's ASCII ends at `~`: it escapes DEL as well.
void append_as_python(std::string& out, char32_t c) {
  if (c < 0x7F)
    append_json_character(out, static_cast<unsigned char>(c));
  else
    append_json_escape(out, c);
}

/// Python's spelling of text without a mistake or a blank between tokens, in one go: what stays as it is, nearly all of
/// a body, is copied in long pieces.
class PythonSpeller {
 public:
  explicit PythonSpeller(std::string_view text) : text_{text} { out_.reserve(text.size() + text.size() / 4); }

  [[nodiscard]] std::string run() {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') {
        skip_string();
      } else if (c == ',' || c == ':') {
        copy();
        out_ += ' ';
      }
    }
    copy();
    return std::move(out_);
  }

 private:
  /// All up to here that was not written yet.
  void copy() {
    out_.append(text_, copied_, at_ - copied_);
    copied_ = at_;
  }

  void skip_string() {
    for (;;) {
      at_ = end_of_plain(text_, at_);
      if (at_ + 1 >= text_.size() || text_[at_] == '"') break;
      copy();
      append_as_python(out_, next_json_character(text_, at_));
      copied_ = at_ = std::min(at_, text_.size());
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0, copied_ = 0;
};

/// Writes tokens with the blanks of one spelling. Knows no values: numbers and words go through as they are.
class Writer {
 public:
  Writer(Spelling spelling, std::size_t size) : spelling_{spelling} { out_.reserve(size + size / 4); }

  void write(JsonScanner::Token token, std::string_view lexeme) {
    switch (token) {
      case JsonScanner::Token::begin_object:
      case JsonScanner::Token::begin_array:
        separate();
        out_ += lexeme;
        ++depth_;
        first_ = true;
        return;
      case JsonScanner::Token::end_object:
      case JsonScanner::Token::end_array:
        --depth_;
        if (!first_) break_line();
        out_ += lexeme;
        first_ = false;
        return;
      case JsonScanner::Token::name:
        separate();
        write_string(lexeme);
        out_ += std::string_view{": "}.substr(0, spelling_ == Spelling::compact ? 1 : 2);
        after_name_ = true;
        return;
      case JsonScanner::Token::string:
        separate();
        write_string(lexeme);
        return;
      default:
        separate();
        out_ += lexeme;
        return;
    }
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  /// What stands before a name, an item or a member's value.
  void separate() {
    if (after_name_) {
      after_name_ = false;
      first_ = false;
      return;
    }
    if (depth_ == 0) return;
    if (!first_) out_ += std::string_view{", "}.substr(0, spelling_ == Spelling::python ? 2 : 1);
    first_ = false;
    break_line();
  }

  void break_line() {
    if (spelling_ != Spelling::pretty) return;
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }

  /// From its first quote to its last.
  void write_string(std::string_view lexeme) {
    out_ += '"';
    for (std::size_t at = 1; at + 1 < lexeme.size();) {
      const std::size_t end = end_of_plain(lexeme, at);  // at the latest at the closing quote
      out_.append(lexeme.substr(at, end - at));
      at = end;
      if (at + 1 < lexeme.size()) write_character(next_json_character(lexeme, at));
    }
    out_ += '"';
  }

  void write_character(char32_t c) {
    const bool half = c >= 0xD800 && c <= 0xDFFF;
    if (spelling_ == Spelling::python)
      append_as_python(out_, c);
    else if (c < 0x80)
      append_json_character(out_, static_cast<unsigned char>(c));
    else if (half)
      append_json_escape(out_, c);
    else
      append_utf8(out_, c);
  }

  Spelling spelling_;
  std::string out_;
  std::size_t depth_ = 0;
  bool first_ = true;
  bool after_name_ = false;
};

}  // namespace

void append_json_escape(std::string& out, char32_t c) {
  if (c >= 0x10000) {
    append_json_escape(out, 0xD800 + ((c - 0x10000) >> 10U));
    append_json_escape(out, 0xDC00 + ((c - 0x10000) & 0x3FFU));
    return;
  }
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789abcdef"[(c >> shift) & 0xFU];
}

void append_json_character(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  if (c < 0x20)
    append_json_escape(out, c);
  else
    out += static_cast<char>(c);
}

std::string respell_written_json(std::string text, Spelling spelling) {
  if (spelling == Spelling::as_is || spelling == Spelling::compact) return text;
  if (spelling != Spelling::python) {
    auto spelled = respell_json(text, spelling);
    return spelled ? std::move(*spelled) : text;  // nested too deep: what it says matters more than how
  }
  return PythonSpeller{text}.run();
}

Result<std::string> respell_json(std::string_view text, Spelling spelling) {
  if (spelling == Spelling::as_is) return std::string{text};
  JsonScanner scanner{text, max_json_depth};
  Writer writer{spelling, text.size()};
  for (auto token = scanner.next(); token != JsonScanner::Token::end; token = scanner.next()) {
    if (token == JsonScanner::Token::invalid) return scanner.error();
    writer.write(token, scanner.lexeme());
  }
  return writer.take();
}

}  // namespace phantomime
