#include "phantomime/formats/json_reader.hpp"

#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "phantomime/base/json_pointer.hpp"
#include "phantomime/base/placed_json_scanner.hpp"

namespace phantomime::formats {
namespace {

using Token = PlacedJsonScanner::Token;

/// As for YAML: what the loaders recurse into.
constexpr std::size_t max_document_depth = 64;

/// Builds the tree from tokens. The scanner bounds the nesting, so the recursion is bounded too.
class JsonTreeBuilder {
 public:
  JsonTreeBuilder(const Source& source, Errors& errors)
      : source_{source}, scanner_{source.text, max_document_depth}, errors_{errors} {}

  Node whole() {
    Node root = read(scanner_.next());
    if (scanner_.token() != Token::invalid) scanner_.next();  // whatever stands behind the value
    if (scanner_.token() == Token::invalid) {
      Error error = scanner_.error();
      error.where = here();
      errors_.push_back(std::move(error));
    }
    return root;
  }

 private:
  [[nodiscard]] Location here() const { return {source_.shared_from_this(), scanner_.line(), scanner_.column()}; }

  Node read(Token token) {
    const std::uint32_t line = scanner_.line(), column = scanner_.column();
    Node node;
    if (token == Token::begin_object)
      node = read_object();
    else if (token == Token::begin_array)
      node = read_array();
    else if (token == Token::string)
      node = Node::scalar(unquote_json(scanner_.lexeme()), Node::Style::quoted);
    else
      node = Node::scalar(std::string{scanner_.lexeme()});
    node.at(&source_, line, column);
    return node;
  }

  Node read_object() {
    std::vector<Node> entries;
    std::unordered_set<std::string> names;
    while (scanner_.next() == Token::name) {
      Node name = Node::scalar(unquote_json(scanner_.lexeme()), Node::Style::quoted);
      name.at(&source_, scanner_.line(), scanner_.column());
      if (!names.insert(name.text()).second)
        errors_.push_back({ErrorCode::duplicate_key, "the member '" + name.text() + "' is there twice", here(),
                           "remove one of the two"});
      entries.push_back(std::move(name));
      entries.push_back(read(scanner_.next()));
    }
    return Node::mapping(std::move(entries));
  }

  Node read_array() {
    std::vector<Node> items;
    while (scanner_.next() != Token::end_array && scanner_.token() != Token::invalid) {
      Node item = read(scanner_.token());
      if (scanner_.token() != Token::invalid) items.push_back(std::move(item));
    }
    return Node::sequence(std::move(items));
  }

  const Source& source_;
  PlacedJsonScanner scanner_;
  Errors& errors_;
};

bool stands_at(const Node& node, const Location& where) {
  return node.line() == where.line && node.column() == where.column;
}

bool find_pointer(const Node& node, const Location& where, std::string& pointer) {
  if (stands_at(node, where)) return true;
  const std::size_t length = pointer.size();
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const Node& child = node.is_mapping() ? node.value(entry) : node.items()[entry];
    pointer = pointer_to(pointer, node.is_mapping() ? node.key(entry).text() : std::to_string(entry));
    if ((node.is_mapping() && stands_at(node.key(entry), where)) || find_pointer(child, where, pointer)) return true;
    pointer.resize(length);
  }
  return false;
}

}  // namespace

std::optional<Document> read_json_document(std::shared_ptr<const Source> source, Errors& errors) {
  const std::size_t before = errors.size();
  Node root = JsonTreeBuilder{*source, errors}.whole();
  if (errors.size() > before) return std::nullopt;
  return Document{std::move(source), std::move(root)};
}

Document read_json_in_part(std::shared_ptr<const Source> source, Errors& errors) {
  Node root = JsonTreeBuilder{*source, errors}.whole();
  return {std::move(source), std::move(root)};
}

std::optional<std::string> pointer_at(const Document& document, const Location& where) {
  std::string pointer;
  if (where.source != document.source || !find_pointer(document.root, where, pointer)) return std::nullopt;
  return pointer;
}

}  // namespace phantomime::formats
