#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"
#include "phantomime/formats/json_reader.hpp"

namespace phantomime::formats {
namespace {

/// JSON within a text, as a tree without places.
std::optional<Node> tree_of(const Node& value) {
  if (!value.is_scalar() || value.style() == Node::Style::plain) return value;
  Errors errors;
  const auto source = std::make_shared<const Source>("", value.text());
  auto document = read_json_document(source, errors);
  if (!document) return std::nullopt;
  return std::move(document->root);
}

bool is_true(const Node& mapping, std::string_view key) {
  const Node* const found = mapping.find(key);
  return found && found->as_bool() == true;
}

/// JSON for `$.a.b` whose value is `value`: what simple paths ask for. Empty for others.
std::string sample_json(std::string_view path, std::string value) {
  if (!path.starts_with("$")) return {};
  path.remove_prefix(1);
  std::string before, after;
  while (!path.empty()) {
    if (path.starts_with("[*]") || path.starts_with("[0]")) {
      before += '[';
      after.insert(0, "]");
      path.remove_prefix(3);
      continue;
    }
    path.remove_prefix(std::min(path.find_first_not_of('.'), path.size()));
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    const std::string_view name = path.substr(0, end);
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return is_letter(c) || is_digit(c) || c == '_' || c == '-';
    });
    if (!plain) return {};
    before += "{" + json_quote(name) + ":";
    after.insert(0, "}");
    path.remove_prefix(end);
  }
  return before + std::move(value) + after;
}

/// What WireMock compares as text is any JSON value here.
Node json_condition(const Node& matcher, Obstacle& obstacle, std::string& sample) {
  std::string text = "x";
  Node condition = condition_from_wiremock(matcher, obstacle, text);
  const bool is_json_word = Node::scalar(text).as_number() || text == "true" || text == "false" || text == "null";
  sample = is_json_word ? text : json_quote(text);
  // `equalTo: "1"` holds for the number 1 too.
  if (condition.is_scalar() && is_json_word)
    return mapping_node("any_of", list_node({word_node(text), text_node(text)}));
  return condition;
}

Node json_path(const Node& value, Obstacle& obstacle, WiremockExample& example) {
  if (value.is_scalar()) {
    example.body = sample_json(value.text(), "\"x\"");
    return mapping_node("json_path", mapping_node(value.text(), mapping_node("present", word_node("true"))));
  }
  const Node* const expression = value.find("expression");
  if (!expression) {
    obstacle.meet("'matchesJsonPath' without an expression");
    return {};
  }
  Node matcher = mapping_node();
  for (std::size_t entry = 0; entry < value.size(); ++entry)
    if (value.key(entry).text() != "expression") put(matcher, value.key(entry).text(), value.value(entry));
  std::string sample = "\"x\"";
  Node condition =
      matcher.size() == 0 ? mapping_node("present", word_node("true")) : json_condition(matcher, obstacle, sample);
  example.body = sample_json(expression->text(), sample);
  return mapping_node("json_path", mapping_node(expression->text(), std::move(condition)));
}

Node equal_json(const Node& pattern, const Node& value, Obstacle& obstacle, WiremockExample& example) {
  const auto tree = tree_of(value);
  const auto text = tree ? node_to_json_text(*tree) : Result<std::string>{Error{}};
  if (!tree || !text) {
    obstacle.meet("'equalToJson' of what is no JSON");
    return {};
  }
  if (text->find("${json-unit") != std::string::npos) obstacle.meet("placeholders of JsonUnit");
  example.body = *text;
  Node body = mapping_node("json", *tree);
  std::vector<Node> ignoring;
  if (is_true(pattern, "ignoreExtraElements")) ignoring.push_back(text_node("extra_members"));
  if (is_true(pattern, "ignoreArrayOrder")) ignoring.push_back(text_node("array_order"));
  if (!ignoring.empty()) put(body, "ignoring", list_node(std::move(ignoring)));
  return body;
}

Node schema(const Node& value, Obstacle& obstacle) {
  auto tree = tree_of(value);
  if (!tree) obstacle.meet("'matchesJsonSchema' of what is no JSON");
  return mapping_node("json_schema", tree ? std::move(*tree) : Node{});
}

Node xpath(const Node& value, Obstacle& obstacle) {
  const Node* const expression = value.is_scalar() ? &value : value.find("expression");
  if (!expression || (value.is_mapping() && value.find("xPathNamespaces"))) {
    obstacle.meet("'matchesXPath' with namespaces");
    return {};
  }
  Node matcher = mapping_node();
  for (std::size_t entry = 0; entry < value.size(); ++entry)
    if (value.key(entry).text() != "expression") put(matcher, value.key(entry).text(), value.value(entry));
  std::string sample;
  Node condition = matcher.size() == 0 ? mapping_node("present", word_node("true"))
                                       : condition_from_wiremock(matcher, obstacle, sample);
  return mapping_node("xml_path", mapping_node(expression->text(), std::move(condition)));
}

