// body: json_schema: the body is valid by a JSON Schema, written in place or in a file.
#include <algorithm>
#include <array>

#include <jsoncons/json.hpp>
#include <jsoncons_ext/jsonschema/jsonschema.hpp>

#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/bodies/json_schema_check.hpp"
#include "phantomime/matchers/json_pointer.hpp"

namespace phantomime::matchers {

namespace {

using Schema = jsoncons::jsonschema::json_schema<jsoncons::json>;
using jsoncons::jsonschema::validation_message;
using jsoncons::jsonschema::walk_result;

// The body has passed parse_json already, so this is about another library's value and not about bad input.
std::optional<jsoncons::json> parsed(const std::string& text) {
  try {
    return jsoncons::json::parse(text);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

// jsoncons compares each element with each for `uniqueItems`: a long list from a client would keep a thread for hours.
constexpr std::size_t most_unique_items = 4096;

bool has_longer_list(const Json& value) {
  if (value.is_array() && value.size() > most_unique_items) return true;
  if (!value.is_structured()) return false;
  return std::any_of(value.begin(), value.end(), has_longer_list);
}

/// The place of an instance as `$.a[0]`, the value there, and whether a secret lies on the way.
struct Place {
  std::string path = "$";
  const Json* value = nullptr;
  Showing showing = Showing::plain;
};

Place place_of(const Json& root, const std::string& pointer) {
  Place place;
  place.value = &root;
  const Json::json_pointer parts{pointer};
  std::vector<std::string> names;
  for (Json::json_pointer rest = parts; !rest.empty(); rest.pop_back()) names.push_back(rest.back());
  for (auto name = names.rbegin(); name != names.rend() && place.value; ++name) {
    const bool in_array = place.value->is_array();
    place.path = in_array ? path_to(place.path, std::stoul(*name)) : path_to(place.path, *name);
    if (showing_for(*name) == Showing::redacted) place.showing = Showing::redacted;
    const Json::json_pointer one{"/" + pointer_to("", *name).substr(1)};
    place.value = place.value->contains(one) ? &place.value->at(one) : nullptr;
  }
  return place;
}

class BodySchema final : public Matcher {
 public:
  BodySchema(Schema schema, std::string text, Location where)
      : schema_{std::move(schema)}, text_{std::move(text)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    if (!request.json() || is_too_long(*request.json())) return false;
    const auto body = parsed(request.request().body);
    try {
      return body && schema_.is_valid(*body);
    } catch (const std::exception&) {
      return false;
    }
  }

  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    const Json* json = request.json();
    if (!json) {
      differences.push_back(wrong_format("JSON", request.json_error(), request.request().body, where_));
      return;
    }
    if (is_too_long(*json)) {
      differences.push_back({"body", "has no list of more than " + std::to_string(most_unique_items) + " elements",
                             "a longer list", "shorten the lists: the schema asks for 'uniqueItems'", 1, where_});
      return;
    }
    const auto body = parsed(request.request().body);
    if (!body) return;
    constexpr std::size_t most = 20;
    const std::size_t bound = differences.size() + most;
    try {
      schema_.validate(*body, [&](const validation_message& message) -> walk_result {
        differences.push_back(difference(*json, message));
        return differences.size() < bound ? walk_result::advance : walk_result::abort;
      });
    } catch (const std::exception&) {
      differences.push_back(wrong_format("valid by the schema", {}, request.request().body, where_));
    }
  }
  std::string describe() const override { return "body is valid by a JSON Schema"; }
  std::string identity() const override { return "schema " + text_; }

 private:
  bool is_too_long(const Json& body) const { return asks_unique_items_ && has_longer_list(body); }

  Difference difference(const Json& json, const validation_message& message) const {
    constexpr double some_of_it = 0.5;
    const Place place = place_of(json, message.instance_location().string());
    // jsoncons' sentences may quote values.
    const std::string reason =
        place.showing == Showing::redacted ? "what the schema asks for" : show_bare(message.message());
    return {"body " + place.path,
            "is valid by '" + message.keyword() + "' of the schema",
            place.value ? show_json(*place.value, place.showing) : "absent",
            "change " + place.path + " in the body: " + reason,
            some_of_it,
            where_};
  }

  Schema schema_;
  std::string text_;
  bool asks_unique_items_ = text_.find("\"uniqueItems\"") != std::string::npos;
  Location where_;
};

// The schema's text: of the file, or of what is written in place.
std::optional<std::string> schema_text(const Node& node, LoadContext& context) {
  if (node.find("file")) {  // no keyword of JSON Schema is called so
    std::optional<std::string> text;
    read_mapping(node, context, "'json_schema' with a file", json_schema_file_rows(),
                 [&](const KeyRow&, const Node& path) {
                   if (const auto bytes = context.fixture(path)) text = *bytes;
                 });
    return text;
  }
  if (!node.is_mapping() && !node.as_bool()) {
    context.wrong_type(node, "a JSON Schema or {file: ...}");
    return std::nullopt;
  }
  auto text = node_to_json_text(node);
  if (text) return std::move(*text);
  context.error(node, text.error().code, text.error().what, text.error().hint);
  return std::nullopt;
}

void load_json_schema(const Node& node, LoadContext& context, BodyDraft& draft) {
  draft.is_pattern = true;
  auto text = schema_text(node, context);
  if (!text) return;
  const auto report = [&](const Error& error) { context.error(node, error.code, error.what, error.hint); };
  const auto schema = parse_json(*text);
  if (!schema) return report(schema.error());
  if (const auto checked = check_schema(*schema); !checked) return report(checked.error());
  try {
    const auto options = jsoncons::jsonschema::evaluation_options{};
    auto compiled = jsoncons::jsonschema::make_json_schema(jsoncons::json::parse(*text), options);
    draft.matchers.push_back(std::make_shared<BodySchema>(std::move(compiled), std::move(*text), node.location()));
  } catch (const std::exception& error) {
    context.error(node, ErrorCode::bad_value, std::string{"the JSON Schema does not compile: "} + error.what(),
                  "look at https://json-schema.org/understanding-json-schema");
  }
}

}  // namespace

std::span<const KeyRow> json_schema_file_rows() {
  static constexpr std::array<KeyRow, 1> rows = {
      KeyRow{"file", "a fixture that holds the schema", R"({"type": "string", "minLength": 1})", "schemas/run.json",
             "[schemas/run.json]", Presence::required},
  };
  return rows;
}

BodyKey json_schema_key() {
  return {{"json_schema", "is valid JSON by this JSON Schema, or by the one in {file: ...}",
           R"({"anyOf": [{"$ref": "#/$defs/json_schema_file"},
                         {"allOf": [{"$ref": "https://json-schema.org/draft/2020-12/schema"},
                                    {"not": {"required": ["file"]}}]}]})",
           "{type: object, required: [scope]}", "[object]"},
          load_json_schema,
          BodyFormat::json};
}

}  // namespace phantomime::matchers
