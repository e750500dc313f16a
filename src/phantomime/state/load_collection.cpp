#include <algorithm>
#include <map>

#include "phantomime/base/suggest.hpp"
#include "phantomime/state/load_state.hpp"
#include "phantomime/state/member_value.hpp"

namespace phantomime::state {
namespace {

constexpr std::string_view collection_word_schema = R"({"type": "string", "minLength": 1})";

constexpr KeyRow collection_rows[] = {
    {"path", "where it is served; without it only steps use it", R"({"type": "string", "pattern": "^/"})",
     "/rest/thing", "rest/thing"},
    {"grammar", "how its lists are asked for", collection_word_schema, "plain", "[plain]"},
    {"rows", "what it holds at the start: a fixture with a JSON list of objects, or the list itself",
     R"({"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "object"}}]})",
     "[{id: 1, name: x}]", "3"},
    {"table", "a field table that what clients see must satisfy", collection_word_schema, "thing.one", "[x]"},
    {"unknown_members", "what happens to members of bodies that it does not know; default refuse",
     R"({"enum": ["refuse", "ignore"]})", "ignore", "keep"},
    {"id", "the member that identifies a row; default id", collection_word_schema, "id", "[id]"},
    {"fields", "the members of its rows, in the order in which they are told",
     R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/member"}})",
     "{id: integer, name: {type: text, nullable: true}}", "[id]", Presence::required},
    {"operations", "what clients may do with it",
     R"({"type": "object", "additionalProperties": false, "properties": {"list": {"$ref": "#/$defs/operation"},
         "one": {"$ref": "#/$defs/operation"}, "create": {"$ref": "#/$defs/operation"},
         "update": {"$ref": "#/$defs/operation"}, "delete": {"$ref": "#/$defs/operation"}}})",
     "{one: {}}", "[one]"},
    {"machine", "the states of its rows", R"({"$ref": "#/$defs/machine"})",
     "{member: name, initial: new, transitions: {wear: {from: new, to: old}}, final: [old]}", "new"},
    {"provenance", "how much is known of it", R"({"enum": ["documented", "recorded", "assumed"]})", "assumed",
     "guessed"},
    {"note", "for people: why it is so", R"({"type": "string"})", "nobody recorded it", "[a]"},
};

constexpr std::string_view unknowns[] = {"refuse", "ignore"};

Schema schema_of(const Collection& collection, std::string id) {
  Schema schema;
  schema.collection = collection.name;
  schema.id = std::move(id);
  for (const Member& member : collection.members)
    if (member.is_kept()) schema.fields.push_back({member.name, member.type, member.relation, member.many});
  return schema;
}

/// Reads the rows at the start: every mistake with the row's number.
class SeedReader {
 public:
  SeedReader(Collection& collection, LoadContext& context, const Node& where)
      : collection_{collection}, context_{context}, where_{where} {}

  void read(const Json& list) {
    if (!list.is_array()) return wrong({}, "the rows are no list", "write a JSON list of objects");
    std::map<std::int64_t, std::shared_ptr<const Json>> rows;
    for (std::size_t at = 0; at < list.size(); ++at) {
      label_ = "row " + std::to_string(at + 1);
      row_ = where_.is_sequence() ? &where_.items()[at] : &where_;
      if (!list[at].is_object()) {
        wrong({}, "is no object", {});
        continue;
      }
      const Json id = list[at].value(collection_.schema.id, Json{});
      if (!id.is_number_integer()) {
        wrong(collection_.schema.id, "expected an integer, found " + brief(id), "every row has an id of its own");
        continue;
      }
      label_ += " (" + collection_.schema.id + " " + brief(id) + ")";
      auto row = read_row(list[at]);
      if (!rows.emplace(id.get<std::int64_t>(), std::move(row)).second)
        wrong(collection_.schema.id, "another row has it", "every row has an id of its own");
    }
    for (auto& [id, row] : rows) collection_.rows.push_back(std::move(row));
  }

 private:
  void wrong(const std::string& member, const std::string& what, std::string hint) {
    // Of an inline row the member itself; a fixture's rows have but the name of their file here.
    const Node* const value = row_->is_mapping() && !member.empty() ? row_->find(member) : nullptr;
    context_.error(value ? *value : *row_, ErrorCode::bad_value,
                   label_ + (member.empty() ? "" : (label_.empty() ? "" : ", ") + member) + ": " + what,
                   std::move(hint));
  }

  std::shared_ptr<const Json> read_row(const Json& written) {
    auto row = std::make_shared<Json>(Json::object());
    for (const auto& [name, value] : written.items()) {
      const Member* const member = collection_.find(name);
      if (!member || !member->is_kept()) unknown(name);
    }
    for (const Member& member : collection_.members) {
      if (!member.is_kept()) continue;
      const auto found = written.find(member.name);
      Json value = found != written.end() ? *found : absent(member);
      if (!fits(member, value))
        wrong(member.name, "expected " + expected_value(member) + ", found " + brief(value),
              found == written.end() ? "the row does not have it: add it, or give the member a default" : "");
      (*row)[member.name] = std::move(value);
    }
    return row;
  }

