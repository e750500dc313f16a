#include "phantomime/formats/fixture_notes.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "phantomime/base/suggest.hpp"
#include "phantomime/formats/format_version.hpp"
#include "phantomime/formats/key_tables.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {

namespace {

using Facts = scenario::LoadFacts;

constexpr std::string_view json_types[] = {"string", "integer", "number", "boolean", "object", "array", "null"};
constexpr std::string_view presences[] = {"optional", "required"};
constexpr std::string_view sides[] = {"request", "response"};

/// One value or a list of them, as errata may write it.
std::vector<const Node*> one_or_several(const Node& node) {
  std::vector<const Node*> all;
  if (!node.is_sequence()) all.push_back(&node);
  for (const Node& item : node.items()) all.push_back(&item);
  return all;
}

std::vector<std::string> read_texts(const Node& node, LoadContext& context, std::string_view what) {
  std::vector<std::string> texts;
  for (const Node* one : one_or_several(node))
    if (auto text = read_string(*one, context, what)) texts.push_back(std::move(*text));
  return texts;
}

std::vector<std::string> read_json_types(const Node& node, LoadContext& context) {
  std::vector<std::string> types;
  if (!expect_sequence(node, context, "json")) return types;
  for (const Node& item : node.items())
    if (const auto word = read_word(item, context, "a JSON type", json_types)) types.emplace_back(json_types[*word]);
  return types;
}

/// What evidence is worth, by its letters (fixtures/README.md): bytes and live servers are recordings, other pages and
/// the page itself documentation; what clients do and what nobody found stays a guess.
scenario::Provenance strength_of(std::string_view evidence) {
  const auto has = [&](std::string_view letter) { return evidence.find(letter) != std::string_view::npos; };
  if (has("[R]") || has("[L]")) return scenario::Provenance::recorded;
  if (has("[D]")) return scenario::Provenance::documented;
  if (has("[C]") || has("[?]")) return scenario::Provenance::assumed;
  return has("page") ? scenario::Provenance::documented : scenario::Provenance::assumed;
}

/// The notes of one folder.
class NotesLoader {
 public:
  NotesLoader(const PackFiles::FixtureNotes& notes, LoadContext& context, FixtureFacts& facts)
      : notes_{notes}, context_{context}, facts_{facts}, first_table_{facts.tables.size()} {}

  void load() {
    load_sources();
    for (const Document& file : notes_.tables) load_tables(file.root);
    if (notes_.errata) load_errata(notes_.errata->root);
    load_fixtures();
  }

 private:
  void unknown_name(const Node& node, std::string_view kind, const std::string& name,
                    const std::vector<std::string_view>& known) {
    const std::string_view meant = nearest(name, known);
    context_.error(node, ErrorCode::not_found, "there is no " + std::string{kind} + " '" + name + "'",
                   meant.empty() ? std::string{} : "did you mean '" + std::string{meant} + "'?");
  }
  void require_known(const Node& node, std::string_view kind, const std::set<std::string, std::less<>>& names) {
    const auto name = read_string(node, context_, kind);
    if (!name || names.contains(*name)) return;
    unknown_name(node, kind, *name, {names.begin(), names.end()});
  }
  /// The title of the source that the node names.
  std::string source_at(const Node& node) {
    require_known(node, "source", sources_);
    const auto title = titles_.find(node.text());
    return title == titles_.end() ? std::string{} : title->second;
  }
  void check_strings(const KeyRow& row, const Node& value, std::initializer_list<std::string_view> keys) {
    if (std::find(keys.begin(), keys.end(), row.key) != keys.end()) (void)read_string(value, context_, row.key);
  }

