#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"
#include "phantomime/server/world_state.hpp"

namespace phantomime::server {
namespace {

/// What a test fills a world with; what the transport takes is the same.
constexpr std::size_t most_state = 16U << 20;

http::Reply show_state(const AdminCall& call) { return json_reply(200, tell_state(*call.space.stage().engine())); }

http::Reply change_state(const AdminCall& call) {
  const auto body = parse_json(call.request.body);
  if (!body) return problem(400, {Fault{Fault::In::body, {}, body.error().what, body.error().hint}});
  const auto engine = call.space.stage().engine();
  if (auto fault = put_state(*engine, *body))
    return problem(400, {Fault{Fault::In::body, fault->pointer, fault->what, fault->hint}});
  http::Reply reply;
  reply.status = 204;
  return reply;
}

constexpr AdminRoute state_table[] = {
    {
        .method = "GET",
        .path = "state",
        .summary =
            "What the space remembers: the rows of its collections as they are stored, the states of its machines",
        .answer = show_state,
        .schema = R"({"$ref": "#/components/schemas/State"})",
        .body_schema = {},
        .query = {},
    },
    {
        .method = "PUT",
        .path = "state",
        .summary = "Replaces the collections and machines that it names, all or nothing; the others stay. What was not "
                   "as it is written now enters its state: timed transitions count from now",
        .answer = change_state,
        .status = 204,
        .schema = {},
        .body_schema = R"({"$ref": "#/components/schemas/NewState"})",
        .query = {},
        .most_body = most_state,
    },
};

constexpr NamedSchema state_schemas[] = {
    {"State", R"({"type": "object", "additionalProperties": false, "required": ["collections", "machines"],
      "properties": {
        "collections": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": false,
          "required": ["next_id", "rows"], "properties": {
            "next_id": {"type": "integer", "description": "What the next row that is created gets"},
            "rows": {"type": "array", "description": "By id; secret members are \"<redacted>\"",
              "items": {"type": "object"}}}}},
        "machines": {"type": "object", "additionalProperties": {"type": "string"}}}})"},
    {"NewState", R"({"type": "object", "additionalProperties": false, "properties": {
        "collections": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": false,
          "required": ["rows"], "properties": {
            "next_id": {"type": "integer", "description": "Default: one more than the greatest id"},
            "rows": {"type": "array", "items": {"type": "object", "description":
              "Where a secret member is \"<redacted>\", that of the row of this id stays"}}}}},
        "machines": {"type": "object", "additionalProperties": {"type": "string"}}}})"},
};

}  // namespace

AdminGroup state_routes() { return {state_table, state_schemas}; }

}  // namespace phantomime::server
