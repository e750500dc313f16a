#include "phantomime/server/verifier/ledger_line.hpp"

#include <array>

#include "phantomime/base/checked_line.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/time_text.hpp"

namespace phantomime::server {
namespace {

constexpr std::array<std::string_view, 3> kind_words{"intent", "made", "gone"};

void append_text_member(std::string& line, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (line.back() != '{') line += ',';
  append_json_quoted(line, name);
  line += ':';
  append_json_quoted(line, value);
}

std::string text_of(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string{};
}

}  // namespace

std::string ledger_line(const LedgerLine& line) {
  std::string text{checked_line_head};
  append_json_quoted(text, kind_words[static_cast<std::size_t>(line.kind)]);
  text += ":{";
  append_text_member(text, "marker", line.entry.marker);
  append_text_member(text, "stub", line.entry.stub);
  append_text_member(text, "id", line.entry.id);
  if (line.kind == LedgerLine::Kind::intent) append_text_member(text, "at", format_instant(line.entry.at));
  text += "}}";
  seal_checked_line(text, 0);
  return text;
}

std::optional<LedgerLine> read_ledger_line(std::string_view line) {
  if (!is_checked_line(line)) return std::nullopt;
  const auto json = parse_json(line);
  if (!json || !json->is_object()) return std::nullopt;
  for (std::size_t kind = 0; kind < kind_words.size(); ++kind) {
    const auto member = json->find(kind_words[kind]);
    if (member == json->end() || !member->is_object()) continue;
    LedgerLine read;
    read.kind = static_cast<LedgerLine::Kind>(kind);
    read.entry = {text_of(*member, "marker"), text_of(*member, "stub"), text_of(*member, "id"), {}, false};
    if (const auto at = parse_instant(text_of(*member, "at"))) read.entry.at = *at;
    if (read.entry.marker.empty()) return std::nullopt;
    return read;
  }
  return std::nullopt;
}

}  // namespace phantomime::server
