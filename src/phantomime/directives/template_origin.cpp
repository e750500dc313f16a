#include "phantomime/directives/template_origin.hpp"

#include <algorithm>

#include "phantomime/base/utf8.hpp"

namespace phantomime::directives {
namespace {

bool blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/// The byte of a line and column (code points), or npos.
std::size_t find_place(std::string_view source, std::uint32_t line, std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t skipped = 1; skipped < line; ++skipped) {
    at = source.find('\n', at);
    if (at == std::string_view::npos) return at;
    ++at;
  }
  if (line == 1 && source.substr(0, 3) == "\xEF\xBB\xBF") at = 3;
  for (std::uint32_t skipped = 1; skipped < column && at < source.size(); ++skipped) (void)next_code_point(source, at);
  return at < source.size() ? at : std::string_view::npos;
}

/// Walks the file and the text it means side by side.
class Walk {
 public:
  Walk(std::string_view source, std::string_view text, std::size_t start, Node::Style style)
      : source_{source}, text_{text}, at_{start}, block_{style == Node::Style::block} {
    if (block_)
      enter_block();
    else if (style == Node::Style::quoted)
      quote_ = source_[at_++];
  }

  /// The byte of the file at which byte `offset` of the text stands.
  std::size_t to(std::size_t offset) {
    target_ = offset;
    while (done_ < offset && at_ < source_.size() && step()) {
    }
    skip_indentation();
    return std::min(at_, source_.size());
  }

 private:
  void enter_block() {
    folded_ = source_[at_] == '>';
    const std::size_t header_end = source_.find('\n', at_);
    at_ = header_end == std::string_view::npos ? source_.size() : header_end + 1;
    line_begins_ = true;
    // The first line with something on it, in both: what the file has more in front is the indentation.
    const std::size_t in_source = leading_blanks(source_.substr(at_));
    indentation_ = in_source - std::min(in_source, leading_blanks(text_));
  }

  static std::size_t leading_blanks(std::string_view text) {
    std::size_t line = 0;
    std::size_t at = 0;
    for (; at < text.size() && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r'); ++at)
      if (text[at] == '\n') line = at + 1;
    return at - line;
  }

  void skip_indentation() {
    if (!line_begins_) return;
    line_begins_ = false;
    for (std::size_t skipped = 0; skipped < indentation_ && at_ < source_.size() && source_[at_] == ' '; ++skipped)
      ++at_;
  }

  /// One step on both sides; false where they no longer agree.
  bool step() {
    skip_indentation();
    if (at_ >= source_.size()) return false;
    const char c = source_[at_];
    if (quote_ == '"' && c == '\\') return escape();
    if (quote_ == '\'' && source_.substr(at_, 2) == "''") return advance(2, 1);
    if (c == '\r' && source_.substr(at_, 2) == "\r\n") return advance(1, 0);
    if (block_ && c == '\n') return newline();
    if (!block_ && (blank(c) || c == '\n') && fold()) return true;
    if (c == text_[done_]) return advance(1, 1);
    return skip_variable();
  }

  bool advance(std::size_t in_source, std::size_t in_text) {
    at_ += in_source;
    done_ += in_text;
    return true;
  }

  bool newline() {
    if (text_[done_] != '\n' && !(folded_ && text_[done_] == ' ')) {
      if (!folded_) return skip_variable();
      line_begins_ = true;  // the first of several: it means nothing itself
      return advance(1, 0);
    }
    line_begins_ = true;
    return advance(1, 1);
  }

  /// A line break within quotes or plain text is a blank, several are one less.
  bool fold() {
    std::size_t end = at_;
    std::size_t breaks = 0;
    for (; end < source_.size() && (blank(source_[end]) || source_[end] == '\n'); ++end)
      breaks += source_[end] == '\n' ? 1 : 0;
    if (breaks == 0) return false;
    return advance(end - at_, std::max<std::size_t>(1, breaks - 1));
  }

  bool escape() {
    const char kind = at_ + 1 < source_.size() ? source_[at_ + 1] : '\0';
    if (kind == '\n') {
      std::size_t end = at_ + 2;
      while (end < source_.size() && blank(source_[end])) ++end;
      return advance(end - at_, 0);
    }
    const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    std::size_t end = done_;
    (void)next_code_point(text_, end);
    return advance(2 + digits, end - done_);
  }

  /// `${name}` in the file where the text has a value: goes on where the rest of the line is found again.
  bool skip_variable() {
    if (source_.substr(at_, 2) != "${") return false;
    const std::size_t close = source_.find('}', at_);
    if (close == std::string_view::npos) return false;
    std::string_view rest = source_.substr(close + 1);
    rest = rest.substr(0, std::min(rest.find('\n'), rest.find("${")));
    if (quote_ != 0) rest = rest.substr(0, std::min(rest.find(quote_), rest.find('\\')));
    const std::size_t found = rest.empty() ? text_.find('\n', done_) : text_.find(rest, done_);
    if (found == std::string_view::npos) return false;
    if (found > target_) return false;  // what is looked for is within the value: `${` is its place
    at_ = close + 1;
    done_ = found;
    return true;
  }

  std::string_view source_;
  std::string_view text_;
  std::size_t at_;
  std::size_t done_ = 0;
  bool block_;
  bool folded_ = false;
  bool line_begins_ = false;
  char quote_ = 0;
  std::size_t indentation_ = 0;
  std::size_t target_ = 0;
};

}  // namespace

TextOrigin::TextOrigin(const Node& node) : start_{node.location()}, style_{node.style()} {}

Location TextOrigin::at(std::string_view text, std::size_t offset) const {
  if (!start_.source || start_.line == 0) return start_;
  const std::string_view source = start_.source->text;
  const std::size_t begin = find_place(source, start_.line, start_.column);
  if (begin == std::string_view::npos) return start_;
  const char first = source[begin];
  const bool as_expected = style_ == Node::Style::plain ||
                           (style_ == Node::Style::block && (first == '|' || first == '>')) ||
                           (style_ == Node::Style::quoted && (first == '"' || first == '\''));
  if (!as_expected) return start_;  // the text is a variable's: it was not written here
  const std::size_t place = Walk{source, text, begin, style_}.to(std::min(offset, text.size()));

  Location result = start_;
  result.line += static_cast<std::uint32_t>(std::count(source.begin() + static_cast<std::ptrdiff_t>(begin),
                                                       source.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
  const std::size_t line_break = place == 0 ? std::string_view::npos : source.rfind('\n', place - 1);
  std::size_t line_begin = line_break == std::string_view::npos ? 0 : line_break + 1;
  if (result.line == 1 && source.substr(0, 3) == "\xEF\xBB\xBF") line_begin = 3;
  result.column = 1;
  while (line_begin < place) {
    (void)next_code_point(source, line_begin);
    ++result.column;
  }
  return result;
}

}  // namespace phantomime::directives