  Json absent(const Member& member) const {
    if (member.by_default && member.by_default->constant()) return *member.by_default->constant();
    return member.many ? Json::array() : Json{};
  }

  void unknown(const std::string& name) {
    std::vector<std::string_view> known;
    for (const Member& member : collection_.members)
      if (member.is_kept()) known.push_back(member.name);
    const std::string_view near = nearest(name, known);
    wrong(name, "the collection has no such member",
          near.empty() ? "add it to fields" : "did you mean '" + std::string{near} + "'?");
  }

  Collection& collection_;
  LoadContext& context_;
  const Node& where_;
  const Node* row_ = &where_;
  std::string label_;
};

void load_rows(const Node& node, LoadContext& context, Collection& collection) {
  Result<Json> list{Json{}};
  if (node.is_sequence()) {
    const auto text = node_to_json_text(node);
    list = text ? parse_json(*text) : Result<Json>{text.error()};
  } else {
    if (!read_string(node, context, "rows")) return;
    const auto bytes = context.fixture(node);
    if (!bytes) return;
    list = parse_json(*bytes);
  }
  if (list)
    SeedReader{collection, context, node}.read(*list);
  else
    context.error(node, list.error().code, "the rows are no JSON: " + list.error().what, list.error().hint);
}

void load_members_of(const Node& node, LoadContext& context, Collection& collection) {
  if (!expect_mapping(node, context, "fields")) return;
  for (std::size_t entry = 0; entry < node.size(); ++entry)
    if (auto member = load_member(node.key(entry), node.value(entry), context))
      collection.members.push_back(std::move(*member));
}

void find_grammar(const Node& node, LoadContext& context, const Model& model, Collection& collection) {
  const auto name = read_string(node, context, "grammar");
  if (!name) return;
  const auto found = model.grammars.find(*name);
  if (found != model.grammars.end()) {
    collection.grammar = found->second;
    return;
  }
  std::vector<std::string_view> known;
  for (const auto& [grammar, value] : model.grammars) known.push_back(grammar);
  const std::string_view near = nearest(*name, known);
  context.error(node, ErrorCode::not_found, "there is no grammar '" + *name + "'",
                near.empty() ? "write it under 'grammars'" : "did you mean '" + std::string{near} + "'?");
}

/// The id is an integer that nobody writes; the machine's state is a member.
void check_collection(const Node& key, LoadContext& context, Collection& collection, const std::string& id) {
  Member* found = nullptr;
  for (Member& member : collection.members)
    if (member.name == id) found = &member;
  if (!found || found->type != FieldType::integer || !found->is_kept())
    context.error(key, ErrorCode::conflict, "the collection '" + collection.name + "' has no integer '" + id + "'",
                  "add " + id + ": integer to its fields, or name another member as id");
  else if (found->writable == Member::Writable::always)
    found->writable = Member::Writable::never;
  if (!collection.machine) return;
  const Member* const state = collection.find(collection.machine->member);
  if (!state || state->type != FieldType::text || !state->is_kept())
    context.error(key, ErrorCode::conflict,
                  "the machine's member '" + collection.machine->member + "' is no text of this collection",
                  "add it to the fields");
}

}  // namespace

std::span<const KeyRow> collection_keys() { return collection_rows; }

std::optional<Collection> load_collection(const Node& key, const Node& node, LoadContext& context, const Model& model) {
  const std::size_t before = context.error_count();
  Collection collection;
  collection.name = key.text();
  collection.where = key.location();
  const Node* rows = nullptr;
  std::string id = "id";
  read_mapping(node, context, "a collection", collection_keys(), [&](const KeyRow& row, const Node& value) {
    if (row.key == "grammar") find_grammar(value, context, model, collection);
    if (row.key == "rows") rows = &value;
    if (row.key == "table") collection.table = read_string(value, context, "table").value_or(std::string{});
    if (row.key == "table") collection.table_where = value.location();
    if (row.key == "unknown_members")
      if (const auto word = read_word(value, context, row.key, unknowns)) collection.ignores_unknown = *word == 1;
    if (row.key == "id") id = read_string(value, context, "id").value_or(std::string{});
    if (row.key == "fields") load_members_of(value, context, collection);
    if (row.key == "machine") collection.machine = load_machine(value, context, {});
    if (row.key == "provenance") collection.provenance = read_provenance(value, context).value_or(Provenance::unstated);
    if (row.key == "note") collection.note = read_string(value, context, "note").value_or(std::string{});
  });
  if (context.error_count() > before) return std::nullopt;
  check_collection(key, context, collection, id);
  collection.schema = schema_of(collection, id);
  collection.told_by_rows = std::all_of(collection.members.begin(), collection.members.end(), [](const Member& member) {
    return (!member.view || member.view->asks_only("row")) &&
           (!member.shown_when || member.shown_when->asks_only("row"));
  });
  if (context.error_count() > before) return std::nullopt;
  if (rows) load_rows(*rows, context, collection);
  if (context.error_count() > before) return std::nullopt;
  return collection;
}

}  // namespace phantomime::state
