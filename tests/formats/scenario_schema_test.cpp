// The loader, the schema and the format reference are held together here: every row of every table of keys is tried in
// a scenario, once with its right value and once with its wrong one.
#include "phantomime/formats/scenario_schema.hpp"

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"
#include "phantomime/formats/key_tables.hpp"
#include "phantomime/formats/yaml_reader.hpp"

#include "formats/loaded.hpp"

namespace phantomime::formats {
namespace {

using testing_support::MemoryFileStore;

/// What `$state` stands for in a place: names that the examples of the state's tables speak of.
constexpr std::string_view state_around =
    "machines: {door: {initial: shut, transitions: {open: {from: shut, to: wide}, shut: {from: wide, to: shut}}}}, "
    "grammars: {plain: {envelope: '{{ shown }}'}}, "
    "collections: {thing: {fields: {id: integer, name: {type: text, nullable: true}, state: text}, "
    "machine: {member: state, initial: shut, final: [wide], transitions: {open: {from: shut, to: wide}}}}}";

/// A scenario in which a mapping of the table (or, at `table.key`, one with this key) stands at '@'.
const std::map<std::string_view, std::string_view>& places() {
  static const std::map<std::string_view, std::string_view> places = {
      {"file", "@"},
      {"stub", "{phantomime: 1, stubs: [@], $state}"},
      {"error", "{phantomime: 1, errors: {not_found: @}}"},
      {"operation", "{phantomime: 1, collections: {a: {path: /a, fields: {id: integer}, operations: {one: @}}}}"},
      {"operation.only",
       "{phantomime: 1, grammars: {plain: {envelope: x}}, "
       "collections: {a: {path: /a, grammar: plain, fields: {id: integer}, operations: {list: @}}}}"},
      {"operation.soft",
       "{phantomime: 1, "
       "collections: {a: {path: /a, fields: {id: integer, is_active: boolean}, operations: {delete: @}}}}"},
      {"grammar", "{phantomime: 1, grammars: {a: @}}"},
      {"grammar_page", "{phantomime: 1, grammars: {a: {envelope: x, page: @}}}"},
      {"grammar_page_size", "{phantomime: 1, grammars: {a: {envelope: x, page_size: @}}}"},
      {"grammar_order", "{phantomime: 1, grammars: {a: {envelope: x, order: @}}}"},
      {"collection", "{phantomime: 1, grammars: {plain: {envelope: x}}, collections: {a: @}}"},
      {"member",
       "{phantomime: 1, collections: {thing: {fields: {id: integer, name: {type: text, nullable: true}}}, "
       "a: {fields: {id: integer, b: @}}}}"},
      {"machine", "{phantomime: 1, collections: {a: {fields: {id: integer, state: text}, machine: @}}}"},
      {"own_machine", "{phantomime: 1, machines: {a: @}}"},
      {"transition",
       "{phantomime: 1, collections: {a: {fields: {id: integer, state: text}, "
       "machine: {member: state, initial: new, final: [old], transitions: {wear: @}}}}}"},
      {"step",
       "{phantomime: 1, $state, stubs: [{name: s, request: GET /, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, @]}]}"},
      {"defaults", "{phantomime: 1, defaults: @}"},
      {"example", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {text: x}, example: @}]}"},
      {"expect", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {text: x}, expect: @}]}"},
      {"pack", "{phantomime: 1, pack: @}"},
      {"pack_credentials", "{phantomime: 1, pack: {credentials: @}}"},
      {"detect", "{phantomime: 1, pack: {detect: @}}"},
      {"request", "{phantomime: 1, stubs: [{name: s, request: @, response: {text: x}, example: GET /}]}"},
      {"response", "{phantomime: 1, stubs: [{name: s, request: GET /, response: @}]}"},
      {"response_defaults", "{phantomime: 1, defaults: {response: @}}"},
      {"request_defaults", "{phantomime: 1, defaults: {request: @}}"},
      {"request_conditions",
       "{phantomime: 1, stubs: [{name: s, request: {all: [@]}, response: {text: x}, example: GET /}]}"},
      {"path", "{phantomime: 1, stubs: [{name: s, request: {path: @}, response: {text: x}, example: GET /}]}"},
      {"credential",
       "{phantomime: 1, stubs: [{name: s, request: {credentials: @}, response: {text: x}, example: GET /}]}"},
      {"basic_credential",
       "{phantomime: 1, stubs: [{name: s, request: {credentials: {basic: @}}, response: {text: x}, example: GET /}]}"},
      {"token_credential",
       "{phantomime: 1, stubs: [{name: s, request: {credentials: {token: @}}, response: {text: x}, example: GET /}]}"},
      {"body", "{phantomime: 1, stubs: [{name: s, request: {body: @}, response: {text: x}, example: GET /}]}"},
      {"json_schema_file",
       "{phantomime: 1, stubs: [{name: s, request: {body: {json_schema: @}}, response: {text: x}, example: GET /}]}"},
      {"multipart_part",
       "{phantomime: 1, stubs: [{name: s, request: {body: {multipart: {a: @}}}, response: {text: x}, example: GET "
       "/}]}"},
      {"digest",
       "{phantomime: 1, stubs: [{name: s, request: {body: {digest: @}}, response: {text: x}, example: GET /}]}"},
      {"condition",
       "{phantomime: 1, stubs: [{name: s, request: {query: {a: @}}, response: {text: x}, example: GET /}]}"},
      {"field_condition",
       "{phantomime: 1, stubs: [{name: s, request: {headers: {a: @}}, response: {text: x}, example: GET /}]}"},
      {"text_condition",
       "{phantomime: 1, stubs: [{name: s, request: {body: {text: @}}, response: {text: x}, example: GET /}]}"},
      {"json_condition",
       "{phantomime: 1, stubs: [{name: s, request: {body: {json_path: {$.a: @}}}, response: {text: x}, example: GET "
       "/}]}"},
      {"number_condition",
       "{phantomime: 1, stubs: [{name: s, request: {body: {size: @}}, response: {text: x}, example: GET /}]}"},
      {"header_value", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {headers: {X-A: @}}}]}"},
      {"delay", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {delay: @}}]}"},
      {"fault", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {fault: @}}]}"},
      {"drip", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {fault: {drip: @}}}]}"},
      {"stall", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {fault: {stall: @}}}]}"},
      {"step_find",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {find: @}]}]}"},
      {"step_list",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {list: @}]}]}"},
      {"step_show",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {show: @}]}]}"},
      {"step_take",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {take: @}]}]}"},
      {"step_require",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {require: @}]}]}"},
      {"step_create",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {create: @}]}]}"},
      {"step_change",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {change: @}]}]}"},
      {"step_delete",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {delete: @}]}]}"},
      {"step_fire",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {fire: @}]}]}"},
      {"step_each",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {each: @}]}]}"},
      {"step_read",
       "{phantomime: 1, $state, stubs: [{name: s, request: 'GET /{id}', example: GET /1, response: {text: x}, "
       "do: [{find: {in: thing, id: 1, as: row}}, {read: @}]}]}"},
      {"contract", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {json: {a: 1}}, contract: @}]}"},
      {"quarantine", "{phantomime: 1, quarantine: [@]}"},
      {"quarantined_finding", "{phantomime: 1, quarantine: [{finding: @, owner: ann, reason: x, until: 2026-12-31}]}"},
      {"value_rule",
       "{phantomime: 1, stubs: [{name: s, request: GET /, response: {json: {a: 1}}, contract: {body: {$.a: @}}}]}"},
      {"rule_order",
       "{phantomime: 1, stubs: [{name: s, request: GET /, response: {json: {a: [1]}}, "
       "contract: {body: {$.a: {order: @}}}}]}"},
      {"invariant",
       "{phantomime: 1, stubs: [{name: s, request: GET /, response: {json: {a: 1}}, contract: {always: [@]}}]}"},
      {"log_normal", "{phantomime: 1, stubs: [{name: s, request: GET /, response: {delay: {log_normal: @}}}]}"},
  };
  return places;
}

