#include "phantomime/base/error.hpp"

#include <algorithm>
#include <tuple>

#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

constexpr std::size_t context_columns = 70;  ///< how much of a long line is shown on each side of the caret
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

/// Columns of a terminal that a character takes: none for combining marks, two for most of East Asia and emoji.
std::size_t width(char32_t c) {
  if ((c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200D) || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1F64F) || (c >= 0x1F900 && c <= 0x1F9FF) ||
                    (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::size_t shown_width(std::string_view shown) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < shown.size();) columns += width(next_code_point(shown, at).value_or(' '));
  return columns;
}

std::optional<std::string_view> line_of(std::string_view text, std::uint32_t line) {
  if (line == 0 || text.empty()) return std::nullopt;
  std::size_t begin = 0;
  for (std::uint32_t i = 1; i < line; ++i) {
    begin = text.find('\n', begin);
    if (begin == std::string_view::npos) return std::nullopt;
    ++begin;
  }
  std::string_view found = text.substr(begin, text.find('\n', begin) - begin);
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

/// The line and the caret below it. Only the neighbourhood of the caret is looked at closely: lines of minified JSON
/// have megabytes.
void append_excerpt(std::string& result, std::string_view line, std::uint32_t column) {
  const std::size_t caret = column == 0 ? 0 : column - 1;
  const std::size_t first = caret > context_columns ? caret - context_columns : 0;
  std::string shown = first > 0 ? std::string{ellipsis} : std::string{};
  std::string blanks = first > 0 ? " " : "";
  std::size_t at = 0;
  std::size_t index = 0;
  for (; at < line.size() && index < first; ++index) (void)next_code_point(line, at);
  for (; at < line.size() && index <= caret + context_columns; ++index) {
    const std::string piece = next_printable(line, at);
    shown += piece;
    if (index < caret) blanks += piece == "\t" ? piece : std::string(shown_width(piece), ' ');
  }
  if (at < line.size()) shown += ellipsis;
  result += shown + '\n';
  // A caret one past the end says "something is missing here"; further out it would point at nothing.
  if (column > 0 && index >= caret) result += blanks + "^\n";
}

auto order(const Error& error) {
  const bool placed = error.where.has_value();
  const std::string_view name = placed && error.where->source ? std::string_view{error.where->source->name} : "";
  return std::make_tuple(name, placed ? error.where->line : 0U, placed ? error.where->column : 0U);
}

}  // namespace

std::string Location::to_string() const {
  std::string text = source ? source->name : std::string{};
  const auto append = [&text](std::uint32_t number) {
    if (!text.empty()) text += ':';
    text += std::to_string(number);
  };
  if (line > 0) append(line);
  if (line > 0 && column > 0) append(column);
  return text;
}

std::string render(const Error& error) {
  std::string result;
  if (error.where) {
    result = printable(error.where->to_string());
    if (!result.empty()) result += ": ";
  }
  result += "error: " + printable(error.what) + '\n';
  if (error.where && error.where->source)
    if (const auto line = line_of(error.where->source->text, error.where->line))
      append_excerpt(result, *line, error.where->column);
  if (!error.hint.empty()) result += "hint: " + printable(error.hint) + '\n';
  return result;
}

std::string render(const Errors& errors) {
  std::vector<const Error*> sorted;
  sorted.reserve(errors.size());
  for (const Error& error : errors) sorted.push_back(&error);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Error* a, const Error* b) { return order(*a) < order(*b); });
  std::string result;
  for (const Error* error : sorted) {
    if (!result.empty()) result += '\n';
    result += render(*error);
  }
  return result;
}

}  // namespace phantomime
