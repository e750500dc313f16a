#include "phantomime/base/time_text.hpp"
#include "phantomime/scenario/world_gate.hpp"
#include "phantomime/server/admin_routes/groups.hpp"
#include "phantomime/server/journal_page.hpp"
#include "phantomime/state/clockwork.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t near_misses_told = 3;

/// The nearest stubs with their states as they are now.
std::vector<scenario::NearMiss> nearest_to(const http::RequestView& request, const scenario::Engine& engine) {
  state::World* const world = engine.world();
  if (!world) return scenario::near_misses(engine.scenario(), engine.index(), request, near_misses_told);
  const std::lock_guard lock{world->mutex()};
  static_cast<void>(state::catch_up(*world, engine.clock().now()));
  const scenario::WorldGate gate{*world};
  return scenario::near_misses(engine.scenario(), engine.index(), request, near_misses_told, &gate);
}

/// Compared with the stubs that are played now, which may be others than those that it missed.
OrderedJson describe(const scenario::JournalEntry& entry, const scenario::Engine& engine) {
  OrderedJson nearest = OrderedJson::array();
  const http::RequestView request{entry.request};
  for (const auto& miss : nearest_to(request, engine)) nearest.push_back(scenario::to_json(miss));
  return {{"number", entry.number},
          {"at", format_instant(entry.at)},
          {"request", request_line_json(entry.request)},
          {"status", entry.status},
          {"nearest", std::move(nearest)}};
}

http::Reply read_near_misses(const AdminCall& call) {
  QueryReader query{call.query};
  const auto unmatched = [](const scenario::JournalEntry& entry) { return entry.unmatched; };
  return journal_page(call, query, "near_misses", unmatched, describe);
}

constexpr QueryParameter near_miss_parameters[] = {since_parameter, limit_parameter};

constexpr AdminRoute near_miss_table[] = {{
    .method = "GET",
    .path = "near-misses",
    .summary = "The unmatched requests, each with the nearest stubs of now and the fields that differ",
    .answer = read_near_misses,
    .schema = R"({"allOf": [{"$ref": "#/components/schemas/Page"}], "required": ["near_misses"],
      "properties": {"near_misses": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["number", "at", "request", "status", "nearest"],
        "properties": {"number": {"type": "integer"}, "at": {"type": "string"}, "status": {"type": "integer"},
          "request": {"$ref": "#/components/schemas/RequestLine"},
          "nearest": {"type": "array", "items": {"type": "object", "additionalProperties": false,
            "required": ["stub", "where", "differences"],
            "properties": {"stub": {"type": "string"}, "where": {"type": "string"},
              "differences": {"$ref": "#/components/schemas/Differences"}}}}}}}}})",
    .body_schema = {},
    .query = near_miss_parameters,
}};

constexpr NamedSchema near_miss_schemas[] = {
    {"Differences", R"({"type": "array", "items": {"type": "object", "additionalProperties": false,
      "required": ["field", "expected", "actual", "edit"],
      "properties": {"field": {"type": "string"}, "expected": {"type": "string"}, "actual": {"type": "string"},
        "edit": {"type": "string", "description": "The smallest change of the request that would help"}}}})"},
};

}  // namespace

AdminGroup near_miss_routes() { return {near_miss_table, near_miss_schemas}; }

}  // namespace phantomime::server
