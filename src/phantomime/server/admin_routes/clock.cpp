#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"
#include "phantomime/server/clock_api.hpp"

namespace phantomime::server {
namespace {

http::Reply show_clock(const AdminCall& call) { return json_reply(200, clock_state(call.space.clock())); }

http::Reply set_clock(const AdminCall& call) {
  const auto body = parse_json(call.request.body);
  if (!body) return problem(400, {Fault{Fault::In::body, {}, body.error().what, body.error().hint}});
  const auto state = change_clock(call.space.clock(), *body);
  if (!state) {
    const bool one = body->is_object() && body->size() == 1;  // then it is the one at fault
    return problem(400, {Fault{Fault::In::body, one ? "/" + body->begin().key() : std::string{}, state.error().what,
                               state.error().hint}});
  }
  return json_reply(200, *state);
}

constexpr AdminRoute clock_table[] = {
    {
        .method = "GET",
        .path = "clock",
        .summary = "What time it is in the played world, and whether it stands",
        .answer = show_clock,
        .schema = R"({"$ref": "#/components/schemas/Clock"})",
        .body_schema = {},
        .query = {},
    },
    {
        .method = "POST",
        .path = "clock",
        .summary = "Freezes the clock where it stands or at a later instant, advances it, or lets it run on",
        .answer = set_clock,
        .schema = R"({"$ref": "#/components/schemas/Clock"})",
        .body_schema = R"({"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1,
          "properties": {"freeze": {"anyOf": [{"const": true}, {"type": "string", "format": "date-time"}]},
            "advance": {"type": "string", "description": "A duration such as 30m"}, "run": {"const": true}}})",
        .query = {},
    },
};

constexpr NamedSchema clock_schemas[] = {
    {"Clock", R"({"type": "object", "required": ["now", "frozen", "start"], "properties": {
      "now": {"type": "string"}, "frozen": {"type": "boolean"}, "start": {"type": "string"}}})"},
};

}  // namespace

AdminGroup clock_routes() { return {clock_table, clock_schemas}; }

}  // namespace phantomime::server
