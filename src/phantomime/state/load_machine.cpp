#include <limits>

#include "phantomime/base/time_text.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::state {
namespace {

constexpr Presence machine_key_required = Presence::required;
constexpr std::string_view state_schema = R"({"type": "string", "minLength": 1})";
constexpr std::string_view states_schema =
    R"({"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string", "minLength": 1}}]})";

constexpr KeyRow member_row{
    "member", "the member that holds the state", state_schema, "state", "[state]", machine_key_required};
constexpr KeyRow initial_row{"initial", "the state of a new row", state_schema, "new", "[new]", machine_key_required};
constexpr KeyRow final_row{"final", "states without a way out", R"({"type": "array", "items": {"type": "string"}})",
                           "[old]", "old"};
constexpr KeyRow transitions_row{"transitions",
                                 "the ways between states, by name",
                                 R"({"type": "object", "additionalProperties": {"$ref": "#/$defs/transition"}})",
                                 "{wear: {from: new, to: old}}",
                                 "[wear]",
                                 machine_key_required};
constexpr KeyRow machine_rows[] = {member_row, initial_row, final_row, transitions_row};
constexpr KeyRow own_machine_rows[] = {initial_row, final_row, transitions_row};

constexpr KeyRow transition_rows[] = {
    {"from", "the state, or the states, that it leaves", states_schema, "new", "{a: b}", machine_key_required},
    {"to", "the state that it enters", state_schema, "old", "[old]", machine_key_required},
    {"after", "how long after entering the state, or after `at`; a duration, or a template that gives one",
     R"({"type": "string", "pattern": "^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d)|.*\\{\\{.*)$"})", "2s", "soon"},
    {"at", "when, by an instant; computed", R"({"type": "string"})", "'{{ now() }}'", "[now]"},
    {"after_reads", "after so many readings of the row", R"({"type": "integer", "minimum": 1})", "3", "0"},
    {"when", "a condition: else it does not happen", R"({"type": ["string", "boolean"]})", "'{{ 1 == 1 }}'", "[x]"},
    {"do", "what happens with it", R"({"$ref": "#/$defs/steps"})", "[{let: {a: 1}}]", "x"},
    {"provenance", "how much is known of it", R"({"enum": ["documented", "recorded", "assumed"]})", "assumed",
     "guessed"},
    {"note", "for people: why it is so", R"({"type": "string"})", "nobody recorded it", "[a]"},
};

std::vector<std::string> read_states(const Node& node, LoadContext& context, std::string_view what) {
  std::vector<std::string> states;
  const auto add = [&](const Node& one) {
    if (auto state = read_string(one, context, what)) states.push_back(std::move(*state));
  };
  if (node.is_sequence())
    for (const Node& one : node.items()) add(one);
  else
    add(node);
  return states;
}

ComputedPtr read_after(const Node& node, LoadContext& context) {
  const auto text = read_string(node, context, "after");
  if (!text) return nullptr;
  auto computed = directives::Computed::load(node, context);
  if (!computed || !computed->constant()) return computed;
  const auto duration = parse_duration(*text);
  if (!duration || duration->count() < 0)
    context.error(node, ErrorCode::bad_value, "'" + *text + "' is no duration", "such as 500ms, 2s or 30m");
  return computed;
}

Transition load_transition(const Node& key, const Node& node, LoadContext& context, bool of_row) {
  Transition transition;
  transition.name = key.text();
  transition.where = key.location();
  const std::vector<std::string> names = context.names;
  if (of_row) context.names.emplace_back("row");
  read_mapping(node, context, "a transition", std::span<const KeyRow>{transition_rows},
               [&](const KeyRow& row, const Node& value) {
                 if (row.key == "from") transition.from = read_states(value, context, "from");
                 if (row.key == "to") transition.to = read_string(value, context, "to").value_or(std::string{});
                 if (row.key == "after") transition.after = read_after(value, context);
                 if (row.key == "at" && read_string(value, context, "at"))
                   transition.at = directives::Computed::load(value, context);
                 if (row.key == "after_reads")
                   transition.after_reads =
                       read_integer(value, context, row.key, 1, std::numeric_limits<std::int32_t>::max()).value_or(0);
                 if (row.key == "when") transition.when = read_condition(value, context);
                 if (row.key == "do") transition.steps = load_steps(value, context);
                 if (row.key == "provenance")
                   transition.provenance = read_provenance(value, context).value_or(Provenance::unstated);
                 if (row.key == "note") transition.note = read_string(value, context, "note").value_or(std::string{});
               });
  context.names = names;
  if (transition.after_reads > 0 && !of_row)
    context.error(key, ErrorCode::conflict, "nobody reads a machine of its own: 'after_reads' means nothing here",
                  "let the clock do it (after, at), or a step (fire)");
  else if (transition.after_reads > 0 && transition.is_timed())
    context.error(key, ErrorCode::conflict, "'after_reads' beside the clock", "make two transitions of it");
  return transition;
}

}  // namespace

std::span<const KeyRow> machine_keys() { return machine_rows; }
std::span<const KeyRow> own_machine_keys() { return own_machine_rows; }
std::span<const KeyRow> transition_keys() { return transition_rows; }

std::optional<Provenance> read_provenance(const Node& node, LoadContext& context) {
  const auto word = read_word(node, context, "provenance", provenance_words);
  return word ? std::optional{static_cast<Provenance>(*word + 1)} : std::nullopt;
}

std::optional<Machine> load_machine(const Node& node, LoadContext& context, const std::string& name) {
  const std::size_t before = context.error_count();
  Machine machine;
  machine.name = name;
  machine.where = node.location();
  const bool of_row = name.empty();
  read_mapping(
      node, context, "a machine", of_row ? machine_keys() : own_machine_keys(),
      [&](const KeyRow& row, const Node& value) {
        if (row.key == "member") machine.member = read_string(value, context, row.key).value_or("");
        if (row.key == "initial") machine.initial = read_string(value, context, row.key).value_or("");
        if (row.key == "final" && expect_sequence(value, context, "final"))
          machine.final_states = read_states(value, context, "final");
        if (row.key == "transitions" && expect_mapping(value, context, "transitions"))
          for (std::size_t entry = 0; entry < value.size(); ++entry)
            machine.transitions.push_back(load_transition(value.key(entry), value.value(entry), context, of_row));
      });
  if (context.error_count() > before) return std::nullopt;
  return machine;
}

}  // namespace phantomime::state
