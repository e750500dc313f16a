#include "phantomime/formats/tree_edit/text_extent.hpp"

#include <algorithm>

namespace phantomime::formats {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

}  // namespace

TextExtents::TextExtents(std::string_view text) : text_{text}, lines_{0} {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    lines_.push_back(at + 1);
}

std::size_t TextExtents::begin_of(const Node& node) const {
  if (node.line() == 0 || node.line() > lines_.size()) return text_.size();
  std::size_t at = lines_[node.line() - 1];
  if (at == 0 && text_.starts_with("\xef\xbb\xbf")) at = 3;
  for (std::uint32_t column = 1; column < node.column() && at < text_.size(); ++column) do
      ++at;
    while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0U) == 0x80U);
  // An anchor stands in front of what it names.
  while (at < text_.size() && text_[at] == '&' && node.line() != 0) {
    const std::size_t end = text_.find_first_of(blanks, at);
    if (end == std::string_view::npos) break;
    at = std::min(text_.find_first_not_of(blanks, end), text_.size());
  }
  return at;
}

std::optional<std::size_t> TextExtents::end_of(const Node& node) const {
  const std::size_t begin = begin_of(node);
  const char first = begin < text_.size() ? text_[begin] : '\0';
  if (node.is_scalar()) {
    if (node.style() == Node::Style::plain) return end_of_plain(begin, node.text());
    if (first == '|' || first == '>') return end_of_block(begin);
    return first == '"' || first == '\'' ? end_of_quoted(begin) : std::nullopt;
  }
  if (is_flow(node)) return end_of_brackets(begin);
  if (node.size() == 0) return std::nullopt;
  const std::size_t last = node.size() - 1;
  return node.is_mapping() ? end_of_member(node.key(last), node.value(last)) : end_of(node.items()[last]);
}

std::optional<std::size_t> TextExtents::colon_of(const Node& key) const {
  const auto end = end_of(key);
  if (!end) return std::nullopt;
  const std::size_t colon = text_.find_first_not_of(blanks, *end);
  if (colon == std::string_view::npos || text_[colon] != ':') return std::nullopt;
  return colon + 1;
}

std::optional<std::size_t> TextExtents::end_of_member(const Node& key, const Node& value) const {
  return is_left_out(key, value) ? colon_of(key) : end_of(value);
}

std::optional<std::size_t> TextExtents::dash_of(const Node& item) const {
  std::size_t at = begin_of(item);
  while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
  if (at == 0 || text_[at - 1] != '-' || begin_of(item) == at) return std::nullopt;
  return at - 1;
}

bool TextExtents::is_flow(const Node& node) const {
  const std::size_t begin = begin_of(node);
  const char first = begin < text_.size() ? text_[begin] : '\0';
  return !node.is_scalar() && first == (node.is_mapping() ? '{' : '[');
}

bool TextExtents::is_left_out(const Node& key, const Node& value) noexcept {
  return value.is_scalar() && value.text().empty() && value.style() == Node::Style::plain &&
         value.line() == key.line() && value.column() == key.column();
}

std::size_t TextExtents::line_begin(std::size_t offset) const noexcept {
  return *std::prev(std::upper_bound(lines_.begin(), lines_.end(), offset));
}

std::size_t TextExtents::line_end(std::size_t offset) const noexcept {
  const std::size_t end = std::min(text_.find('\n', offset), text_.size());
  return end > offset && end < text_.size() && text_[end - 1] == '\r' ? end - 1 : end;
}

std::string_view TextExtents::line_break() const noexcept {
  const std::size_t end = text_.find('\n');
  return end != std::string_view::npos && end > 0 && text_[end - 1] == '\r' ? "\r\n" : "\n";
}

std::optional<std::size_t> TextExtents::end_of_quoted(std::size_t begin) const {
  const char quote = text_[begin];
  for (std::size_t at = begin + 1; at < text_.size(); ++at) {
    if (quote == '"' && text_[at] == '\\') {
      ++at;
    } else if (text_[at] == quote) {
      const bool doubled = quote == '\'' && at + 1 < text_.size() && text_[at + 1] == quote;
      if (!doubled) return at + 1;
      ++at;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> TextExtents::end_of_brackets(std::size_t begin) const {
  std::size_t depth = 0;
  for (std::size_t at = begin; at < text_.size(); ++at) {
    const char c = text_[at];
    // A quote within a plain text is part of it.
    const bool at_beginning = at == begin || is_blank(text_[at - 1]) ||
                              std::string_view{"[{,:"}.find(text_[at - 1]) != std::string_view::npos;
    if ((c == '"' || c == '\'') && at_beginning) {
      const auto end = end_of_quoted(at);
      if (!end) return std::nullopt;
      at = *end - 1;
    } else if (c == '#' && is_blank(text_[at - 1])) {
      at = std::min(text_.find('\n', at), text_.size());
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && --depth == 0) {
      return at + 1;
    }
  }
  return std::nullopt;
}

std::size_t TextExtents::end_of_block(std::size_t begin) const {
  std::size_t end = line_end(begin), indent = 0;
  for (std::size_t line = std::min(text_.find('\n', begin), text_.size()); line < text_.size();) {
    const std::size_t first = line + 1, next = std::min(text_.find('\n', first), text_.size());
    const std::size_t content = std::min(text_.find_first_not_of(' ', first), text_.size());
    const bool empty = text_.find_first_not_of(blanks, first) >= next;
    line = next;
    if (empty) continue;
    if (indent == 0) indent = content - first;
    if (indent == 0 || content - first < indent) break;
    end = line_end(first);
  }
  return end;
}

std::optional<std::size_t> TextExtents::end_of_plain(std::size_t begin, std::string_view value) const {
  std::size_t at = begin;
  for (std::size_t read = 0; read < value.size();) {
    if (at >= text_.size()) return std::nullopt;
    if (is_blank(value[read]) && is_blank(text_[at])) {
      // Lines that were folded into one.
      while (read < value.size() && is_blank(value[read])) ++read;
      while (at < text_.size() && is_blank(text_[at])) ++at;
    } else if (value[read] == text_[at]) {
      ++read;
      ++at;
    } else {
      return std::nullopt;
    }
  }
  return at;
}

}  // namespace phantomime::formats
