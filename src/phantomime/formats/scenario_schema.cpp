#include "phantomime/formats/scenario_schema.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/contract/quarantine.hpp"
#include "phantomime/contract/rules.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/formats/key_tables.hpp"
#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/matchers/request_spec.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::formats {

namespace {

constexpr std::string_view file_table = "file";

template <class Row>
std::vector<KeyRow> plain_rows(std::span<const Row> rows) {
  return {rows.begin(), rows.end()};
}

std::vector<KeyRow> response_defaults_rows() {
  std::vector<KeyRow> rows;
  for (const directives::ResponseKey& row : directives::response_keys())
    if (row.in_defaults) rows.push_back(row);
  return rows;
}

std::vector<NamedTable> build_tables() {
  static const auto request = plain_rows(matchers::request_keys());
  static const auto response = plain_rows(directives::response_keys());
  static const auto response_defaults = response_defaults_rows();
  std::vector<NamedTable> tables = {
      {file_table, file_keys(), ""},
      {"stub", stub_keys(), ""},
      {"defaults", defaults_keys(), ""},
      {"example", example_keys(), request_line_schema},
      {"expect", expect_keys(), ""},
      {"pack", pack_keys(), ""},
      {"pack_credentials", pack_credentials_keys(), ""},
      {"detect", detect_keys(), ""},
      {"error", error_keys(), ""},
      {"operation", operation_keys(), ""},
      {"request", request, request_line_schema},
      {"response", response, ""},
      {"response_defaults", response_defaults, ""},
  };
  for (const NamedTable& table : matchers::request_tables()) tables.push_back(table);
  for (const NamedTable& table : directives::response_tables()) tables.push_back(table);
  for (const NamedTable& table : state::state_tables()) tables.push_back(table);
  for (const NamedTable& table : contract::rule_tables()) tables.push_back(table);
  for (const NamedTable& table : contract::quarantine_tables()) tables.push_back(table);
  return tables;
}

/// A fragment of a row; all are constants, and a test parses each.
OrderedJson parse_fragment(std::string_view text) {
  OrderedJson fragment = OrderedJson::parse(text, nullptr, false);
  return fragment.is_discarded() ? OrderedJson(true) : fragment;
}

const OrderedJson& variable() {
  static const OrderedJson reference = {{"$ref", "#/$defs/variable"}};
  return reference;
}

/// Whether a string with a variable in it satisfies the fragment anyway.
bool takes_any_string(const OrderedJson& fragment) {
  if (fragment.is_boolean()) return fragment.get<bool>();
  if (!fragment.is_object() || fragment.empty()) return true;
  for (const auto& [key, value] : fragment.items())
    if (key != "type" && key != "description" && key != "minLength") return false;
  const auto type = fragment.find("type");
  if (type == fragment.end()) return true;
  return *type == "string" || (type->is_array() && std::find(type->begin(), type->end(), "string") != type->end());
}

OrderedJson or_variable(OrderedJson fragment) {
  if (takes_any_string(fragment)) return fragment;
  return {{"anyOf", OrderedJson::array({std::move(fragment), variable()})}};
}

/// Lets a variable stand for every value that the fragment speaks of. What it may not be (`not`, propertyNames) stays.
void allow_variables_inside(OrderedJson& fragment) {
  if (!fragment.is_object()) return;
  for (const char* key : {"anyOf", "oneOf"})
    if (const auto branches = fragment.find(key); branches != fragment.end())
      for (OrderedJson& branch : *branches) allow_variables_inside(branch);
  for (const char* key : {"items", "additionalProperties"})
    if (const auto inner = fragment.find(key); inner != fragment.end() && inner->is_object()) {
      allow_variables_inside(*inner);
      *inner = or_variable(std::move(*inner));
    }
  if (const auto properties = fragment.find("properties"); properties != fragment.end())
    for (auto& [name, inner] : properties->items()) {
      allow_variables_inside(inner);
      inner = or_variable(std::move(inner));
    }
}

/// A row's example as JSON.
OrderedJson example_of(const KeyRow& row) {
  Errors errors;
  const auto document =
      read_yaml(std::make_shared<const Source>(std::string{row.key}, std::string{row.example}), errors);
  if (!document) return nullptr;
  const auto text = node_to_json_text(document->root);
  return text ? parse_fragment(*text) : OrderedJson(nullptr);
}

/// These are read before variables are, or are no values.
bool may_have_variables(std::string_view table, std::string_view key) {
  return table != file_table || (key != "phantomime" && key != "include" && key != "variables");
}

/// Mappings that a profile lays over those of the pack: there nothing is required, and null takes a key away. A schema
/// does not know a profile from other files; what is missing is the loader's to say.
bool may_be_laid_over(std::string_view table) {
  static constexpr std::string_view tables[] = {"error",        "operation",         "collection",   "member",
                                                "machine",      "grammar",           "own_machine",  "transition",
                                                "grammar_page", "grammar_page_size", "grammar_order"};
  return std::find(std::begin(tables), std::end(tables), table) != std::end(tables);
}

OrderedJson property_of(const NamedTable& table, const KeyRow& row) {
  OrderedJson fragment = parse_fragment(row.schema);
  if (may_be_laid_over(table.name) && !fragment.is_boolean())
    fragment = {{"anyOf", OrderedJson::array({std::move(fragment), {{"type", "null"}}})}};
  if (may_have_variables(table.name, row.key)) {
    allow_variables_inside(fragment);
    fragment = or_variable(std::move(fragment));
  }
  OrderedJson property = {{"description", row.summary}};
  if (fragment.is_object()) property.update(fragment);
  property["examples"] = OrderedJson::array({example_of(row)});
  return property;
}

/// What rows cannot say, because it concerns several keys: body kinds exclude each other, and the like.
void add_rules(std::string_view table, OrderedJson& mapping) {
  std::vector<std::string_view> exclusive;
  if (table == "example") exclusive = {"body", "json"};
  if (table == "response")
    for (const directives::ResponseKey& row : directives::response_keys())
      if (row.is_body) exclusive.push_back(row.key);
  OrderedJson pairs = OrderedJson::array();
  // A step does one thing.
  if (table == "step") {
    for (const KeyRow& row : state::step_keys())
      if (row.key != "when") exclusive.push_back(row.key);
    mapping["minProperties"] = 1;
  }
  if (table == "step_find") exclusive = {"id", "where"};
  if (table == "step_fire") exclusive = {"row", "machine"};
  if (table == "step_each") exclusive = {"of", "in"};
  if (table == "value_rule") exclusive = {"optional", "absent"};
  for (std::size_t a = 0; a < exclusive.size(); ++a)
    for (std::size_t b = a + 1; b < exclusive.size(); ++b)
      pairs.push_back({{"required", OrderedJson::array({exclusive[a], exclusive[b]})}});
  if (table == "pack_credentials") {
    for (const auto& [one, other] : {std::pair{"accept", "check"}, {"accept", "sample"}, {"check", "refuse"}})
      pairs.push_back({{"required", OrderedJson::array({one, other})}});
  }
  if (table == "expect") {
    mapping["minProperties"] = 1;
    for (const char* bound : {"at_least", "at_most"})
      pairs.push_back({{"required", OrderedJson::array({"exactly", bound})}});
  }
  if (!pairs.empty()) mapping["not"] = {{"anyOf", std::move(pairs)}};
}

OrderedJson mapping_of(const NamedTable& table) {
  OrderedJson mapping = {{"type", "object"}, {"properties", OrderedJson::object()}, {"additionalProperties", false}};
  OrderedJson required = OrderedJson::array();
  for (const KeyRow& row : table.rows) {
    mapping["properties"][std::string{row.key}] = property_of(table, row);
    if (row.presence == Presence::required && !may_be_laid_over(table.name)) required.push_back(row.key);
  }
  if (!required.empty()) mapping["required"] = std::move(required);
  add_rules(table.name, mapping);
  return mapping;
}

OrderedJson definition_of(const NamedTable& table) {
  OrderedJson forms = OrderedJson::array();
  if (!table.shorthand.empty()) {
    allow_variables_inside(forms.emplace_back(parse_fragment(table.shorthand)));
  }
  if (may_be_laid_over(table.name)) forms.push_back({{"type", "null"}});
  if (forms.empty()) return mapping_of(table);
  forms.push_back(mapping_of(table));
  return {{"anyOf", std::move(forms)}};
}

}  // namespace

std::span<const NamedTable> all_key_tables() {
  static const std::vector<NamedTable> tables = build_tables();
  return tables;
}

std::string scenario_schema() {
  OrderedJson schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "phantomime scenario"},
      {"description", "A file of stubs: requests and what to respond. The reference is scenarios/README.md."},
  };
  OrderedJson definitions = OrderedJson::object();
  for (const NamedTable& table : all_key_tables()) {
    if (table.name == file_table)
      schema.update(definition_of(table));
    else
      definitions[std::string{table.name}] = definition_of(table);
  }
  definitions["variable"] = {{"description", "a string with a variable in it"},
                             {"type", "string"},
                             {"pattern", "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}"}};
  definitions["steps"] = {{"description", "what happens, one thing after the other"},
                          {"type", "array"},
                          {"items", {{"$ref", "#/$defs/step"}}}};
  schema["$defs"] = std::move(definitions);
  return schema.dump(2);
}

}  // namespace phantomime::formats
