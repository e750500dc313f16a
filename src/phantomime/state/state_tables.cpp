#include "phantomime/state/load_state.hpp"
#include "phantomime/state/step_keys.hpp"

namespace phantomime::state {

std::vector<NamedTable> state_tables() {
  std::vector<NamedTable> tables = {
      {"grammar", grammar_keys(), ""},
      {"grammar_page", grammar_page_keys(), ""},
      {"grammar_page_size", grammar_page_size_keys(), ""},
      {"grammar_order", grammar_order_keys(), ""},
      {"collection", collection_keys(), ""},
      {"member", member_keys(), R"({"enum": ["text", "integer", "number", "boolean", "instant", "json"]})"},
      {"machine", machine_keys(), ""},
      {"own_machine", own_machine_keys(), ""},
      {"transition", transition_keys(), ""},
      {"step", step_keys(), ""},
  };
  for (const StepVerb& verb : step_verbs())
    if (!verb.keys.empty()) tables.push_back({verb.table, verb.keys, ""});
  return tables;
}

}  // namespace phantomime::state