/// What a key (or, at `table.key`, that of one table; at `table`, every other one of it) needs beside it to make sense.
const std::map<std::string_view, std::string_view>& companions() {
  static const std::map<std::string_view, std::string_view> companions = {
      {"ignoring", "json: {a: 1}"},
      {"ignoring_case", "equals: a"},
      {"then", "sequence: [{text: a}, {text: b}]"},
      {"spelling", "json: {a: 1}"},
      {"coding", "text: a"},
      {"fault.drip", ""},
      {"fault.probability", "reset: in_head"},
      {"drip", "every: 1s"},
      {"drip.every", "bytes: 1"},
      {"drip.over", ""},
      {"drip.pieces", "over: 5s"},
      {"without_headers", "headers: {X-A: a}"},
      {"sample", "check: [{let: {a: 1}}]"},
      {"refuse", "accept: [{bearer: a}]"},
      {"collection.machine", ""},
      {"operations", "path: /a"},
      {"member.many", "relation: thing"},
      {"member.named_by", "relation: thing"},
      {"member.told_as", "relation: thing"},
      {"machine", "final: [old]"},
      {"machine.final", ""},
      {"own_machine", "final: [old]"},
      {"own_machine.final", ""},
      {"step.when", "let: {a: 1}"},
      {"within", "equals: 1"},
      {"step_find", "id: 1"},
      {"step_find.id", ""},
      {"step_find.where", ""},
      {"step_fire", "row: row"},
      {"step_fire.row", ""},
      {"step_fire.machine", ""},
      {"step_each", "in: thing"},
      {"step_each.of", ""},
      {"step_each.in", ""},
  };
  return companions;
}

