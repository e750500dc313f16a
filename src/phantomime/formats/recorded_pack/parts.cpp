#include "phantomime/formats/recorded_pack/parts.hpp"

#include "phantomime/base/json.hpp"
#include "phantomime/formats/json_reader.hpp"

namespace phantomime::formats {
namespace {

void make_texts_safe(Node& node) {
  if (node.is_scalar() && node.style() == Node::Style::quoted) node = text_node(node.text());
  for (Node& child : node.children()) make_texts_safe(child);
}

}  // namespace

Node text_node(std::string_view text) {
  std::string written;
  for (std::size_t at = 0; at < text.size(); ++at) {
    written += text[at];
    if (text[at] == '$' && at + 1 < text.size() && text[at + 1] == '{') written += '$';
  }
  return Node::scalar(std::move(written), Node::Style::quoted);
}

Node plain_node(std::string text) { return Node::scalar(std::move(text)); }

Node flag_node(std::string_view key) { return MappingMaker{}.add(key, plain_node("true")).done(); }

MappingMaker& MappingMaker::add(std::string_view key, Node value) {
  entries_.push_back(Node::scalar(std::string{key}, Node::Style::quoted));
  entries_.push_back(std::move(value));
  return *this;
}

std::optional<Node> json_node(std::string_view json) {
  Errors errors;
  auto document = read_json_document(std::make_shared<const Source>("body", std::string{json}), errors);
  if (!document) return std::nullopt;
  make_texts_safe(document->root);
  return std::move(document->root);
}

bool has_markup(std::string_view text) noexcept {
  for (const std::string_view mark : {"{{", "{%", "{#", "##"})
    if (text.find(mark) != std::string_view::npos) return true;
  return false;
}

}  // namespace phantomime::formats