  void load_sources() {
    const Node& root = notes_.manifest.root;
    if (!check_version(root, context_)) return;
    read_mapping(root, context_, "a manifest", manifest_keys(), [](const KeyRow&, const Node&) {});
    const Node* sources = root.find("sources");
    if (!sources || !expect_mapping(*sources, context_, "sources")) return;
    for (std::size_t entry = 0; entry < sources->size(); ++entry) {
      sources_.insert(sources->key(entry).text());
      const Node* const title = sources->value(entry).find("title");
      titles_[sources->key(entry).text()] = title ? title->text() : sources->key(entry).text();
      read_mapping(sources->value(entry), context_, "a source", source_keys(),
                   [&](const KeyRow& row, const Node& value) {
                     check_strings(row, value, {"title", "page", "product", "last_modified", "evidence"});
                     if (row.key == "versions" && expect_sequence(value, context_, "versions"))
                       for (const Node& version : value.items()) (void)read_string(version, context_, "a version");
                   });
    }
  }

  void load_tables(const Node& root) {
    if (!check_version(root, context_)) return;
    read_mapping(root, context_, "a file of tables", tables_file_keys(), [](const KeyRow&, const Node&) {});
    const Node* tables = root.find("tables");
    if (!tables || !expect_mapping(*tables, context_, "tables")) return;
    for (std::size_t entry = 0; entry < tables->size(); ++entry) load_table(tables->key(entry), tables->value(entry));
  }

  void load_table(const Node& key, const Node& node) {
    Facts::Table table;
    table.name = key.text();
    table.where = key.location();
    read_mapping(node, context_, "a table", table_keys(), [&](const KeyRow& row, const Node& value) {
      if (row.key == "section") table.section = read_string(value, context_, "section").value_or("");
      if (row.key == "source") table.source = source_at(value);
      if (row.key == "endpoint") table.endpoints = read_texts(value, context_, "endpoint");
      if (row.key == "side")
        if (const auto word = read_word(value, context_, "side", sides)) table.response = *word == 1;
      if (row.key == "members" && expect_sequence(value, context_, "members"))
        for (const Node& member : value.items()) table.members.push_back(load_member(member));
    });
    if (find_table(table.name))
      context_.error(key, ErrorCode::duplicate_key, "the table '" + table.name + "' is here a second time",
                     "the first is " + find_table(table.name)->where.to_string());
    facts_.tables.push_back(std::move(table));
  }

  Facts::Member load_member(const Node& node) {
    Facts::Member member;
    member.where = node.location();
    member.required = true;  // what no column says is expected to be there
    read_mapping(node, context_, "a member", member_keys(), [&](const KeyRow& row, const Node& value) {
      check_strings(row, value, {"type", "description"});
      if (row.key == "member") {
        if (auto name = read_string(value, context_, "member")) member.name = std::move(*name);
      } else if (row.key == "required") {
        if (const auto word = read_word(value, context_, "required", presences)) member.required = *word == 1;
      } else if (row.key == "json") {
        member.json = read_json_types(value, context_);
      }
    });
    return member;
  }

  void load_errata(const Node& root) {
    if (!check_version(root, context_)) return;
    read_mapping(root, context_, "a file of errata", errata_file_keys(), [](const KeyRow&, const Node&) {});
    const Node* errata = root.find("errata");
    if (!errata || !expect_sequence(*errata, context_, "errata")) return;
    for (const Node& erratum : errata->items()) load_erratum(erratum);
  }

  void load_erratum(const Node& node) {
    std::string id;
    Facts::Erratum& erratum = facts_.errata.emplace_back();
    erratum.where = node.location();
    read_mapping(node, context_, "an erratum", erratum_keys(), [&](const KeyRow& row, const Node& value) {
      check_strings(row, value, {"says"});
      if (row.key == "evidence") erratum.strength = strength_of(read_string(value, context_, row.key).value_or(""));
      if (row.key == "side") erratum.side = read_string(value, context_, "side").value_or("");
      if (row.key == "id")
        if (auto text = read_string(value, context_, "id")) {
          id = std::move(*text);
          if (!errata_.insert(id).second)
            context_.error(value, ErrorCode::duplicate_key, "the erratum '" + id + "' is here a second time",
                           "number it anew");
        }
      if (row.key == "page") require_known(value, "source", sources_);
      if (row.key == "endpoint" || row.key == "member") (void)read_texts(value, context_, row.key);
    });
    erratum.id = id;
    if (const Node* amends = node.find("amends"))
      for (const Node* amendment : one_or_several(*amends)) amend(*amendment, id);
  }

