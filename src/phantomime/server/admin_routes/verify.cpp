#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"
#include "phantomime/server/verification.hpp"

namespace phantomime::server {
namespace {

http::Reply verify(const AdminCall& call) {
  http::Reply refusal;
  const auto body = read_body(call.request.body, refusal);
  if (!body) return refusal;
  const auto engine = call.space.stage().engine();
  Errors errors;
  auto question = read_question(*body, engine->scenario(), errors);
  if (!question) return problem(400, faults_of(errors, *body));
  return json_reply(200, answer_question(std::move(*question), engine->journal()));
}

constexpr AdminRoute verify_table[] = {{
    .method = "POST",
    .path = "verify",
    .summary = "Whether requests came, by the matchers of the scenario language, over the whole journal",
    .answer = verify,
    .schema = R"({"type": "object", "additionalProperties": false,
      "required": ["passed", "count", "expected", "matched", "nearest", "dropped"],
      "properties": {"passed": {"type": "boolean"},
        "count": {"type": "integer", "description": "Requests that matched; of in_order how many matchers were met"},
        "expected": {"type": "string"},
        "matched": {"type": "array", "items": {"type": "integer"}, "description": "Numbers of entries, the first 100"},
        "nearest": {"type": "array", "description": "Where too few matched: what came nearest",
          "items": {"type": "object", "required": ["number", "at", "request", "differences"],
            "properties": {"number": {"type": "integer"}, "at": {"type": "string"},
              "request": {"$ref": "#/components/schemas/RequestLine"},
              "differences": {"$ref": "#/components/schemas/Differences"}}}},
        "dropped": {"type": "integer", "description": "Requests that the journal no longer knows"}}})",
    .body_schema = R"({"oneOf": [
      {"type": "object", "additionalProperties": false, "required": ["request"],
        "properties": {"request": {"$ref": "#/components/schemas/Matcher"},
          "times": {"type": "object", "additionalProperties": false, "minProperties": 1,
            "description": "Default: at_least 1",
            "properties": {"exactly": {"type": "integer", "minimum": 0}, "at_least": {"type": "integer", "minimum": 0},
              "at_most": {"type": "integer", "minimum": 0}, "none": {"const": true}}}}},
      {"type": "object", "additionalProperties": false, "required": ["in_order"],
        "properties": {"in_order": {"type": "array", "minItems": 1, "maxItems": 1000,
          "items": {"$ref": "#/components/schemas/Matcher"}}}}]})",
    .query = {},
}};

constexpr NamedSchema verify_schemas[] = {
    {"Matcher", R"({"type": ["string", "object"],
      "description": "The value of request: in the scenario language: METHOD PATH, or a mapping"})"},
};

}  // namespace

AdminGroup verify_routes() { return {verify_table, verify_schemas}; }

}  // namespace phantomime::server