void ignoring_to_wiremock(const Node& body, Node& pattern) {
  const Node* const ignoring = body.find("ignoring");
  if (!ignoring) return;
  const auto put_flag = [&](const Node& what) {
    put(pattern, what.text() == "array_order" ? "ignoreArrayOrder" : "ignoreExtraElements", word_node("true"));
  };
  if (ignoring->is_scalar()) put_flag(*ignoring);
  for (const Node& what : ignoring->items()) put_flag(what);
}

/// `any_of: [1, "1"]` is what json_condition made of `equalTo: "1"`.
Node json_condition_to_wiremock(const Node& condition, Obstacle& obstacle) {
  const Node* const any = condition.is_mapping() && condition.size() == 1 ? condition.find("any_of") : nullptr;
  if (any && any->size() == 2 && any->items()[0].text() == any->items()[1].text())
    return mapping_node("equalTo", text_node(any->items()[0].text()));
  if (!condition.is_mapping() && condition.style() == Node::Style::plain && !condition.as_string())
    return mapping_node("equalTo", text_node(condition.text()));
  return condition_to_wiremock(condition, obstacle);
}

void paths_to_wiremock(const Node& paths, std::string_view key, std::vector<Node>& patterns, Obstacle& obstacle) {
  for (std::size_t entry = 0; entry < paths.size(); ++entry) {
    const Node& condition = paths.value(entry);
    const bool present = condition.is_mapping() && condition.size() == 1 && condition.find("present");
    if (present) {
      patterns.push_back(mapping_node(key, text_node(paths.key(entry).text())));
      continue;
    }
    Node inner = mapping_node("expression", text_node(paths.key(entry).text()));
    const Node matcher = key == "matchesJsonPath" ? json_condition_to_wiremock(condition, obstacle)
                                                  : condition_to_wiremock(condition, obstacle);
    for (std::size_t at = 0; at < matcher.size(); ++at) put(inner, matcher.key(at).text(), matcher.value(at));
    patterns.push_back(mapping_node(key, std::move(inner)));
  }
}

}  // namespace

Node body_from_wiremock(const Node& pattern, Obstacle& obstacle, WiremockExample& example) {
  if (const Node* const json = pattern.find("equalToJson")) return equal_json(pattern, *json, obstacle, example);
  if (const Node* const path = pattern.find("matchesJsonPath")) return json_path(*path, obstacle, example);
  if (const Node* const value = pattern.find("matchesJsonSchema")) return schema(*value, obstacle);
  if (const Node* const value = pattern.find("matchesXPath")) return xpath(*value, obstacle);
  if (const Node* const value = pattern.find("binaryEqualTo")) {
    const auto bytes = decode_base64(value->text());
    if (!bytes) obstacle.meet("'binaryEqualTo' of what is no base64");
    return mapping_node("base64", text_node(value->text()));
  }
  if (const Node* const absent = pattern.find("absent"); absent && absent->as_bool() == true)
    return mapping_node("size", word_node("0"));
  std::string sample;
  Node condition = condition_from_wiremock(pattern, obstacle, sample);
  example.body = sample;
  return mapping_node("text", std::move(condition));
}

void body_to_wiremock(const Node& body, Node& request, std::vector<Node>& patterns, Obstacle& obstacle) {
  for (std::size_t entry = 0; entry < body.size(); ++entry) {
    const std::string& key = body.key(entry).text();
    const Node& value = body.value(entry);
    if (key == "base64") {
      patterns.push_back(mapping_node("binaryEqualTo", text_node(value.text())));
    } else if (key == "text") {
      patterns.push_back(condition_to_wiremock(value, obstacle));
    } else if (key == "json") {
      Node pattern = mapping_node("equalToJson", value);
      ignoring_to_wiremock(body, pattern);
      patterns.push_back(std::move(pattern));
    } else if (key == "json_path") {
      paths_to_wiremock(value, "matchesJsonPath", patterns, obstacle);
    } else if (key == "xml_path") {
      paths_to_wiremock(value, "matchesXPath", patterns, obstacle);
    } else if (key == "json_schema" && !value.find("file")) {
      patterns.push_back(mapping_node("matchesJsonSchema", value));
    } else if (key == "form") {
      Node fields = mapping_node();
      for (std::size_t at = 0; at < value.size(); ++at)
        put(fields, value.key(at).text(), condition_to_wiremock(value.value(at), obstacle));
      put(request, "formParameters", std::move(fields));
    } else if (key == "size" && value.text() == "0") {
      patterns.push_back(mapping_node("absent", word_node("true")));
    } else if (key != "ignoring") {
      obstacle.meet("the body key '" + key + "'");
    }
  }
}

}  // namespace phantomime::formats