  void amend(const Node& node, const std::string& id) {
    const Node *name = nullptr, *member = nullptr;
    std::vector<std::pair<std::string_view, const Node*>> effects;
    const std::size_t errors = context_.error_count();
    read_mapping(node, context_, "an amendment", amendment_keys(), [&](const KeyRow& row, const Node& value) {
      if (row.key == "table")
        name = &value;
      else if (row.key == "member")
        member = &value;
      else
        effects.emplace_back(row.key, &value);
    });
    if (context_.error_count() > errors || !name) return;
    const auto table_name = read_string(*name, context_, "table");
    if (!table_name) return;
    Facts::Table* table = find_table(*table_name);
    if (!table) return unknown_name(*name, "table", *table_name, table_names());
    if (effects.empty())
      return context_.error(node, ErrorCode::missing_key, "the amendment changes nothing",
                            "add json, presence, additional_members or at");
    for (const auto& [key, value] : effects) {
      if (key == "additional_members") {
        if (const auto allowed = read_bool(*value, context_, key)) table->additional_members = *allowed;
      } else {
        amend_members(*table, node, member, key, *value, id);
      }
    }
  }

  void amend_members(Facts::Table& table, const Node& node, const Node* named, std::string_view key, const Node& value,
                     const std::string& id) {
    if (!named)
      return context_.error(node, ErrorCode::missing_key, "the amendment names no member", "add the key 'member'");
    const auto name = read_string(*named, context_, "member");
    if (!name) return;
    bool found = false;
    // A page may repeat a member: the correction holds for each of its rows.
    for (Facts::Member& member : table.members) {
      if (member.name != *name) continue;
      if (!found) read_effect(key, value);
      found = true;
      if (key == "json") member.json = effect_types_;
      if (key == "presence") member.required = effect_required_;
      if (key == "at") member.at = effect_at_;
      if (member.errata.empty() || member.errata.back() != id) member.errata.push_back(id);
    }
    if (found) return;
    std::vector<std::string_view> members;
    for (const Facts::Member& member : table.members) members.push_back(member.name);
    unknown_name(*named, "member of the table " + table.name, *name, members);
  }

  void read_effect(std::string_view key, const Node& value) {
    if (key == "json") effect_types_ = read_json_types(value, context_);
    if (key == "presence")
      if (const auto word = read_word(value, context_, "presence", presences)) effect_required_ = *word == 1;
    if (key == "at")
      if (auto pointer = read_string(value, context_, "at")) {
        if (!pointer->starts_with('/'))
          context_.error(value, ErrorCode::bad_value, "'" + *pointer + "' is no JSON Pointer", "begin it with '/'");
        effect_at_ = std::move(*pointer);
      }
  }

  void load_fixtures() {
    const Node* fixtures = notes_.manifest.root.find("fixtures");
    if (!fixtures || !expect_mapping(*fixtures, context_, "fixtures")) return;
    for (std::size_t entry = 0; entry < fixtures->size(); ++entry)
      load_fixture(fixtures->key(entry), fixtures->value(entry));
  }

