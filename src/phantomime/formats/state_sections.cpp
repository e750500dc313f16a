#include "phantomime/formats/state_sections.hpp"

#include <algorithm>
#include <array>

#include "phantomime/formats/collection_operations.hpp"
#include "phantomime/formats/key_tables.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::formats {
namespace {

constexpr std::array<std::string_view, 4> section_names{"grammars", "errors", "collections", "machines"};

std::size_t entry_of(const Node& mapping, const std::string& key) {
  for (std::size_t entry = 0; entry < mapping.size(); ++entry)
    if (mapping.key(entry).text() == key) return entry;
  return mapping.size();
}

}  // namespace

Node laid_over(const Node& below, const Node& above) {
  if (!below.is_mapping() || !above.is_mapping()) return above;
  Node merged = below;
  for (std::size_t entry = 0; entry < above.size(); ++entry) {
    const Node& value = above.value(entry);
    const std::size_t at = entry_of(merged, above.key(entry).text());
    const auto place = merged.children().begin() + static_cast<std::ptrdiff_t>(at * 2);
    if (at == merged.size()) {
      if (value.is_scalar() && value.is_null()) continue;
      merged.children().push_back(above.key(entry));
      merged.children().push_back(value);
    } else if (value.is_scalar() && value.is_null()) {
      merged.children().erase(place, place + 2);
    } else {
      merged.children()[at * 2 + 1] = laid_over(merged.value(at), value);
    }
  }
  return merged;
}

void StateSections::gather(const Node& root, LoadContext& context, const Defaults& defaults, bool over) {
  for (const std::string_view name : section_names)
    if (const Node* const section = root.find(name); section && expect_mapping(*section, context, name))
      gather_section(name, sections_[name], *section, context, defaults, over);
}

void StateSections::gather_section(std::string_view name, Section& section, const Node& node, LoadContext& context,
                                   const Defaults& defaults, bool over) {
  for (std::size_t at = 0; at < node.size(); ++at) {
    const Node& key = node.key(at);
    const auto known =
        std::find_if(section.begin(), section.end(), [&](const Entry& one) { return one.key.text() == key.text(); });
    const bool away = node.value(at).is_scalar() && node.value(at).is_null();
    if (known == section.end()) {
      if (!away) section.push_back({key, node.value(at), &context, &defaults});
    } else if (!over) {
      context.error(key, ErrorCode::conflict, "'" + key.text() + "' stands twice under '" + std::string{name} + "'",
                    "the other is at " + known->key.location().to_string());
    } else if (away) {
      section.erase(known);
    } else {
      known->value = laid_over(known->value, node.value(at));
    }
  }
}

std::vector<std::string> StateSections::collections() const {
  std::vector<std::string> names;
  if (const auto found = sections_.find("collections"); found != sections_.end())
    for (const Entry& entry : found->second) names.push_back(entry.key.text());
  return names;
}

void StateSections::bind(state::Model& model) {
  bind_grammars(model);
  bind_errors(model);
  bind_collections(model);
  bind_machines(model);
}

void StateSections::bind_grammars(state::Model& model) {
  for (const Entry& entry : sections_["grammars"]) {
    const std::string& name = entry.key.text();
    auto grammar = state::load_grammar(entry.value, *entry.context, name);
    if (!grammar) continue;
    if (const auto other = model.grammars.find(name); other != model.grammars.end())
      entry.context->error(entry.key, ErrorCode::conflict, "the grammar '" + name + "' is there already",
                           "the other is at " + other->second->where.to_string());
    else
      model.grammars.emplace(name, std::move(grammar));
  }
}

void StateSections::bind_collections(state::Model& model) {
  for (const Entry& entry : sections_["collections"]) {
    const std::string& name = entry.key.text();
    if (const state::Collection* const other = model.collection(name)) {
      entry.context->error(entry.key, ErrorCode::conflict, "the collection '" + name + "' is there already",
                           "the other is at " + other->where.to_string());
      continue;
    }
    auto collection = state::load_collection(entry.key, entry.value, *entry.context, model);
    if (!collection) continue;
    const Node* envelope = nullptr;
    if (collection->grammar)
      for (const Entry& grammar : sections_["grammars"])
        if (grammar.key.text() == collection->grammar->query.name) envelope = grammar.value.find("envelope");
    for (Node& stub : operation_stubs(*collection, entry.value, envelope, *entry.context)) {
      const std::string stub_name = stub.find("name")->text();
      operations_.push_back({stub_name, std::move(stub), entry.context});
    }
    model.collections.push_back(std::move(*collection));
  }
}

void StateSections::bind_machines(state::Model& model) {
  for (const Entry& entry : sections_["machines"]) {
    if (model.machine(entry.key.text())) {
      entry.context->error(entry.key, ErrorCode::conflict, "the machine '" + entry.key.text() + "' is there already",
                           "give it another name");
      continue;
    }
    if (auto machine = state::load_machine(entry.value, *entry.context, entry.key.text()))
      model.machines.push_back(std::move(*machine));
  }
}

void StateSections::bind_errors(state::Model& model) {
  for (const Entry& entry : sections_["errors"]) {
    LoadContext& context = *entry.context;
    state::ErrorAnswer error;
    error.name = entry.key.text();
    error.where = entry.key.location();
    error.response = entry.defaults->response;
    if (model.error(error.name)) {
      context.error(entry.key, ErrorCode::conflict, "the error '" + error.name + "' is there already",
                    "packs played together share their errors: give it another name");
      continue;
    }
    context.captures.clear();
    const std::vector<std::string> names = context.names;
    context.names.emplace_back("error");
    read_mapping(entry.value, context, "an error", error_keys(), [&](const KeyRow& row, const Node& value) {
      if (row.key == "response") directives::load_response(value, context, error.response);
      if (row.key == "provenance")
        error.provenance = state::read_provenance(value, context).value_or(Provenance::unstated);
      if (row.key == "note") error.note = read_string(value, context, "note").value_or(std::string{});
    });
    context.names = names;
    model.errors.push_back(std::move(error));
  }
}

}  // namespace phantomime::formats
