#include "phantomime/base/version.hpp"
#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"

namespace phantomime::server {
namespace {

http::Reply health(const AdminCall& call) {
  OrderedJson packs = OrderedJson::array();
  for (const auto& pack : call.space.stage().engine()->scenario().packs) packs.push_back(pack.name);
  return json_reply(200, {{"ready", true},
                          {"version", std::string{version()}},
                          {"packs", std::move(packs)},
                          {"uptime_seconds", static_cast<double>(call.view.uptime.count()) / 1000.0}});
}

constexpr AdminRoute health_table[] = {{
    .method = "GET",
    .path = "health",
    .summary = "Whether it answers, what it plays, since when",
    .answer = health,
    .schema = R"({"type": "object", "additionalProperties": false,
      "required": ["ready", "version", "packs", "uptime_seconds"],
      "properties": {"ready": {"const": true}, "version": {"type": "string"},
        "packs": {"type": "array", "items": {"type": "string"}}, "uptime_seconds": {"type": "number", "minimum": 0}}})",
    .body_schema = {},
    .query = {},
    .of_server = true,
}};

}  // namespace

AdminGroup health_routes() { return {health_table, {}}; }

}  // namespace phantomime::server