std::string_view companion_of(const NamedTable& table, const KeyRow& row) {
  const std::string of_both = std::string{table.name} + "." + std::string{row.key};
  for (const std::string_view name : {std::string_view{of_both}, table.name, row.key})
    if (const auto found = companions().find(name); found != companions().end()) return found->second;
  return {};
}

/// The mapping with the row's key, the keys that its table requires and those that it needs itself.
std::string mapping_with(const NamedTable& table, const KeyRow& row, std::string_view value) {
  std::string mapping = "{" + std::string{row.key} + ": " + std::string{value};
  for (const KeyRow& other : table.rows)
    if (other.presence == Presence::required && other.key != row.key)
      mapping += ", " + std::string{other.key} + ": " + std::string{other.example};
  const std::string_view companion = companion_of(table, row);
  if (!companion.empty() && !table.name.ends_with("_defaults")) mapping += ", " + std::string{companion};
  return mapping + "}";
}

/// The whole scenario; empty where no place is known.
std::string scenario_with(const NamedTable& table, const KeyRow& row, std::string_view value) {
  auto place = places().find(std::string{table.name} + "." + std::string{row.key});
  if (place == places().end()) place = places().find(table.name);
  if (place == places().end()) return {};
  std::string text{place->second};
  if (const auto at = text.find("$state"); at != std::string::npos) text.replace(at, 6, state_around);
  return text.replace(text.find('@'), 1, mapping_with(table, row, value));
}

struct Row {
  const NamedTable* table;
  const KeyRow* row;
};

std::vector<Row> all_rows() {
  std::vector<Row> rows;
  for (const NamedTable& table : all_key_tables())
    for (const KeyRow& row : table.rows) rows.push_back({&table, &row});
  return rows;
}

/// Files of every name that an example mentions.
MemoryFileStore store_for(const std::string& text) {
  MemoryFileStore store{{"p/a.yaml", text},
                        {"p/parts/errors.yaml", "phantomime: 1\n"},
                        {"p/fixtures/phantom/approval/list.json", "[]"},
                        {"p/fixtures/schemas/run.json", "{\"type\": \"object\"}"}};
  if (text.find("thing.one") == std::string::npos) return store;
  // A fixtures folder whose notes have that field table.
  store.add("p/fixtures/fixtures.yaml",
            "phantomime: 1\nsources: {page: {title: Things, product: Shop, versions: ['1'], evidence: a page}}\n"
            "fixtures: {}\n");
  store.add("p/fixtures/tables/thing.yaml",
            "phantomime: 1\ntables:\n  thing.one:\n    source: page\n    section: one\n    endpoint: GET /thing/1\n"
            "    side: response\n    members:\n"
            "      - {member: id, type: integer, json: [integer], description: its number}\n"
            "      - {member: name, type: string, json: [string, 'null'], description: its name}\n");
  return store;
}

