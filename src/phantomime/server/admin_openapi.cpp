#include "phantomime/server/admin_openapi.hpp"

#include <string>

#include "phantomime/base/version.hpp"
#include "phantomime/server/admin_api.hpp"

namespace phantomime::server {
namespace {

constexpr std::string_view problem_schema = R"({"type": "object", "additionalProperties": false,
  "description": "Problem details, RFC 9457",
  "required": ["type", "title", "status", "detail"],
  "properties": {
    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
    "errors": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["detail"],
      "properties": {
        "pointer": {"type": "string", "description": "JSON Pointer to the member of the body at fault"},
        "parameter": {"type": "string"}, "header": {"type": "string"}, "detail": {"type": "string"},
        "hint": {"type": "string"}, "line": {"type": "integer"}, "column": {"type": "integer"}}}}}})";

constexpr std::string_view space_parameter = R"({"name": "X-Phantomime-Space", "in": "header", "required": false,
  "description": "The space that is asked, made if there is none of that name; /__space/NAME before the path does the same",
  "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}})";

OrderedJson schema_of(std::string_view text) { return OrderedJson::parse(text); }

OrderedJson content(std::string_view type, OrderedJson schema) {
  OrderedJson media = OrderedJson::object();
  media[std::string{type}]["schema"] = std::move(schema);
  return media;
}

OrderedJson parameters_of(const AdminRoute& route) {
  OrderedJson parameters = OrderedJson::array();
  if (const auto open = route.path.find('{'); open != std::string_view::npos)
    parameters.push_back({{"name", std::string{route.path.substr(open + 1, route.path.find('}') - open - 1)}},
                          {"in", "path"},
                          {"required", true},
                          {"description", "The name, percent-encoded"},
                          {"schema", {{"type", "string"}}}});
  for (const QueryParameter& parameter : route.query)
    parameters.push_back({{"name", std::string{parameter.name}},
                          {"in", "query"},
                          {"description", std::string{parameter.summary}},
                          {"schema", schema_of(parameter.schema)}});
  if (!route.of_server) parameters.push_back({{"$ref", "#/components/parameters/Space"}});
  return parameters;
}

OrderedJson operation_of(const AdminRoute& route) {
  OrderedJson operation{{"summary", std::string{route.summary}}};
  if (OrderedJson parameters = parameters_of(route); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (!route.body_schema.empty())
    operation["requestBody"] = {{"required", true},
                                {"content", content("application/json", schema_of(route.body_schema))}};
  OrderedJson answer{{"description", std::string{http::reason_phrase(route.status)}}};
  if (!route.schema.empty()) answer["content"] = content(route.media, schema_of(route.schema));
  if (route.other_status) {
    OrderedJson other = answer;
    other["description"] = std::string{http::reason_phrase(route.other_status)};
    operation["responses"][std::to_string(route.other_status)] = std::move(other);
  }
  operation["responses"][std::to_string(route.status)] = std::move(answer);
  operation["responses"]["default"] = {
      {"description", "What was wrong"},
      {"content", content("application/problem+json", {{"$ref", "#/components/schemas/Problem"}})}};
  return operation;
}

std::string lower(std::string_view method) {
  std::string text;
  for (const char c : method) text += static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace

OrderedJson admin_openapi() {
  OrderedJson paths = OrderedJson::object(), schemas = OrderedJson::object();
  schemas["Problem"] = schema_of(problem_schema);
  for (const AdminGroup& group : admin_groups()) {
    for (const NamedSchema& named : group.schemas) schemas[std::string{named.name}] = schema_of(named.schema);
    for (const AdminRoute& route : group.routes)
      paths["/" + std::string{route.path}][lower(route.method)] = operation_of(route);
  }
  const OrderedJson bearer{{"type", "http"}, {"scheme", "bearer"}, {"description", "Where --admin-token is set"}};
  OrderedJson security = OrderedJson::array();
  security.push_back(OrderedJson::object());
  security.push_back({{"token", OrderedJson::array()}});
  OrderedJson document{
      {"openapi", "3.1.0"},
      {"info", {{"title", "phantomime admin API"}, {"version", std::string{version()}}}},
      {"jsonSchemaDialect", "https://json-schema.org/draft/2020-12/schema"},
  };
  document["servers"].push_back({{"url", std::string{admin_prefix.substr(0, admin_prefix.size() - 1)}}});
  document["security"] = std::move(security);
  document["paths"] = std::move(paths);
  OrderedJson parameters = OrderedJson::object();
  parameters["Space"] = schema_of(space_parameter);
  document["components"] = {
      {"schemas", std::move(schemas)}, {"parameters", std::move(parameters)}, {"securitySchemes", {{"token", bearer}}}};
  return document;
}

}  // namespace phantomime::server
