#include "phantomime/formats/yaml_syntax.hpp"

#include <algorithm>
#include <string>

#include "phantomime/formats/yaml_text.hpp"

namespace phantomime::formats {

namespace {

std::string_view line_around(std::string_view text, std::size_t offset, std::size_t& begin) {
  offset = std::min(offset, text.size());
  begin = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  std::size_t end = text.find('\n', begin);
  if (end == std::string_view::npos) end = text.size();
  return text.substr(begin, end - begin);
}

bool begins_with(std::string_view text, std::string_view what) { return text.substr(0, what.size()) == what; }

/// The word at a place, for messages: up to a blank or the end of the line, at most 30 bytes on a character boundary.
std::string word_at(std::string_view text, std::size_t offset) {
  std::string word;
  for (std::size_t at = offset; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte <= ' ' || text[at] == ',' || text[at] == ']' || text[at] == '}') break;
    if (word.size() >= 30 && (byte & 0xC0U) != 0x80U) return word + "…";
    word += text[at];
  }
  return word;
}

std::string opened(const YamlFailure& failure) {
  return std::string{failure.opened_list ? "list" : "mapping"} + " that begins in line " +
         std::to_string(failure.opened_line);
}

Error unclosed_flow(const YamlFailure& failure, std::string_view rest, std::string_view line) {
  const char* close = failure.opened_list ? "']'" : "'}'";
  Error error{ErrorCode::syntax, "expected ',' or " + std::string{close} + " of the " + opened(failure), failure.where,
              "close it with " + std::string{close}};
  if (begins_with(rest, "{") || (!rest.empty() && line.find('{') != line.rfind('{')))
    error.hint = "between { } or [ ] a text that holds braces or ${...} must be quoted";
  return error;
}

Error at_this_place(const YamlFailure& failure, std::string_view text, std::string_view line) {
  const std::string_view message = failure.message;
  const std::string_view rest = text.substr(std::min(failure.offset, text.size()));
  const auto error = [&](std::string what, std::string hint) {
    return Error{ErrorCode::syntax, std::move(what), failure.where, std::move(hint)};
  };
  if (begins_with(message, "illegal map value"))
    return error("found ':' where no key can stand", "quote a text that holds ': ', or mend the indentation");
  if (begins_with(message, "illegal map key")) return error("found a key where none can stand", "mend the indentation");
  if (begins_with(message, "illegal block entry"))
    return error("found '- ' where no list can begin", "put the list on lines of its own under its key");
  if (begins_with(message, "illegal flow end"))
    return error("found '" + std::string{rest.substr(0, 1)} + "' that closes nothing",
                 "remove it, or quote the text that holds it");
  if (begins_with(message, "end of map flow") || begins_with(message, "end of sequence flow"))
    return unclosed_flow(failure, rest, line);
  if (begins_with(message, "end of map not") || begins_with(message, "end of sequence not"))
    return error("this does not belong to the " + opened(failure),
                 "mend the indentation; a text that goes on after a quote or brace must be quoted as a whole");
  if (begins_with(message, "unknown token"))
    return error("no value can begin with '" + std::string{rest.substr(0, 1)} + "'", "quote the text");
  if (begins_with(message, "the referenced anchor") || begins_with(message, "alias not found") ||
      begins_with(message, "illegal character found while scanning alias"))
    return error("'" + word_at(text, failure.offset) + "' is an alias, and nothing before it is anchored so",
                 "quote a text that begins with '*'");
  if (begins_with(message, "illegal EOF in scalar"))
    return error("the quoted text is never closed", "add the closing quote");
  if (begins_with(message, "unknown escape"))
    return error("'\\" + std::string{message.substr(message.find(':') + 2)} + "' is no escape of double quotes",
                 "use single quotes for a text with backslashes");
  return error("broken YAML: " + std::string{message}, {});
}

}  // namespace

Error explain_yaml_failure(const std::shared_ptr<const Source>& source, const YamlFailure& failure) {
  const std::string_view text = source->text;
  std::size_t begin = 0;
  const std::string_view line = line_around(text, failure.offset, begin);
  const std::size_t indented = std::min(line.find_first_not_of(" \t"), line.size());
  const std::size_t tab = line.substr(0, indented).find('\t');
  if (tab != std::string_view::npos)
    return {ErrorCode::syntax, "found a tab in the indentation", location_of(source, begin + tab),
            "YAML is indented by blanks: replace it"};
  return at_this_place(failure, text, line);
}

}  // namespace phantomime::formats
