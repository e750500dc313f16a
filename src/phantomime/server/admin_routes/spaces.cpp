#include <array>

#include "phantomime/base/suggest.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/server/admin_api.hpp"
#include "phantomime/server/admin_reply.hpp"
#include "phantomime/server/admin_routes/groups.hpp"
#include "phantomime/server/clock_api.hpp"

namespace phantomime::server {
namespace {

OrderedJson space_json(const Spaces::Entry& entry, const Doors& doors) {
  Space& space = *entry.space;
  const std::string prefix = space.is_default() ? std::string{} : std::string{space_prefix} + space.name();
  OrderedJson urls = OrderedJson::object();
  const std::string https = doors.url(true), http = doors.url(false);
  if (!https.empty()) urls["https"] = https + prefix;
  if (!http.empty()) urls["http"] = http + prefix;
  if (entry.door) urls["own"] = doors.url(*entry.door);
  OrderedJson json{{"name", space.name()},
                   {"created", format_instant(space.created())},
                   {"requests", space.requests()},
                   {"seed", space.settings().seed},
                   {"clock", clock_state(space.clock())}};
  if (entry.door) json["port"] = entry.door->port;
  json["urls"] = std::move(urls);
  json["admin"] = (http.empty() ? https : http) + prefix + std::string{admin_prefix};
  return json;
}

http::Reply list_spaces(const AdminCall& call) {
  OrderedJson spaces = OrderedJson::array();
  for (const Spaces::Entry& entry : call.view.spaces.list()) spaces.push_back(space_json(entry, call.view.doors));
  return json_reply(200, {{"spaces", std::move(spaces)}});
}

/// What a body asks for.
struct SpaceWish {
  std::string name;
  std::optional<std::uint16_t> port;
  std::optional<bool> tls;
  std::optional<std::uint64_t> seed;
  std::optional<VirtualClock::Start> clock;
};

/// Reads one member into the wish. Nothing where it makes sense.
std::optional<Fault> read_member(const std::string& name, const Json& value, SpaceWish& wish) {
  const auto fault = [&](std::string detail, std::string hint = {}) {
    return Fault{Fault::In::body, "/" + name, std::move(detail), std::move(hint)};
  };
  if (name == "name") {
    if (!value.is_string() || !is_space_name(value.get_ref<const std::string&>()))
      return fault("this is no name of a space", "use 1 to 64 letters, digits and '.', '_', '-'");
    wish.name = value;
  } else if (name == "port") {
    if (!value.is_number_unsigned() || value > 65535)
      return fault("expected an integer from 0 to 65535", "0 takes a free port");
    wish.port = value;
  } else if (name == "tls") {
    if (!value.is_boolean()) return fault("expected true or false");
    wish.tls = value;
  } else if (name == "seed") {
    if (!value.is_number_unsigned()) return fault("expected an integer that is not negative");
    wish.seed = value;
  } else if (name == "clock") {
    if (!value.is_string()) return fault("expected a text", "real, frozen, or frozen@2020-01-22T19:40:00Z");
    const auto start = parse_clock_start(value.get_ref<const std::string&>());
    if (!start) return fault(start.error().what, start.error().hint);
    wish.clock = *start;
  } else {
    constexpr std::array<std::string_view, 5> members{"name", "port", "tls", "seed", "clock"};
    const auto meant = nearest(name, members);
    return fault("there is no such member", meant.empty() ? "name, port, tls, seed and clock are known"
                                                          : "did you mean '" + std::string{meant} + "'?");
  }
  return std::nullopt;
}

std::optional<SpaceWish> read_wish(const std::string& text, http::Reply& refusal) {
  SpaceWish wish;
  std::vector<Fault> faults;
  const auto body = parse_json(text);
  if (!body) {
    faults.push_back({Fault::In::body, {}, body.error().what, body.error().hint});
  } else if (!body->is_object()) {
    faults.push_back({Fault::In::body, {}, "the body is no JSON object", R"(send {"name": "mine"})"});
  } else {
    for (const auto& [name, value] : body->items())
      if (auto fault = read_member(name, value, wish)) faults.push_back(std::move(*fault));
    if (!body->contains("name")) faults.push_back({Fault::In::body, "/name", "it is missing", "name the space"});
  }
  if (faults.empty()) return wish;
  refusal = problem(400, faults);
  return std::nullopt;
}

http::Reply conflict(std::string member, std::string detail) {
  return problem(409, {{Fault::In::body, "/" + std::move(member), std::move(detail),
                        "drop it with DELETE spaces/{name} first, or choose another name"}});
}

/// Opens the port that is wished for, unless the space has it. What cannot be done is in `refusal`.
bool settle_port(const AdminCall& call, const SpaceWish& wish, Space& space, http::Reply& refusal) {
  Doors& doors = call.view.doors;
  const auto entry = call.view.spaces.find(space.name());
  if (entry && entry->door) {
    const Doors::Opened& door = *entry->door;
    const bool same = (*wish.port == 0 || *wish.port == door.port) && wish.tls.value_or(door.tls) == door.tls;
    if (!same) refusal = conflict("port", "the space has the port " + std::to_string(door.port) + " already");
    return same;
  }
  const auto door = doors.open(*wish.port, wish.tls.value_or(!doors.url(true).empty()));
  if (!door) {
    const int status = door.error().code == ErrorCode::usage ? 400 : 409;
    const char* member = door.error().code == ErrorCode::usage ? "/tls" : "/port";
    refusal = problem(status, {{Fault::In::body, member, door.error().what, door.error().hint}});
    return false;
  }
  if (call.view.spaces.give(space, *door)) return true;
  doors.close(door->listener);
  refusal = conflict("port", "somebody else dropped the space meanwhile, or gave it a port");
  return false;
}

http::Reply make_space(const AdminCall& call) {
  http::Reply refusal;
  const auto wish = read_wish(call.request.body, refusal);
  if (!wish) return refusal;
  if (wish->name == default_space_name && wish->port)
    return conflict("port", "the default space has the ports of the server");
  Spaces& spaces = call.view.spaces;
  const Space::Settings settings = spaces.settings(wish->seed, wish->clock);
  const Spaces::Made made = spaces.make(wish->name, settings);
  if (!made.space)
    return problem(503, "there is no room for another space: drop those that are done with DELETE spaces/{name}");
  const bool is_new = made.outcome == Spaces::Outcome::made;
  if (wish->seed && settings.seed != made.space->settings().seed)
    return conflict("seed", "there is a space of this name with another seed");
  if (wish->clock && settings != made.space->settings())
    return conflict("clock", "there is a space of this name with another clock");
  if (wish->port && !settle_port(call, *wish, *made.space, refusal)) {
    if (is_new) static_cast<void>(spaces.drop(wish->name));  // nothing is half-made
    return refusal;
  }
  const auto entry = spaces.find(wish->name);
  return json_reply(is_new ? 201 : 200, space_json(entry.value_or(Spaces::Entry{made.space, {}}), call.view.doors));
}

http::Reply drop_space(const AdminCall& call) {
  if (call.id == default_space_name)
    return problem(409, {{Fault::In::path, "name", "the default space cannot be dropped", "POST reset empties it"}});
  const auto dropped = call.view.spaces.drop(call.id);
  if (!dropped) {
    return problem(404, {{Fault::In::path, "name", "there is no space of this name", "GET spaces lists them"}});
  }
  if (dropped->door) call.view.doors.close(dropped->door->listener);
  http::Reply reply;
  reply.status = 204;
  return reply;
}

constexpr AdminRoute space_table[] = {
    {
        .method = "GET",
        .path = "spaces",
        .summary = "The isolated worlds on this server: the default one first, the others by name",
        .answer = list_spaces,
        .schema = R"({"type": "object", "additionalProperties": false, "required": ["spaces"],
          "properties": {"spaces": {"type": "array", "items": {"$ref": "#/components/schemas/Space"}, "minItems": 1}}})",
        .body_schema = {},
        .query = {},
        .of_server = true,
    },
    {
        .method = "POST",
        .path = "spaces",
        .summary = "Makes a space with a seed, a clock or a port of its own; 200 where there is the same already. "
                   "One that needs none of these is made by its first request",
        .answer = make_space,
        .status = 201,
        .schema = R"({"$ref": "#/components/schemas/Space"})",
        .body_schema = R"({"type": "object", "additionalProperties": false, "required": ["name"], "properties": {
          "name": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
          "port": {"type": "integer", "minimum": 0, "maximum": 65535,
            "description": "A port of its own, 0: a free one; what comes by it needs neither header nor prefix"},
          "tls": {"type": "boolean", "description": "Whether that port speaks HTTPS; default: where the server does"},
          "seed": {"type": "integer", "minimum": 0, "description": "Default: the server's"},
          "clock": {"type": "string", "description": "real, frozen or frozen@INSTANT; default: as the server's began"}}})",
        .query = {},
        .of_server = true,
        .other_status = 200,
    },
    {
        .method = "DELETE",
        .path = "spaces/{name}",
        .summary = "Drops a space: its port is closed, replies that wait in it leave at once, its name is free",
        .answer = drop_space,
        .status = 204,
        .schema = {},
        .body_schema = {},
        .query = {},
        .of_server = true,
    },
};

constexpr NamedSchema space_schemas[] = {
    {"Space", R"({"type": "object", "additionalProperties": false,
      "required": ["name", "created", "requests", "seed", "clock", "urls", "admin"],
      "properties": {"name": {"type": "string"}, "created": {"type": "string", "description": "By the machine's clock"},
        "requests": {"type": "integer", "minimum": 0}, "seed": {"type": "integer", "minimum": 0},
        "clock": {"$ref": "#/components/schemas/Clock"}, "port": {"type": "integer", "description": "Its own"},
        "urls": {"type": "object", "additionalProperties": false, "properties": {
          "https": {"type": "string"}, "http": {"type": "string"}, "own": {"type": "string"}}},
        "admin": {"type": "string"}}})"},
};

}  // namespace

AdminGroup space_routes() { return {space_table, space_schemas}; }

}  // namespace phantomime::server
