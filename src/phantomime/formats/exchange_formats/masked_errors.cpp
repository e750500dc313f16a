#include "phantomime/formats/exchange_formats/masked_errors.hpp"

#include <algorithm>
#include <string_view>

#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/exchange_formats/parsed_text.hpp"

namespace phantomime::formats {
namespace {

/// An asterisk for each character, so that columns stay; line breaks stay.
void append_asterisks(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\n')
      out += text[at++];
    else
      (void)next_code_point(text, at), out += '*';
  }
}

/// Behind the string that begins at `at`, or at the end of the line where it is not closed.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '\\' && at + 1 < text.size())
      ++at;
    else if (text[at] == '"')
      return at + 1;
  }
  return std::min(at, text.size());
}

std::string masked_json(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '"') {
      out += text[at++];
      continue;
    }
    const std::size_t end = end_of_string(text, at);
    const std::size_t next = text.find_first_not_of(" \t\r\n", end);
    const std::string_view string = text.substr(at, end - at);
    const bool is_name = next != std::string_view::npos && text[next] == ':';
    if (is_name) {
      out += string;
    } else {
      out += '"';
      const bool closed = string.size() > 1 && string.back() == '"';
      append_asterisks(out, string.substr(1, string.size() - (closed ? 2 : 1)));
      if (closed) out += '"';
    }
    at = end;
  }
  return out;
}

/// What stands before the first colon of a line is taken for a name, all else for a value.
std::string masked_yaml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos && line.ends_with(':')) colon = line.size() - 1;
    const std::size_t name = colon == std::string_view::npos ? 0 : colon + 1;
    out += line.substr(0, name);
    for (std::size_t at = name; at < line.size();) {
      if (std::string_view{" -'\"[]{},"}.find(line[at]) != std::string_view::npos)
        out += line[at++];
      else
        (void)next_code_point(line, at), out += '*';
    }
    text.remove_prefix(line.size());
    if (text.empty()) break;
    out += '\n';
    text.remove_prefix(1);
  }
  return out;
}

/// Messages about types show what was found.
void hide_value(Error& error) {
  constexpr std::string_view found = ", found the string ";
  if (const std::size_t at = error.what.find(found); at != std::string::npos)
    error.what.replace(at, std::string::npos, ", found a string");
  if (error.hint.starts_with("quote it")) error.hint = "quote it";
}

}  // namespace

Errors MaskedErrors::masked(Errors errors) {
  for (Error& error : errors) {
    hide_value(error);
    if (!error.where || !error.where->source) continue;
    auto& source = sources_[error.where->source.get()];
    const Source& real = *error.where->source;
    if (!source)
      source = std::make_shared<const Source>(
          real.name, looks_like_json(real.text) ? masked_json(real.text) : masked_yaml(real.text));
    error.where->source = source;
  }
  return errors;
}

}  // namespace phantomime::formats
