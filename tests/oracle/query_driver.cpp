// Runs queries for run_query_oracle.py: first a line with collections and their rows, then a line for each query; a
// line of ids comes back for each. It reads query strings as the server does.

#include <iostream>
#include <string>

#include "phantomime/state/query.hpp"

#include "support/memory_tables.hpp"

namespace phantomime::test {
namespace {

state::FieldType type_named(const std::string& word) {
  using state::FieldType;
  for (const FieldType type : {FieldType::integer, FieldType::number, FieldType::boolean, FieldType::instant})
    if (state::to_string(type) == word) return type;
  return FieldType::text;
}

state::Schema schema_of(const Json& json) {
  state::Schema schema;
  schema.collection = json.at("name");
  for (const Json& field : json.at("fields")) {
    schema.fields.push_back({field.at("name"), type_named(field.at("type")), field.value("relation", std::string{}),
                             field.value("many", false)});
  }
  for (const Json& reverse : json.at("reverse"))
    schema.reverse.push_back({reverse.at("name"), reverse.at("collection"), reverse.at("field")});
  return schema;
}

Json answer(const Json& asked, const MemoryTables& tables) {
  const std::string collection = asked.at("collection");
  const state::Schema& schema = *tables.schema(collection);
  const http::Fields fields = http::parse_fields(asked.at("query").get<std::string>());
  const auto query = state::parse_query(fields, {}, schema, tables);
  if (!query) return {{"error", query.error().what}};
  const state::Page page = state::run_query(*query, tables.rows(collection), schema, tables);
  Json ids = Json::array();
  for (const Json* row : page.rows) ids.push_back(row->at("id"));
  return {{"count", page.count}, {"num_pages", page.num_pages}, {"ids", ids}};
}

int run() {
  std::string line;
  std::getline(std::cin, line);
  MemoryTables tables;
  for (const Json& collection : Json::parse(line)) {
    std::vector<std::string> rows;
    for (const Json& row : collection.at("rows")) rows.push_back(row.dump());
    tables.add(schema_of(collection), rows);
  }
  while (std::getline(std::cin, line)) std::cout << answer(Json::parse(line), tables).dump() << '\n';
  return 0;
}

}  // namespace
}  // namespace phantomime::test

int main() { return phantomime::test::run(); }
