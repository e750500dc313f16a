#include "phantomime/formats/stub_loader.hpp"

#include <limits>

#include "phantomime/contract/rules.hpp"
#include "phantomime/formats/example_loader.hpp"
#include "phantomime/formats/key_tables.hpp"
#include "phantomime/formats/stub_state.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::formats {

namespace {

constexpr std::int64_t no_bound = std::numeric_limits<std::int64_t>::max();

/// The values under the keys of one stub.
struct StubNodes {
  const Node *name = nullptr, *request = nullptr, *response = nullptr, *priority = nullptr, *example = nullptr,
             *expect = nullptr, *provenance = nullptr, *note = nullptr, *steps = nullptr, *state = nullptr,
             *contract = nullptr;

  void take(std::string_view key, const Node& value) {
    if (key == "name") name = &value;
    if (key == "request") request = &value;
    if (key == "response") response = &value;
    if (key == "priority") priority = &value;
    if (key == "example") example = &value;
    if (key == "expect") expect = &value;
    if (key == "provenance") provenance = &value;
    if (key == "note") note = &value;
    if (key == "do") steps = &value;
    if (key == "state") state = &value;
    if (key == "contract") contract = &value;
  }
};

std::optional<scenario::Expectation> load_expect(const Node& node, LoadContext& context) {
  const std::size_t errors = context.error_count();
  std::optional<std::uint64_t> exactly, at_least, at_most;
  read_mapping(node, context, "expect", expect_keys(), [&](const KeyRow& row, const Node& value) {
    const auto number = read_integer(value, context, row.key, 0, no_bound);
    if (!number) return;
    const auto calls = static_cast<std::uint64_t>(*number);
    (row.key == "exactly" ? exactly : row.key == "at_least" ? at_least : at_most) = calls;
  });
  if (context.error_count() > errors) return std::nullopt;
  if (exactly && (at_least || at_most))
    context.error(node, ErrorCode::conflict, "'exactly' stands beside a bound", "keep 'exactly' or the bounds");
  else if (!exactly && !at_least && !at_most)
    context.error(node, ErrorCode::missing_key, "expect says no number of calls", "add exactly, at_least or at_most");
  else if (at_least && at_most && *at_least > *at_most)
    context.error(node, ErrorCode::bad_value, "'at_least' is more than 'at_most'", "exchange them");
  if (context.error_count() > errors) return std::nullopt;
  if (exactly) return scenario::Expectation{*exactly, exactly};
  return scenario::Expectation{at_least.value_or(0), at_most};
}

void load_name(const Node& node, LoadContext& context, scenario::Stub& stub) {
  stub.where = node.location();
  auto name = read_string(node, context, "name");
  if (!name) return;
  if (name->empty()) context.error(node, ErrorCode::bad_value, "a stub's name is empty", "say what it answers");
  stub.name = std::move(*name);
}

void load_example_of(const StubNodes& nodes, LoadContext& context, bool request_ok, scenario::Stub& stub) {
  if (nodes.example) {
    stub.example_where = nodes.example->location();
    stub.example = load_example(*nodes.example, context);
  } else if (request_ok && context.examples_required && stub.request.is_pattern()) {
    context.error(nodes.name ? *nodes.name : *nodes.request, ErrorCode::missing_key,
                  "the stub '" + stub.name + "' needs the key 'example', because its method, path or body is a pattern",
                  "add a request that reaches it, such as example: " + suggest_example(stub.request));
  }
}

}  // namespace

void Defaults::load(const Node& node, LoadContext& context) {
  read_mapping(node, context, "defaults", defaults_keys(), [&](const KeyRow& row, const Node& value) {
    if (row.key == "request")
      matchers::load_request_defaults(value, context, request);
    else
      directives::load_response_defaults(value, context, response);
  });
}

scenario::Stub load_stub(const Node& node, LoadContext& context, const Defaults& defaults) {
  scenario::Stub stub;
  stub.request = defaults.request;
  stub.response = defaults.response;
  stub.where = node.location();
  StubNodes nodes;
  read_mapping(node, context, "a stub", stub_keys(),
               [&](const KeyRow& row, const Node& value) { nodes.take(row.key, value); });
  if (nodes.name) load_name(*nodes.name, context, stub);

  const std::size_t errors = context.error_count();
  context.captures.clear();
  if (nodes.request) matchers::load_request(*nodes.request, context, stub.request);
  const bool request_ok = nodes.request && context.error_count() == errors;
  if (stub.request.path) context.captures = stub.request.path->capture_names();
  load_example_of(nodes, context, request_ok, stub);

  // The response sees the names that the steps make, other stubs do not.
  const std::vector<std::string> names = context.names;
  if (nodes.steps) stub.steps = state::load_steps(*nodes.steps, context);
  if (nodes.state) stub.bounds = load_bounds(*nodes.state, context);
  if (nodes.response) directives::load_response(*nodes.response, context, stub.response);
  context.names = names;
  if (nodes.contract)
    if (auto rules = contract::load_rules(*nodes.contract, context, contract::Rules::Of::stub))
      stub.contracts.push_back(std::move(rules));
  if (nodes.priority)
    if (const auto priority =
            read_integer(*nodes.priority, context, "priority", std::numeric_limits<std::int64_t>::min(), no_bound))
      stub.priority = *priority;
  if (nodes.expect) stub.expect = load_expect(*nodes.expect, context);
  if (nodes.provenance)
    if (const auto word = read_word(*nodes.provenance, context, "provenance", provenance_words))
      stub.provenance = static_cast<scenario::Provenance>(*word + 1);
  if (nodes.note)
    if (auto note = read_string(*nodes.note, context, "note")) stub.note = std::move(*note);
  return stub;
}

}  // namespace phantomime::formats
