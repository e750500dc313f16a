#pragma once

#include <map>
#include <string>
#include <vector>

#include "phantomime/state/field.hpp"

namespace phantomime::test {

/// Collections in memory, as a test writes them.
class MemoryTables final : public state::Tables {
 public:
  void add(state::Schema schema, const std::vector<std::string>& rows) {
    Table& table = tables_[schema.collection];
    for (const std::string& row : rows) table.values.push_back(Json::parse(row));
    for (const Json& row : table.values) {
      table.rows.push_back(&row);
      table.by_id[row.at(schema.id).get<std::int64_t>()] = &row;
    }
    table.schema = std::move(schema);
  }

  [[nodiscard]] const state::Schema* schema(std::string_view collection) const override {
    const auto found = tables_.find(collection);
    return found == tables_.end() ? nullptr : &found->second.schema;
  }
  [[nodiscard]] const std::vector<const Json*>& rows(std::string_view collection) const override {
    return tables_.find(collection)->second.rows;
  }
  [[nodiscard]] const Json* row(std::string_view collection, std::int64_t id) const override {
    const auto& by_id = tables_.find(collection)->second.by_id;
    const auto found = by_id.find(id);
    return found == by_id.end() ? nullptr : found->second;
  }

 private:
  struct Table {
    state::Schema schema;
    std::vector<Json> values;
    std::vector<const Json*> rows;
    std::map<std::int64_t, const Json*> by_id;
  };
  std::map<std::string, Table, std::less<>> tables_;
};

}  // namespace phantomime::test