  void load_fixture(const Node& key, const Node& node) {
    Facts::Fixture scratch;
    Facts::Fixture* fixture = named_file(key, key.text());
    if (!fixture) fixture = &scratch;
    fixture->listed = true;
    fixture->where = key.location();
    bool note = false;
    read_mapping(node, context_, "a fixture", fixture_keys(), [&](const KeyRow& row, const Node& value) {
      check_strings(row, value, {"note"});
      note = note || row.key == "note";
      if (row.key == "section") fixture->section = read_string(value, context_, "section").value_or("");
      if (row.key == "source") fixture->source = source_at(value);
      if (row.key == "provenance") {
        if (const auto word = read_word(value, context_, "provenance", provenance_words))
          fixture->provenance = static_cast<scenario::Provenance>(*word + 1);
      } else if (row.key == "as_printed") {
        if (auto path = read_string(value, context_, "as_printed"))
          if (const Facts::Fixture* printed = named_file(value, *path)) fixture->as_printed = printed->path;
      } else if (row.key == "errata") {
        if (expect_sequence(value, context_, "errata"))
          for (const Node& erratum : value.items()) require_known(erratum, "erratum", errata_);
      } else if (row.key == "table") {
        if (auto name = read_string(value, context_, "table")) {
          if (!find_table(*name)) unknown_name(value, "table", *name, table_names());
          fixture->table = std::move(*name);
        }
      } else if (row.key == "rows") {
        if (auto pointer = read_string(value, context_, "rows")) {
          if (!pointer->starts_with('/'))
            context_.error(value, ErrorCode::bad_value, "'" + *pointer + "' is no JSON Pointer", "begin it with '/'");
          fixture->rows = std::move(*pointer);
        }
      }
    });
    if (fixture->provenance == scenario::Provenance::assumed && !note)
      context_.error(key, ErrorCode::missing_key, "an assumed fixture needs the key 'note'", "say what it rests on");
  }

  /// The fixture at a path beside the manifest, or null with the error reported.
  Facts::Fixture* named_file(const Node& node, const std::string& path) {
    const auto normal = normalise(path);
    if (!normal) {
      context_.error(node, ErrorCode::outside_folder, "'" + path + "' leads out of the folder",
                     "paths are relative to fixtures.yaml");
      return nullptr;
    }
    Facts::Fixture* fixture = facts_.find(join(notes_.folder, *normal));
    if (!fixture)
      context_.error(node, ErrorCode::not_found, "there is no file '" + path + "' beside the manifest",
                     "paths are relative to fixtures.yaml");
    return fixture;
  }

  /// Tables of this folder only: those of another product are none of its business.
  Facts::Table* find_table(std::string_view name) {
    const auto found = std::find_if(facts_.tables.begin() + static_cast<std::ptrdiff_t>(first_table_),
                                    facts_.tables.end(), [&](const Facts::Table& table) { return table.name == name; });
    return found == facts_.tables.end() ? nullptr : &*found;
  }
  std::vector<std::string_view> table_names() const {
    std::vector<std::string_view> names;
    for (std::size_t i = first_table_; i < facts_.tables.size(); ++i) names.push_back(facts_.tables[i].name);
    return names;
  }

  const PackFiles::FixtureNotes& notes_;
  LoadContext& context_;
  FixtureFacts& facts_;
  std::size_t first_table_;
  std::set<std::string, std::less<>> sources_, errata_;
  std::map<std::string, std::string, std::less<>> titles_;  ///< of the sources
  // What the amendment at hand says.
  std::vector<std::string> effect_types_;
  bool effect_required_ = false;
  std::string effect_at_;
};

}  // namespace

Facts::Fixture* FixtureFacts::find(std::string_view path) {
  const auto found =
      std::lower_bound(fixtures.begin(), fixtures.end(), path,
                       [](const Facts::Fixture& fixture, std::string_view wanted) { return fixture.path < wanted; });
  return found == fixtures.end() || found->path != path ? nullptr : &*found;
}

FixtureFacts load_fixture_notes(const PackFiles& pack, LoadContext& context) {
  FixtureFacts facts;
  for (const PackFiles::Fixture& fixture : pack.fixtures) {
    Facts::Fixture fact;
    fact.path = fixture.path;
    facts.fixtures.push_back(std::move(fact));
  }
  for (const PackFiles::FixtureNotes& notes : pack.notes) NotesLoader{notes, context, facts}.load();
  return facts;
}

}  // namespace phantomime::formats
