#include "phantomime/mock/said.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "phantomime/formats/json_reader.hpp"
#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::detail {
namespace {

Node* find(Node& mapping, std::string_view key) {
  auto& children = mapping.children();
  for (std::size_t entry = 0; entry + 1 < children.size(); entry += 2)
    if (children[entry].text() == key) return &children[entry + 1];
  return nullptr;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Whether what stands under this key of this part is a mapping of things that must all hold.
bool holds_parts(std::string_view part, std::string_view key) {
  if (part.empty()) return is_one_of(key, {"query", "headers", "cookies", "body"});
  return part == "body" && is_one_of(key, {"json_path", "form", "xml_path", "multipart"});
}

}  // namespace

const Source* Said::source_at(Place where) {
  for (const auto& source : sources)
    if (source->text.empty() && source->name == where.file) return source.get();
  sources.push_back(std::make_shared<const Source>(where.file, ""));
  return sources.back().get();
}

Node Said::text(std::string_view text, Place where) {
  Node made = Node::scalar(std::string{text}, Node::Style::quoted);
  made.at(source_at(where), where.line, 0);
  return made;
}

Node Said::scalar(const Scalar& scalar, Place where) {
  Node made = Node::scalar(scalar.text(), scalar.is_text() ? Node::Style::quoted : Node::Style::plain);
  made.at(source_at(where), where.line, 0);
  return made;
}

Node Said::entry(std::string_view key, Node value, Place where) {
  std::vector<Node> children;
  children.push_back(text(key, where));
  children.push_back(std::move(value));
  Node made = Node::mapping(std::move(children));
  made.at(source_at(where), where.line, 0);
  return made;
}

Node Said::sequence(std::vector<Node> items, Place where) {
  Node made = Node::sequence(std::move(items));
  made.at(source_at(where), where.line, 0);
  return made;
}

Node Said::list(std::initializer_list<Scalar> values, Place where) {
  std::vector<Node> items;
  for (const Scalar& value : values) items.push_back(scalar(value, where));
  return sequence(std::move(items), where);
}

Node Said::json(std::string_view text, std::string_view what, Place where) {
  auto source = std::make_shared<const Source>(
      std::string{where.file} + ":" + std::to_string(where.line) + " (" + std::string{what} + ")", std::string{text});
  auto document = formats::read_json_document(source, errors);
  if (!document) return this->text("", where);
  sources.push_back(std::move(source));
  return std::move(document->root);
}

Node Said::yaml(std::string_view text, std::string_view what, Place where) {
  auto source = std::make_shared<const Source>(
      std::string{where.file} + ":" + std::to_string(where.line) + " (" + std::string{what} + ")", std::string{text});
  auto document = formats::read_yaml(source, errors);
  if (!document) return this->text("", where);
  sources.push_back(std::move(source));
  // It is YAML as in a file: `$${` stands for `${` there, and `${name}` for a variable that nobody has.
  return formats::without_variables(document->root, errors);
}

Node Said::take(const Said& other) {
  sources.insert(sources.end(), other.sources.begin(), other.sources.end());
  errors.insert(errors.end(), other.errors.begin(), other.errors.end());
  return other.node;
}

bool join(Node& into, const Node& addition, std::string_view part) {
  if (!into.is_mapping() || !addition.is_mapping()) return false;
  Node joined = into;
  for (std::size_t entry = 0; entry < addition.size(); ++entry) {
    const Node& key = addition.key(entry);
    Node* const there = find(joined, key.text());
    if (!there) {
      put(joined, key, addition.value(entry));
    } else if (!holds_parts(part, key.text()) || !join(*there, addition.value(entry), key.text())) {
      return false;
    }
  }
  into = std::move(joined);
  return true;
}

void put(Node& mapping, const Node& key, Node value) {
  if (Node* const there = find(mapping, key.text())) {
    *there = std::move(value);
    return;
  }
  mapping.children().push_back(key);
  mapping.children().push_back(std::move(value));
}

void lay_over(Node& response, const Node& addition) {
  if (!response.is_mapping() || !addition.is_mapping()) {
    response = addition;
    return;
  }
  for (std::size_t entry = 0; entry < addition.size(); ++entry) {
    const Node& key = addition.key(entry);
    const Node& value = addition.value(entry);
    Node* const there = find(response, key.text());
    if (there && key.text() == "headers" && there->is_mapping() && value.is_mapping())
      for (std::size_t line = 0; line < value.size(); ++line) put(*there, value.key(line), value.value(line));
    else
      put(response, key, value);
  }
}

}  // namespace phantomime::detail
