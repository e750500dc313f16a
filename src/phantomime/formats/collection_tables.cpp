#include "phantomime/formats/collection_tables.hpp"

#include <algorithm>

#include "phantomime/base/suggest.hpp"

namespace phantomime::formats {
namespace {

using scenario::LoadFacts;

bool is_shown(const state::Member& member) { return member.stored && member.shown != state::Member::Shown::never; }

std::string_view json_type_of(state::FieldType type) {
  switch (type) {
    case state::FieldType::text:
    case state::FieldType::instant:
      return "string";
    case state::FieldType::integer:
      return "integer";
    case state::FieldType::number:
      return "number";
    case state::FieldType::boolean:
      return "boolean";
    case state::FieldType::json:
      break;
  }
  return {};
}

/// The JSON types that clients may find under a member; none: anything.
std::vector<std::string_view> json_types_of(const state::Member& member, const state::Model& model) {
  std::string_view type = json_type_of(member.type);
  if ((member.many && !member.view) || member.shape == state::Member::Shape::list) type = "array";
  if (member.shape == state::Member::Shape::object) type = "object";
  if (!member.many && !member.told_as.empty() && !member.view) {
    const state::Collection* const related = model.collection(member.relation);
    const state::Member* const told = related ? related->find(member.told_as) : nullptr;
    type = told ? json_type_of(told->type) : std::string_view{};
  }
  if (type.empty()) return {};
  if (member.nullable) return {type, "null"};
  return {type};
}

template <class Names>
std::string in_words(const Names& names) {
  std::string text;
  for (const auto& name : names) text.append(text.empty() ? "" : " or ").append(name);
  return text;
}

class TableCheck {
 public:
  TableCheck(const state::Collection& collection, const LoadFacts::Table& table, Errors& errors)
      : collection_{collection}, table_{table}, errors_{errors} {}

  void check(const state::Model& model) {
    for (const LoadFacts::Member& row : table_.members) {
      const state::Member* const member = row.at.empty() && row.required ? collection_.find(row.name) : nullptr;
      if (row.at.empty() && row.required && !(member && is_shown(*member)))
        wrong("it does not show '" + row.name + "', which is required", row.where);
    }
    for (const state::Member& member : collection_.members)
      if (is_shown(member)) check(member, json_types_of(member, model));
  }

 private:
  void check(const state::Member& member, const std::vector<std::string_view>& types) {
    std::vector<std::string> allowed;  // a page may repeat a member
    const LoadFacts::Member* last = nullptr;
    for (const LoadFacts::Member& row : table_.members) {
      if (!row.at.empty() || row.name != member.name) continue;
      allowed.insert(allowed.end(), row.json.begin(), row.json.end());
      last = &row;
    }
    if (!last) {
      if (!table_.additional_members)
        wrong("it shows '" + member.name + "', which the table does not have", table_.where);
      return;
    }
    const auto fits = [&allowed](std::string_view type) {
      return std::any_of(allowed.begin(), allowed.end(), [type](const std::string& one) {
        return one == type || (one == "number" && type == "integer");
      });
    };
    if (!std::all_of(types.begin(), types.end(), fits))
      wrong("its member '" + member.name + "' is " + in_words(types) + ", the table says " + in_words(allowed),
            last->where);
  }

  void wrong(const std::string& what, const Location& says) {
    errors_.push_back(
        {ErrorCode::conflict,
         "the collection '" + collection_.name + "' does not satisfy the table '" + table_.name + "': " + what,
         collection_.table_where, "change its fields, or write an erratum; the table says so at " + says.to_string()});
  }

  const state::Collection& collection_;
  const LoadFacts::Table& table_;
  Errors& errors_;
};

}  // namespace

void check_collection_tables(const state::Model& model, const std::vector<LoadFacts::Table>& tables, Errors& errors) {
  for (const state::Collection& collection : model.collections) {
    if (collection.table.empty()) continue;
    const auto table =
        std::find_if(tables.begin(), tables.end(), [&](const auto& one) { return one.name == collection.table; });
    if (table != tables.end()) {
      TableCheck{collection, *table, errors}.check(model);
      continue;
    }
    std::vector<std::string_view> known;
    known.reserve(tables.size());
    for (const LoadFacts::Table& one : tables) known.push_back(one.name);
    const std::string_view meant = nearest(collection.table, known);
    errors.push_back({ErrorCode::not_found, "there is no field table '" + collection.table + "'",
                      collection.table_where,
                      meant.empty() ? "tables lie beside the fixtures (fixtures/README.md)"
                                    : "did you mean '" + std::string{meant} + "'?"});
  }
}

}  // namespace phantomime::formats
