#include "phantomime/matchers/bodies/json_shape.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/suggest.hpp"
#include "phantomime/matchers/json_pointer.hpp"

namespace phantomime::matchers {

namespace {

struct Word {
  std::string_view text;
  std::string_view phrase;
};
// In the order of JsonShape::Placeholder.
constexpr std::array<Word, 10> words = {{
    {"<any>", "is present"},
    {"<string>", "is a string"},
    {"<integer>", "is an integer"},
    {"<number>", "is a number"},
    {"<boolean>", "is a boolean"},
    {"<array>", "is an array"},
    {"<object>", "is an object"},
    {"<null>", "is null"},
    {"<uuid>", "is a UUID"},
    {"<timestamp>", "is a timestamp (ISO 8601)"},
}};

constexpr std::string_view matches_prefix = "<matches ";

// `<inetger>` is meant as a placeholder; `<b>bold</b>` and `<a href="x">` are not.
bool looks_like_placeholder(std::string_view text) noexcept {
  if (text.size() < 3 || text.front() != '<' || text.back() != '>') return false;
  const std::string_view inside = text.substr(1, text.size() - 2);
  return std::all_of(inside.begin(), inside.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; });
}

// The place in the document that a member of the parsed value came from.
const Node& child_of(const Node& node, std::string_view name) {
  const Node* child = node.find(name);
  return child ? *child : node;
}

class Loader {
 public:
  Loader(LoadContext& context, Placeholders placeholders) : context_{context}, placeholders_{placeholders} {}

  JsonShape read(const Json& value, const Node& node) {
    JsonShape shape;
    if (value.is_object()) {
      shape.kind = JsonShape::Kind::object;
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>())
        shape.members.push_back({name, read(member, child_of(node, name))});
    } else if (value.is_array()) {
      shape.kind = JsonShape::Kind::array;
      for (std::size_t index = 0; index < value.size(); ++index)
        shape.items.push_back(read(value[index], index < node.items().size() ? node.items()[index] : node));
    } else {
      shape.literal = value;
      if (value.is_string() && placeholders_ == Placeholders::allowed) read_placeholder(shape, node);
    }
    return shape;
  }

 private:
  void read_placeholder(JsonShape& shape, const Node& node) {
    const std::string text = shape.literal.get<std::string>();
    for (std::size_t index = 0; index < words.size(); ++index) {
      if (words[index].text != text) continue;
      shape.kind = JsonShape::Kind::placeholder;
      shape.placeholder = static_cast<JsonShape::Placeholder>(index);
      return;
    }
    if (text.starts_with(matches_prefix) && text.ends_with('>')) {
      auto regex =
          Regex::create(std::string_view{text}.substr(matches_prefix.size(), text.size() - matches_prefix.size() - 1));
      if (!regex) return context_.error(node, regex.error().code, regex.error().what, regex.error().hint);
      shape.kind = JsonShape::Kind::expression;
      shape.expression = std::move(*regex);
      return;
    }
    if (!looks_like_placeholder(text)) return;
    std::vector<std::string_view> known;
    known.reserve(std::size(words));
    for (const Word& word : words) known.push_back(word.text);
    const std::string_view near = nearest(text, known);
    context_.error(node, ErrorCode::bad_value, "'" + text + "' is no placeholder",
                   near.empty() ? "for the text itself write '<matches " + text + ">'"
                                : "did you mean '" + std::string{near} + "'?");
  }

  LoadContext& context_;
  Placeholders placeholders_;
};

}  // namespace

Json JsonShape::written() const {
  if (kind == Kind::object) {
    Json object = Json::object();
    for (const auto& [name, member] : members) object[name] = member.written();
    return object;
  }
  if (kind == Kind::array) {
    Json array = Json::array();
    for (const JsonShape& item : items) array.push_back(item.written());
    return array;
  }
  return literal;
}

std::string JsonShape::describe(Showing showing) const {
  if (kind == Kind::placeholder) return std::string{words[static_cast<std::size_t>(placeholder)].phrase};
  if (kind == Kind::expression)
    return "matches " + (showing == Showing::plain ? show_bare(expression->pattern()) : show_text({}, showing));
  return "equals " + show_json(written(), showing);
}

std::optional<JsonShape> load_shape(const Node& node, LoadContext& context, Placeholders placeholders) {
  auto text = node_to_json_text(node);
  if (!text) {
    context.error(node, text.error().code, text.error().what, text.error().hint);
    return std::nullopt;
  }
  const auto value = parse_json(*text);
  if (!value) {
    context.error(node, value.error().code, value.error().what, value.error().hint);
    return std::nullopt;
  }
  const std::size_t errors = context.error_count();
  JsonShape shape = Loader{context, placeholders}.read(*value, node);
  if (context.error_count() != errors) return std::nullopt;
  return shape;
}

namespace {

void add_facets(const JsonShape& shape, const std::string& pointer, std::vector<Facet>& facets) {
  if (shape.kind == JsonShape::Kind::literal)
    facets.push_back({{FacetKey::Kind::json, pointer}, json_facet_value(shape.literal)});
  if (shape.kind == JsonShape::Kind::object)
    for (const auto& [name, member] : shape.members) add_facets(member, pointer_to(pointer, name), facets);
}

}  // namespace

void shape_facets(const JsonShape& shape, std::vector<Facet>& facets) { add_facets(shape, {}, facets); }

std::size_t longest_list(const JsonShape& shape) noexcept {
  std::size_t longest = shape.items.size();
  for (const JsonShape& item : shape.items) longest = std::max(longest, longest_list(item));
  for (const auto& [name, member] : shape.members) longest = std::max(longest, longest_list(member));
  return longest;
}

}  // namespace phantomime::matchers
