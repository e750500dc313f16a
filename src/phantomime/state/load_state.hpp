#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "phantomime/base/key_row.hpp"
#include "phantomime/base/load_context.hpp"
#include "phantomime/state/model.hpp"

// From the document tree to the parts of a Model. Every loader reports each error it sees and goes on. The names of all
// collections are in the context before any of them is called.

namespace phantomime::state {

/// Steps make names: they are in context.names afterwards.
[[nodiscard]] std::vector<Step> load_steps(const Node& node, LoadContext& context);
/// `name` of a machine of its own; of a collection's it is empty, and the key `member` is required.
[[nodiscard]] std::optional<Machine> load_machine(const Node& node, LoadContext& context, const std::string& name);
[[nodiscard]] std::shared_ptr<const Grammar> load_grammar(const Node& node, LoadContext& context,
                                                          const std::string& name);
[[nodiscard]] std::optional<Member> load_member(const Node& key, const Node& node, LoadContext& context);
/// The keys `path` and `operations` are not looked into: what they become are stubs.
[[nodiscard]] std::optional<Collection> load_collection(const Node& key, const Node& node, LoadContext& context,
                                                        const Model& model);

/// What concerns several parts: relations, errors and transitions that are named and not there, states without a way
/// in or out, grammars that clash with members. `more` are the steps of stubs and packs.
void check_model(const Model& model, std::span<const std::vector<Step>* const> more, Errors& errors);

/// The same of steps alone: of a stub that comes to a model which is sound.
void check_steps(const Model& model, std::span<const std::vector<Step>* const> steps, Errors& errors);
/// Gives every relation its other side, by the name of the collection that points: `_filter_artifact__name` of a
/// container. Where two members of one collection point at the same other, the first.
void connect(Model& model);

[[nodiscard]] std::optional<Provenance> read_provenance(const Node& node, LoadContext& context);
[[nodiscard]] ComputedPtr read_condition(const Node& node, LoadContext& context);

[[nodiscard]] std::span<const KeyRow> step_keys();
[[nodiscard]] std::span<const KeyRow> machine_keys();
[[nodiscard]] std::span<const KeyRow> own_machine_keys();
[[nodiscard]] std::span<const KeyRow> transition_keys();
[[nodiscard]] std::span<const KeyRow> grammar_keys();
[[nodiscard]] std::span<const KeyRow> grammar_page_keys();
[[nodiscard]] std::span<const KeyRow> grammar_page_size_keys();
[[nodiscard]] std::span<const KeyRow> grammar_order_keys();
[[nodiscard]] std::span<const KeyRow> collection_keys();
[[nodiscard]] std::span<const KeyRow> member_keys();
/// Tables of the mappings under them, and the above, for the schema and docs.
[[nodiscard]] std::vector<NamedTable> state_tables();

}  // namespace phantomime::state
