#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"

namespace phantomime::server {
namespace {

http::Reply reset(const AdminCall& call) {
  call.space.clock().reset();
  call.space.stage().reset();  // its world begins where the clock does
  call.space.faults().replace({});
  http::Reply reply;
  reply.status = 204;
  return reply;
}

constexpr AdminRoute reset_table[] = {{
    .method = "POST",
    .path = "reset",
    .summary = "The space back to the start: no calls, an empty journal, no faults, the stubs that the files say, the "
               "clock where it began",
    .answer = reset,
    .status = 204,
    .schema = {},
    .body_schema = {},
    .query = {},
}};

}  // namespace

AdminGroup reset_routes() { return {reset_table, {}}; }

}  // namespace phantomime::server
