// body: json, json_like and ignoring: JSON equal to, or of the shape of, what is written.
#include <array>

#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/bodies/json_shape.hpp"

namespace phantomime::matchers {

namespace {

class BodyJson final : public Matcher {
 public:
  BodyJson(JsonShape shape, JsonLeniency leniency, std::string_view key, Location where)
      : shape_{std::move(shape)}, leniency_{leniency}, key_{key}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    const Json* body = request.json();
    return body && matches_shape(shape_, *body, leniency_);
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    if (const Json* body = request.json())
      explain_shape(shape_, *body, leniency_, where_, differences);
    else
      differences.push_back(wrong_format("JSON", request.json_error(), request.request().body, where_));
  }
  std::string describe() const override {
    return std::string{key_ == "json" ? "body is JSON that " : "body is JSON of the shape "} +
           (key_ == "json" ? shape_.describe(Showing::plain) : show_json(shape_.written())) + ignored();
  }
  void facets(std::vector<Facet>& facets) const override { shape_facets(shape_, facets); }
  std::string identity() const override {
    return std::string{key_} + ignored() + ' ' + shape_.written().dump(-1, ' ', false, Json::error_handler_t::replace);
  }

 private:
  std::string ignored() const {
    if (leniency_.extra_members)
      return leniency_.array_order ? ", ignoring extra members and array order" : ", ignoring extra members";
    return leniency_.array_order ? ", ignoring array order" : "";
  }
  JsonShape shape_;
  JsonLeniency leniency_;
  std::string_view key_;  ///< of a row: a constant
  Location where_;
};

// `ignoring` as it stands beside; its own loader reports what is wrong with it.
JsonLeniency leniency_beside(const BodyDraft& draft) {
  JsonLeniency leniency;
  const Node* ignoring = draft.body->find("ignoring");
  if (!ignoring) return leniency;
  const auto look_at = [&](const Node& word) {
    if (word.text() == "extra_members") leniency.extra_members = true;
    if (word.text() == "array_order") leniency.array_order = true;
  };
  if (ignoring->is_sequence())
    for (const Node& word : ignoring->items()) look_at(word);
  else
    look_at(*ignoring);
  return leniency;
}

void load_shaped(const Node& node, LoadContext& context, BodyDraft& draft, Placeholders placeholders) {
  auto shape = load_shape(node, context, placeholders);
  if (!shape) return;
  const JsonLeniency leniency = leniency_beside(draft);
  constexpr std::size_t longest = 500;
  if (leniency.array_order && longest_list(*shape) > longest) {
    context.error(node, ErrorCode::limit, "a list of more than 500 elements cannot be compared without its order",
                  "leave array_order out, or use json_path");
    return;
  }
  const bool like = placeholders == Placeholders::allowed;
  draft.is_pattern = draft.is_pattern || like || leniency.extra_members || leniency.array_order;
  draft.matchers.push_back(
      std::make_shared<BodyJson>(std::move(*shape), leniency, like ? "json_like" : "json", node.location()));
}

void load_json(const Node& node, LoadContext& context, BodyDraft& draft) {
  load_shaped(node, context, draft, Placeholders::none);
}
void load_json_like(const Node& node, LoadContext& context, BodyDraft& draft) {
  load_shaped(node, context, draft, Placeholders::allowed);
}

void load_ignoring(const Node& node, LoadContext& context, BodyDraft& draft) {
  static constexpr std::array<std::string_view, 2> words = {"extra_members", "array_order"};
  if (!draft.body->find("json") && !draft.body->find("json_like"))
    context.error(node, ErrorCode::conflict, "'ignoring' has neither 'json' nor 'json_like' beside it",
                  "json_path looks at single members only");
  if (!node.is_sequence()) {
    (void)read_word(node, context, "'ignoring'", words);
    return;
  }
  if (node.size() == 0)
    context.error(node, ErrorCode::bad_value, "'ignoring' is empty", "name extra_members, array_order or both");
  std::array<bool, words.size()> seen{};
  for (const Node& item : node.items()) {
    const auto word = read_word(item, context, "'ignoring'", words);
    if (!word) continue;
    if (seen[*word]) context.error(item, ErrorCode::bad_value, "'" + item.text() + "' is listed twice", "name it once");
    seen[*word] = true;
  }
}

}  // namespace

BodyKey json_key() {
  return {{"json", "is JSON equal to this: numbers by value, members in any order", "true", "{scope: new, ids: [1, 2]}",
           "0x1f"},
          load_json,
          BodyFormat::json};
}
BodyKey json_like_key() {
  return {{"json_like", "is JSON of this shape: equal, save for placeholders", "true",
           "{id: <integer>, tags: [<string>]}", "0x1f"},
          load_json_like,
          BodyFormat::json};
}
BodyKey ignoring_key() {
  return {
      {"ignoring", "what json and json_like beside it overlook",
       R"({"anyOf": [{"enum": ["extra_members", "array_order"]}, {"type": "array", "minItems": 1, "uniqueItems": true,
               "items": {"enum": ["extra_members", "array_order"]}}]})",
       "[extra_members, array_order]", "[order]"},
      load_ignoring,
      BodyFormat::json};
}

}  // namespace phantomime::matchers
