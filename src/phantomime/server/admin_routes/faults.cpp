#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"

namespace phantomime::server {
namespace {

http::Reply show_faults(const AdminCall& call) {
  OrderedJson told;
  told["faults"] = call.space.faults().told();
  return json_reply(200, told);
}

http::Reply set_faults(const AdminCall& call) {
  http::Reply refusal;
  const auto body = read_body(call.request.body, refusal);
  if (!body) return refusal;
  Errors errors;
  auto faults = read_faults(*body, call.space.stage().engine()->scenario(), errors);
  if (!faults) return problem(400, faults_of(errors, *body));
  call.space.faults().replace(std::move(*faults));
  return show_faults(call);
}

http::Reply drop_faults(const AdminCall& call) {
  call.space.faults().replace({});
  http::Reply reply;
  reply.status = 204;
  return reply;
}

constexpr AdminRoute fault_table_of_routes[] = {
    {
        .method = "GET",
        .path = "faults",
        .summary = "The faults that were said to the running space, and how often each happened",
        .answer = show_faults,
        .schema = R"({"$ref": "#/components/schemas/ToldFaults"})",
        .body_schema = {},
        .query = {},
    },
    {
        .method = "PUT",
        .path = "faults",
        .summary = "Says them, in place of all that were said before; of those whose request matches, the first that "
                   "is drawn wins, also over what the stub says",
        .answer = set_faults,
        .schema = R"({"$ref": "#/components/schemas/ToldFaults"})",
        .body_schema = R"({"type": "object", "additionalProperties": false, "required": ["faults"], "properties": {
          "faults": {"type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/SaidFault"}}}})",
        .query = {},
    },
    {
        .method = "DELETE",
        .path = "faults",
        .summary = "Takes them all back; stubs keep their own",
        .answer = drop_faults,
        .status = 204,
        .schema = {},
        .body_schema = {},
        .query = {},
    },
};

constexpr NamedSchema fault_schemas[] = {
    {"SaidFault", R"({"type": "object", "additionalProperties": false,
      "anyOf": [{"required": ["fault"]}, {"required": ["delay"]}], "properties": {
        "name": {"type": "string", "description": "For people"},
        "request": {"$ref": "#/components/schemas/Matcher"},
        "probability": {"type": "number", "minimum": 0, "maximum": 1, "description": "Default 1"},
        "fault": {"type": ["string", "object"], "description":
          "The value of fault: in the scenario language, or {\"tls_handshake\": \"alert|garbage|close|reset\"}"},
        "delay": {"type": ["string", "object", "integer"],
          "description": "The value of delay: in the scenario language, in place of the stub's"}}})"},
    {"ToldFaults", R"({"type": "object", "additionalProperties": false, "required": ["faults"], "properties": {
      "faults": {"type": "array", "items": {"type": "object", "required": ["hits"], "properties": {
        "hits": {"type": "integer", "minimum": 0, "description": "How often it happened since it was said"}}}}}})"},
};

}  // namespace

AdminGroup fault_routes() { return {fault_table_of_routes, fault_schemas}; }

}  // namespace phantomime::server
