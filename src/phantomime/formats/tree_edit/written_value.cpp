#include "phantomime/formats/tree_edit/written_value.hpp"

#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json.hpp"

namespace phantomime::formats {
namespace {

constexpr std::size_t widest_line = 110;

enum class Within { block, flow };

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Whether a text reads as itself without quotes.
bool is_plain(std::string_view text, Within within) {
  const std::string_view marks = within == Within::flow ? "_-/.$*+ ();=" : "_-/.$*+ ();=[]";
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.back() == ' ') return false;
  const char first = text.front();
  if (!is_letter(first) && !is_digit(first) && first != '$' && first != '/') return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos; }) &&
         Node::scalar(std::string{text}).as_string() != nullptr;
}

std::string in_quotes(std::string_view text, char quote) {
  const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7F;
  });
  if (quote == '"' || controls) return json_quote(text);
  std::string made = "'";
  for (const char c : text) {
    if (c == '\'') made += '\'';
    made += c;
  }
  return made + '\'';
}

std::string written_text(std::string_view text, Within within, const Hand& hand) {
  if (hand.json) return json_quote(text);
  return is_plain(text, within) ? std::string{text} : in_quotes(text, hand.quote);
}

std::string written_scalar(const Node& value, Within within, const Hand& hand) {
  if (value.is_null()) return "null";
  if (value.as_string()) return written_text(value.text(), within, hand);
  return value.text();
}

std::string written_collection(const Node& value, const Hand& hand) {
  std::string made = value.is_mapping() ? "{" : "[";
  for (std::size_t entry = 0; entry < value.size(); ++entry) {
    if (entry) made += hand.comma;
    if (value.is_mapping())
      made += written_text(value.key(entry).text(), Within::flow, hand) + std::string{hand.colon} +
              written_in_line(value.value(entry), hand);
    else
      made += written_in_line(value.items()[entry], hand);
  }
  return made + (value.is_mapping() ? "}" : "]");
}

void write_entries(std::string& out, const Node& value, std::size_t indent, std::string_view line_break,
                   const Hand& hand) {
  const std::string margin(indent, ' ');
  for (std::size_t entry = 0; entry < value.size(); ++entry) {
    out += std::string{line_break} + margin;
    if (value.is_mapping())
      out += written_key(value.key(entry).text(), hand) + ':' +
             written_behind(value.value(entry), indent, line_break, hand);
    else
      out += written_item(value.items()[entry], indent, line_break, hand);
  }
}

}  // namespace

std::string written_in_line(const Node& value, const Hand& hand) {
  return value.is_scalar() ? written_scalar(value, Within::flow, hand) : written_collection(value, hand);
}

std::string written_key(std::string_view key, const Hand& hand) { return written_text(key, Within::block, hand); }

std::string written_like(const Node& value, char was, const Hand& hand) {
  if (hand.json || !value.is_scalar() || !value.as_string() || (was != '"' && was != '\''))
    return written_in_line(value, hand);
  return in_quotes(value.text(), was);
}

bool fits_in_line(const Node& value) {
  if (value.is_scalar()) return true;
  for (std::size_t entry = 0; entry < value.size(); ++entry)
    if (!(value.is_mapping() ? value.value(entry) : value.items()[entry]).is_scalar()) {
      const Node& child = value.is_mapping() ? value.value(entry) : value.items()[entry];
      if (child.is_mapping() || !fits_in_line(child)) return false;
    }
  return written_in_line(value, {}).size() <= widest_line;
}

std::string written_item(const Node& value, std::size_t indent, std::string_view line_break, const Hand& hand) {
  if (!value.is_mapping() || value.size() == 0 || fits_in_line(value)) return "- " + written_in_line(value, hand);
  const std::string lines = written_behind(value, indent, line_break, hand);
  return "- " + lines.substr(lines.find_first_not_of(" \r\n"));
}

std::string written_behind(const Node& value, std::size_t indent, std::string_view line_break, const Hand& hand) {
  if (value.size() == 0 || fits_in_line(value)) return ' ' + written_in_line(value, hand);
  std::string made;
  write_entries(made, value, indent + 2, line_break, hand);
  return made;
}

}  // namespace phantomime::formats
