#include <algorithm>

#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

/// Behind the closing quote of the string that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; at = end_of_plain(text, at)) {
    if (text[at] == '\\')
      at += 2;
    else if (static_cast<unsigned char>(text[at]) >= 0x7F)
      ++at;
  }
  return std::min(at + 1, text.size());
}

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
  void write_as_is(std::string_view bytes) { out_ += bytes; }

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

 public:
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

 private:
  void write_character(char32_t c) {
    const bool half = c >= 0xD800 && c <= 0xDFFF;
    // Python's ASCII ends at `~`: it escapes DEL as well.
    if (c < 0x7F || (c == 0x7F && spelling_ != Spelling::python)) {
      append_json_character(out_, static_cast<unsigned char>(c));
    } else if (half || spelling_ == Spelling::python) {
      append_json_escape(out_, c);
    } else {
      append_utf8(out_, c);
    }
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
  const std::string_view rest{text};
  Writer writer{spelling, text.size()};
  for (std::size_t at = 0; at < rest.size();) {
    std::size_t end = at;
    while (end < rest.size() && rest[end] != '"' && rest[end] != ',' && rest[end] != ':') ++end;
    writer.write_as_is(rest.substr(at, end - at));
    at = end;
    if (at == rest.size()) break;
    if (rest[at] != '"') {
      writer.write_as_is(rest[at++] == ',' ? ", " : ": ");
      continue;
    }
    end = end_of_string(rest, at);
    writer.write_string(rest.substr(at, end - at));
    at = end;
  }
  return writer.take();
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
