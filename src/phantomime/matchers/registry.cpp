// The registry of request keys and the tables under them. A new key is a file, its line in keys.hpp and a line here.
#include <array>

#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/conditions/condition.hpp"
#include "phantomime/matchers/keys.hpp"
#include "phantomime/matchers/path_syntax.hpp"

namespace phantomime::matchers {

namespace {

std::vector<NamedTable> build_tables() {
  static const auto conditions_rows = plain_rows(request_keys());
  static const auto defaults_rows = plain_rows(request_defaults_keys());
  static const auto path_rows = plain_rows(path_keys());
  static const auto body_rows = plain_rows(body_keys());
  std::vector<NamedTable> tables = {
      {"request_conditions", conditions_rows, ""},
      {"request_defaults", defaults_rows, ""},
      {"path", path_rows, R"({"type": "string", "pattern": "^(/[^?]*|\\*|\\$\\{.*)$"})"},
      {"credential", credential_rows(), ""},
      {"basic_credential", basic_rows(), ""},
      {"token_credential", token_rows(), ""},
      {"body", body_rows, ""},
      {"json_schema_file", json_schema_file_rows(), ""},
      {"multipart_part", multipart_part_rows(), ""},
      {"digest", digest_rows(), ""},
  };
  static const auto query = plain_rows(condition_keys(ConditionTable::query));
  static const auto field = plain_rows(condition_keys(ConditionTable::field));
  static const auto text = plain_rows(condition_keys(ConditionTable::text));
  static const auto json = plain_rows(condition_keys(ConditionTable::json));
  static const auto number = plain_rows(condition_keys(ConditionTable::number));
  const auto add = [&](ConditionTable table, std::span<const KeyRow> rows) {
    tables.push_back({table_name(table), rows, shorthand(table)});
  };
  add(ConditionTable::query, query);
  add(ConditionTable::field, field);
  add(ConditionTable::text, text);
  add(ConditionTable::json, json);
  add(ConditionTable::number, number);
  return tables;
}

}  // namespace

std::span<const RequestKey> request_keys() {
  static const std::array<RequestKey, 12> keys = {
      method_key(),       path_key(),        trailing_slash_key(), query_key(), headers_key(), cookies_key(),
      nothing_else_key(), credentials_key(), body_key(),           all_key(),   any_key(),     not_key(),
  };
  return keys;
}

std::span<const NamedTable> request_tables() {
  static const std::vector<NamedTable> tables = build_tables();
  return tables;
}

}  // namespace phantomime::matchers
