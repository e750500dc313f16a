#include "phantomime/state/step_keys.hpp"

#include "phantomime/state/load_state.hpp"

namespace phantomime::state {
namespace {

constexpr Presence step_key_required = Presence::required;
constexpr std::string_view name_schema = R"({"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"})";
constexpr std::string_view condition_schema = R"({"type": ["string", "boolean"]})";
constexpr std::string_view members_schema = R"({"type": "object"})";

constexpr KeyRow in_row{"in",    "the collection", R"({"type": "string", "minLength": 1})",
                        "thing", "[thing]",        step_key_required};
constexpr KeyRow where_row{"where", "values that its members must have; computed", members_schema, "{name: x}", "x"};
constexpr KeyRow otherwise_row{"otherwise", "the error where that cannot be; `none`: there is none", name_schema,
                               "none", "[none]"};
constexpr KeyRow row_row{
    "row", "the name of a row that an earlier step made", name_schema, "row", "[row]", step_key_required};

constexpr KeyRow find_rows[] = {
    in_row,        {"id", "the row's id; computed", "true", "'{{ captures.id }}'", ""},
    where_row,     {"as", "the name that it gets", name_schema, "row", "[row]", step_key_required},
    otherwise_row,
};
constexpr KeyRow list_rows[] = {
    in_row,
    where_row,
    {"only", "a condition on each `row`", condition_schema, "'{{ row.id != 3 }}'", "[x]"},
    {"as", "the name of what is known of the list; default list", name_schema, "list", "[list]"},
};
constexpr KeyRow show_rows[] = {
    row_row,
    {"as", "the name of what clients see; default shown", name_schema, "shown", "[shown]"},
};
constexpr KeyRow take_rows[] = {
    in_row,
    {"for", "create or update", R"({"enum": ["create", "update"]})", "create", "both", step_key_required},
    {"from", "what is read instead of the body; computed", R"({"type": ["object", "string"]})", "'{{ request.json }}'",
     "[x]"},
    {"as", "the name of what was given; default given", name_schema, "given", "[given]"},
};
constexpr KeyRow require_rows[] = {
    {"that", "what must hold", condition_schema, "'{{ request.json }}'", "[x]", step_key_required},
    {"otherwise", "the error where it does not", name_schema, "bad_value", "[bad_value]", step_key_required},
    {"member", "the member at fault", R"({"type": "string"})", "name", "[name]"},
    {"value", "the value at fault; computed", "true", "'{{ request.json }}'", ""},
    {"text", "what is wrong, for people; computed", R"({"type": "string"})", "it has no name", "[x]"},
};
constexpr KeyRow create_rows[] = {
    in_row,
    {"members", "its members; computed", R"({"type": ["object", "string"]})", "{name: x}", "[x]", step_key_required},
    {"as", "the name that it gets", name_schema, "row", "[row]"},
};
constexpr KeyRow change_rows[] = {
    row_row,
    {"members", "the members that change; computed", R"({"type": ["object", "string"]})", "{name: x}", "[x]",
     step_key_required},
};
constexpr KeyRow remove_rows[] = {row_row};
constexpr KeyRow read_rows[] = {row_row};
constexpr KeyRow fire_rows[] = {
    {"row", "the name of a row that an earlier step made", name_schema, "row", "[row]"},
    {"machine", "a machine of its own, where it is no row's", name_schema, "door", "[door]"},
    {"transition", "which", name_schema, "open", "[open]", step_key_required},
    otherwise_row,
    {"as", "a name for whether it happened", name_schema, "fired", "[fired]"},
};
constexpr KeyRow each_rows[] = {
    {"of", "a list; computed", R"({"type": ["string", "array", "object"]})", "'{{ request.json }}'", "3"},
    {"in", "rows of this collection", R"({"type": "string", "minLength": 1})", "thing", "[thing]"},
    where_row,
    {"as", "the name of each", name_schema, "item", "[item]", step_key_required},
    {"do", "what to do for each", R"({"$ref": "#/$defs/steps"})", "[{let: {a: 1}}]", "x", step_key_required},
};

constexpr StepVerb verbs[] = {
    {{"find", "gives a row a name", R"({"$ref": "#/$defs/step_find"})", "{in: thing, id: 1, as: row}", "row"},
     Step::Verb::find,
     "step_find",
     find_rows,
     ""},
    {{"list", "answers the request's query: makes `list`, `asked` and `shown`", R"({"$ref": "#/$defs/step_list"})",
      "{in: thing}", "thing"},
     Step::Verb::list,
     "step_list",
     list_rows,
     "list"},
    {{"show", "makes of a row what clients see", R"({"$ref": "#/$defs/step_show"})", "{row: row}", "row"},
     Step::Verb::show,
     "step_show",
     show_rows,
     "shown"},
    {{"take", "reads and checks the members in the request's body", R"({"$ref": "#/$defs/step_take"})",
      "{in: thing, for: create}", "thing"},
     Step::Verb::take,
     "step_take",
     take_rows,
     "given"},
    {{"let", "names for computed values", members_schema, "{a: 1}", "a"}, Step::Verb::let, "", {}, ""},
    {{"require", "an error unless something holds", R"({"$ref": "#/$defs/step_require"})",
      "{that: '{{ request.json }}', otherwise: bad_value}", "x"},
     Step::Verb::require,
     "step_require",
     require_rows,
     ""},
    {{"create", "makes a row", R"({"$ref": "#/$defs/step_create"})", "{in: thing, members: {name: x}}", "thing"},
     Step::Verb::create,
     "step_create",
     create_rows,
     ""},
    {{"change", "changes a row", R"({"$ref": "#/$defs/step_change"})", "{row: row, members: {name: x}}", "row"},
     Step::Verb::change,
     "step_change",
     change_rows,
     ""},
    {{"delete", "takes a row away", R"({"$ref": "#/$defs/step_delete"})", "{row: row}", "row"},
     Step::Verb::remove,
     "step_delete",
     remove_rows,
     ""},
    {{"fire", "takes a row or a machine over a transition", R"({"$ref": "#/$defs/step_fire"})",
      "{machine: door, transition: open}", "open"},
     Step::Verb::fire,
     "step_fire",
     fire_rows,
     ""},
    {{"each", "steps for each element of a list", R"({"$ref": "#/$defs/step_each"})",
      "{of: '{{ request.json }}', as: item, do: [{let: {a: 1}}]}", "x"},
     Step::Verb::each,
     "step_each",
     each_rows,
     ""},
    {{"read", "counts one reading of a row", R"({"$ref": "#/$defs/step_read"})", "{row: row}", "row"},
     Step::Verb::read,
     "step_read",
     read_rows,
     ""},
};

}  // namespace

std::span<const StepVerb> step_verbs() { return verbs; }

std::span<const KeyRow> step_keys() {
  static const std::vector<KeyRow> rows = [] {
    std::vector<KeyRow> all{std::begin(verbs), std::end(verbs)};
    all.push_back({"when", "a condition: else the step is left out", condition_schema, "'{{ request.json }}'", "[x]"});
    return all;
  }();
  return rows;
}

}  // namespace phantomime::state
