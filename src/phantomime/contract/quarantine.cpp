#include "phantomime/contract/quarantine.hpp"

#include <array>
#include <chrono>
#include <optional>

#include "phantomime/base/hexadecimal.hpp"
#include "phantomime/base/time_text.hpp"

namespace phantomime::contract {
namespace {

constexpr std::string_view nonempty_text_schema = R"({"type": "string", "minLength": 1})";
constexpr phantomime::Presence is_required = phantomime::Presence::required;

constexpr KeyRow quarantine_rows[] = {
    {"finding", "its id, as reports print it, or what makes it: stub, place, kind",
     R"({"anyOf": [{"type": "string", "pattern": "^[0-9a-f]{16}$"}, {"$ref": "#/$defs/quarantined_finding"}]})",
     "'6f1ed002ab559585'", "approvals", is_required},
    {"owner", "who sees to it", nonempty_text_schema, "ann", "''", is_required},
    {"reason", "why it may be so for now", nonempty_text_schema, "the vendor mends it in 8.5.1", "''", is_required},
    {"until", "the last day; then it fails again", R"({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})",
     "2026-12-31", "soon", is_required},
};

constexpr KeyRow quarantined_finding_rows[] = {
    {"stub", "the stub whose answer it is", nonempty_text_schema, "'approval: list'", "''", is_required},
    {"place", "where, any element being [*]", nonempty_text_schema, "'$.data[*].due_time'", "''", is_required},
    {"kind", "what kind of difference",
     R"({"enum": ["status", "header", "not JSON", "truncated", "extra", "missing", "type", "null", "value", "format",
         "order", "count", "invariant"]})",
     "missing", "gone", is_required},
};

constexpr std::array<FindingKind, 13> all_kinds = {
    FindingKind::status,  FindingKind::header, FindingKind::not_json, FindingKind::truncated, FindingKind::extra,
    FindingKind::missing, FindingKind::type,   FindingKind::null,     FindingKind::value,     FindingKind::format,
    FindingKind::order,   FindingKind::count,  FindingKind::invariant};

bool is_id(std::string_view text) { return is_hexadecimal(text, 16); }

class EntryLoader {
 public:
  EntryLoader(const Node& node, LoadContext& context) : node_{node}, context_{context} {}

  Quarantine::Entry load() {
    entry_.where = node_.location();
    read_mapping(node_, context_, "a quarantine", std::span<const KeyRow>{quarantine_rows},
                 [&](const KeyRow& row, const Node& value) { read(row.key, value); });
    return std::move(entry_);
  }

 private:
  void read(std::string_view key, const Node& value) {
    if (key == "until") return read_until(value);
    if (key == "finding") return read_finding(value);
    const std::string text = read_words(key, value);
    (key == "owner" ? entry_.owner : entry_.reason) = text;
  }

  std::string read_words(std::string_view key, const Node& value) {
    const auto text = read_string(value, context_, key);
    if (text && text->find_first_not_of(" \t\r\n") == std::string::npos)
      context_.error(value, ErrorCode::bad_value, "'" + std::string{key} + "' says nothing", "");
    return text.value_or("");
  }

  void read_finding(const Node& value) {
    if (value.is_mapping()) return read_parts(value);
    const auto text = read_string(value, context_, "finding");
    if (!text) return;
    entry_.finding = entry_.named = *text;
    if (!is_id(*text))
      context_.error(value, ErrorCode::bad_value, "'" + *text + "' is not the id of a finding",
                     "16 hexadecimal digits, quoted, as reports print them in brackets");
  }

  void read_parts(const Node& value) {
    std::string place;
    std::optional<FindingKind> kind;
    read_mapping(value, context_, "a finding", std::span<const KeyRow>{quarantined_finding_rows},
                 [&](const KeyRow& row, const Node& part) {
                   if (row.key == "kind") return read_kind(part, kind);
                   (row.key == "stub" ? entry_.stub : place) = read_words(row.key, part);
                 });
    if (!kind || place.empty()) return;
    entry_.finding = finding_id(entry_.stub, place, *kind);
    entry_.named = entry_.stub + ", " + place + ", " + std::string{to_string(*kind)};
  }

  void read_kind(const Node& value, std::optional<FindingKind>& read) {
    const std::vector<std::string_view> words = finding_kind_words();
    if (const auto word = read_word(value, context_, "kind", words)) read = all_kinds[*word];
  }

  void read_until(const Node& value) {
    const auto text = read_string(value, context_, "until");
    if (!text) return;
    const auto day = text->size() == 10 ? parse_instant(*text) : Result<Instant>{Error{}};
    if (!day)
      return context_.error(value, ErrorCode::bad_value, "'" + *text + "' is no date", "a day such as 2026-12-31");
    entry_.until = *text;
    entry_.over = *day + std::chrono::hours{24};
  }

  const Node& node_;
  LoadContext& context_;
  Quarantine::Entry entry_;
};

}  // namespace

std::vector<std::string_view> finding_kind_words() {
  std::vector<std::string_view> words;
  words.reserve(std::size(all_kinds));
  for (const FindingKind kind : all_kinds) words.push_back(to_string(kind));
  return words;
}

void load_quarantine(const Node& node, LoadContext& context, Quarantine& quarantine) {
  if (!expect_sequence(node, context, "quarantine")) return;
  for (const Node& one : node.items()) {
    Quarantine::Entry entry = EntryLoader{one, context}.load();
    for (const Quarantine::Entry& other : quarantine.entries)
      if (!entry.finding.empty() && other.finding == entry.finding)
        context.error(one, ErrorCode::conflict, "this finding is in the quarantine twice",
                      "the other is at " + other.where.to_string());
    quarantine.entries.push_back(std::move(entry));
  }
}

Errors check_quarantine(const Quarantine& quarantine, Instant now) {
  Errors errors;
  for (const Quarantine::Entry& entry : quarantine.entries)
    if (entry.over > now + std::chrono::hours{24 * (longest_quarantine_days + 1)})
      errors.push_back({ErrorCode::limit,
                        "a quarantine until " + entry.until + " ends more than " +
                            std::to_string(longest_quarantine_days) + " days from now",
                        entry.where, "an earlier day: what is to stay belongs into the contract"});
  return errors;
}

void set_aside(Comparison& comparison, const Quarantine& quarantine, Instant now, std::vector<bool>& used) {
  used.resize(quarantine.entries.size());
  for (Finding& finding : comparison.findings)
    for (std::size_t at = 0; at < quarantine.entries.size(); ++at) {
      const Quarantine::Entry& entry = quarantine.entries[at];
      if (entry.finding != finding.id) continue;
      used[at] = true;
      finding.set_aside = Finding::SetAside{entry.owner, entry.reason, entry.until, now >= entry.over, entry.where};
    }
}

std::span<const NamedTable> quarantine_tables() {
  static constexpr std::array<NamedTable, 2> tables{
      {{"quarantine", quarantine_rows, ""}, {"quarantined_finding", quarantined_finding_rows, ""}}};
  return tables;
}

}  // namespace phantomime::contract
