#include "phantomime/server/admin_openapi.hpp"
#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"

namespace phantomime::server {
namespace {

http::Reply openapi(const AdminCall&) { return json_reply(200, admin_openapi()); }

constexpr AdminRoute openapi_table[] = {{
    .method = "GET",
    .path = "openapi.json",
    .summary = "This document (OpenAPI 3.1)",
    .answer = openapi,
    .schema = R"({"type": "object", "required": ["openapi", "info", "paths"]})",
    .body_schema = {},
    .query = {},
    .of_server = true,
}};

}  // namespace

AdminGroup openapi_routes() { return {openapi_table, {}}; }

}  // namespace phantomime::server