std::string errors_of(const Row& row, std::string_view value) {
  const std::string text = scenario_with(*row.table, *row.row, value);
  if (text.empty()) return "no place known: add the table to places()";
  // `remove` has a meaning in profiles only: this file is none of its own then.
  if (row.table->name == "file" && row.row->key == "remove") {
    MemoryFileStore store =
        store_for("phantomime: 1\nstubs:\n  - {name: ping, request: GET /ping, response: {text: x}}\n");
    store.add("p/profiles/old.yaml", text);
    return load(store, {"p"}, "old").errors;
  }
  return load(store_for(text)).errors;
}

class EveryKey : public testing::TestWithParam<Row> {};

TEST_P(EveryKey, HasARightValueThatLoads) { EXPECT_EQ(errors_of(GetParam(), GetParam().row->example), ""); }

TEST_P(EveryKey, HasAWrongValueThatDoesNot) {
  if (GetParam().row->bad.empty()) GTEST_SKIP() << "takes every value";
  EXPECT_NE(errors_of(GetParam(), GetParam().row->bad), "");
}

TEST_P(EveryKey, HasASchemaAndASummary) {
  EXPECT_TRUE(parse_json(GetParam().row->schema)) << GetParam().row->schema;
  EXPECT_FALSE(GetParam().row->summary.empty());
  EXPECT_FALSE(GetParam().row->summary.ends_with('.'));
}

INSTANTIATE_TEST_SUITE_P(All, EveryKey, testing::ValuesIn(all_rows()), [](const auto& row) {
  std::string name = std::string{row.param.table->name} + "_" + std::string{row.param.row->key};
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
});

TEST(KeyTables, AreThereAndUnique) {
  ASSERT_GE(all_key_tables().size(), 20u);
  std::set<std::string_view> names;
  for (const NamedTable& table : all_key_tables()) {
    EXPECT_FALSE(table.rows.empty()) << table.name;
    EXPECT_TRUE(names.insert(table.name).second) << table.name;
    std::set<std::string_view> keys;
    for (const KeyRow& row : table.rows) EXPECT_TRUE(keys.insert(row.key).second) << table.name << " " << row.key;
    EXPECT_TRUE(table.shorthand.empty() || parse_json(table.shorthand)) << table.name;
  }
}

TEST(ScenarioSchema, IsJsonWhoseReferencesAllLead) {
  const auto schema = parse_json(scenario_schema());
  ASSERT_TRUE(schema) << schema.error().what;
  const std::string text = scenario_schema();
  for (std::size_t at = text.find("#/$defs/"); at != std::string::npos; at = text.find("#/$defs/", at + 1)) {
    const std::string name = text.substr(at + 8, text.find('"', at) - at - 8);
    EXPECT_TRUE(schema->at("$defs").contains(name)) << name;
  }
}

/// Every row with its scenario, for tests/python/test_schema.py, which tries them against the schema with a public
/// validator. Written only where that test asks for it.
TEST(ScenarioSchema, RowsAreGivenToTheValidatorsTest) {
  const char* path = std::getenv("PHANTOMIME_KEY_ROWS");
  if (!path) GTEST_SKIP() << "PHANTOMIME_KEY_ROWS is not set";
  OrderedJson rows = OrderedJson::array();
  for (const Row& row : all_rows()) {
    OrderedJson entry = {{"table", row.table->name},
                         {"key", row.row->key},
                         {"right", scenario_with(*row.table, *row.row, row.row->example)}};
    if (!row.row->bad.empty()) entry["wrong"] = scenario_with(*row.table, *row.row, row.row->bad);
    rows.push_back(std::move(entry));
  }
  std::ofstream{path} << rows.dump();
}

}  // namespace
}  // namespace phantomime::formats
