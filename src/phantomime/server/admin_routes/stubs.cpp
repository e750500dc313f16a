#include <algorithm>
#include <set>

#include "phantomime/base/suggest.hpp"
#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/scenario/words.hpp"
#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"

namespace phantomime::server {
namespace {

using scenario::Engine;
using scenario::Scenario;
using scenario::Stub;

OrderedJson describe(const Engine& engine, std::uint32_t number, bool run_time) {
  const Stub& stub = engine.scenario().stubs[number];
  OrderedJson json{{"name", stub.name}, {"pack", engine.scenario().packs[stub.pack].name}};
  json["methods"] = stub.request.methods;
  if (stub.request.path) json["path"] = http::redact_url(stub.request.path->text());
  json["priority"] = stub.priority;
  json["provenance"] = std::string{to_string(stub.provenance)};
  json["where"] = scenario::file_and_line(stub.where);
  json["run_time"] = run_time;
  json["calls"] = engine.calls(number);
  if (stub.expect) json["expect"] = stub.expect->describe();
  return json;
}

http::Reply list_stubs(const AdminCall& call) {
  const auto names = call.space.stage().run_time_stubs();
  const std::set<std::string> run_time{names.begin(), names.end()};
  const auto engine = call.space.stage().engine();
  OrderedJson stubs = OrderedJson::array();
  for (std::uint32_t number = 0; number < engine->scenario().stubs.size(); ++number)
    stubs.push_back(describe(*engine, number, run_time.contains(engine->scenario().stubs[number].name)));
  return json_reply(200, {{"stubs", std::move(stubs)}});
}

http::Reply unknown_stub(const Scenario& scenario, const std::string& name) {
  std::vector<std::string_view> names;
  for (const Stub& stub : scenario.stubs) names.push_back(stub.name);
  const auto meant = nearest(name, names);
  return problem(404, {{Fault::In::path, "id", "there is no stub '" + name + "'",
                        meant.empty() ? "GET stubs lists them; POST stubs adds one"
                                      : "did you mean '" + std::string{meant} + "'?"}});
}

http::Reply refused(Stage::Outcome outcome, const Scenario& scenario, const std::string& name) {
  if (outcome == Stage::Outcome::unknown) return unknown_stub(scenario, name);
  if (outcome == Stage::Outcome::exists)
    return problem(409, {{Fault::In::body, "/name", "there is a stub '" + name + "' already",
                          "replace it with PUT, or choose another name"}});
  return problem(409, "there are " + std::to_string(Stage::most_changes) +
                          " run-time stubs: remove some with DELETE, or all with POST reset");
}

/// The stub of a body, for the pack of that number.
std::optional<Stub> read_stub(const AdminCall& call, const Scenario& scenario, std::uint32_t pack,
                              http::Reply& refusal) {
  const auto body = read_body(call.request.body, refusal);
  if (!body) return std::nullopt;
  Errors errors;
  auto stub = formats::load_run_time_stub(body->root, scenario, pack, errors);
  if (!stub) refusal = problem(400, faults_of(errors, *body));
  return stub;
}

http::Reply told(const AdminCall& call, int status, const std::string& name) {
  const auto engine = call.space.stage().engine();
  const auto& stubs = engine->scenario().stubs;
  const auto found = std::find_if(stubs.begin(), stubs.end(), [&](const Stub& stub) { return stub.name == name; });
  // Somebody else may have removed it meanwhile.
  if (found == stubs.end()) return unknown_stub(engine->scenario(), name);
  return json_reply(status, describe(*engine, static_cast<std::uint32_t>(found - stubs.begin()), true));
}

http::Reply add_stub(const AdminCall& call) {
  const auto engine = call.space.stage().engine();
  http::Reply refusal;
  auto stub = read_stub(call, engine->scenario(), 0, refusal);
  if (!stub) return refusal;
  const std::string name = stub->name;
  const auto outcome = call.space.stage().add(std::move(*stub));
  return outcome == Stage::Outcome::done ? told(call, 201, name) : refused(outcome, engine->scenario(), name);
}

http::Reply replace_stub(const AdminCall& call) {
  const auto engine = call.space.stage().engine();
  const auto& stubs = engine->scenario().stubs;
  const auto earlier = std::find_if(stubs.begin(), stubs.end(), [&](const Stub& stub) { return stub.name == call.id; });
  if (earlier == stubs.end()) return unknown_stub(engine->scenario(), call.id);
  http::Reply refusal;
  auto stub = read_stub(call, engine->scenario(), earlier->pack, refusal);
  if (!stub) return refusal;
  if (stub->name != call.id)
    return problem(400, {{Fault::In::body, "/name", "the path says '" + call.id + "', the body '" + stub->name + "'",
                          "to rename a stub, remove it and add the other"}});
  const auto outcome = call.space.stage().replace(std::move(*stub));
  return outcome == Stage::Outcome::done ? told(call, 200, call.id) : refused(outcome, engine->scenario(), call.id);
}

http::Reply remove_stub(const AdminCall& call) {
  const auto outcome = call.space.stage().remove(call.id);
  if (outcome != Stage::Outcome::done) return refused(outcome, call.space.stage().engine()->scenario(), call.id);
  http::Reply reply;
  reply.status = 204;
  return reply;
}

constexpr std::string_view stub_played_schema = R"({"$ref": "#/components/schemas/StubPlayed"})";
constexpr std::string_view stub_schema = R"({"$ref": "#/components/schemas/Stub"})";

constexpr AdminRoute stub_table[] = {
    {
        .method = "GET",
        .path = "stubs",
        .summary = "What is played, with the calls so far",
        .answer = list_stubs,
        .schema = R"({"type": "object", "additionalProperties": false, "required": ["stubs"],
          "properties": {"stubs": {"type": "array", "items": {"$ref": "#/components/schemas/StubPlayed"}}}})",
        .body_schema = {},
        .query = {},
    },
    {
        .method = "POST",
        .path = "stubs",
        .summary = "Adds a stub to the first pack, before the others: it wins where two match equally well",
        .answer = add_stub,
        .status = 201,
        .schema = stub_played_schema,
        .body_schema = stub_schema,
        .query = {},
    },
    {
        .method = "PUT",
        .path = "stubs/{id}",
        .summary = "Replaces the stub of that name; its calls go on counting",
        .answer = replace_stub,
        .schema = stub_played_schema,
        .body_schema = stub_schema,
        .query = {},
    },
    {
        .method = "DELETE",
        .path = "stubs/{id}",
        .summary = "Removes the stub of that name until the next reset, also one that a file says",
        .answer = remove_stub,
        .status = 204,
        .schema = {},
        .body_schema = {},
        .query = {},
    },
};

constexpr NamedSchema stub_schemas[] = {
    {"Stub", R"({"type": "object", "required": ["name", "request", "response"],
      "description": "One entry of stubs: in the scenario language: see scenarios/README.md and phantomime schema",
      "properties": {"name": {"type": "string", "minLength": 1}, "request": {"$ref": "#/components/schemas/Matcher"},
        "response": {"type": "object"}}})"},
    {"StubPlayed", R"({"type": "object", "additionalProperties": false,
      "required": ["name", "pack", "methods", "priority", "provenance", "where", "run_time", "calls"],
      "properties": {"name": {"type": "string"}, "pack": {"type": "string"},
        "methods": {"type": "array", "items": {"type": "string"}, "description": "Empty: any"},
        "path": {"type": "string"}, "priority": {"type": "integer"},
        "provenance": {"enum": ["unstated", "documented", "recorded", "assumed"]}, "where": {"type": "string"},
        "run_time": {"type": "boolean", "description": "Added or replaced by this API"},
        "calls": {"type": "integer", "minimum": 0}, "expect": {"type": "string"}}})"},
};

}  // namespace

AdminGroup stub_routes() { return {stub_table, stub_schemas}; }

}  // namespace phantomime::server
