#include <algorithm>
#include <charconv>
#include <optional>

#include "phantomime/formats/tree_edit/tree_edit.hpp"

namespace phantomime::formats {
namespace {

/// The number of the child that a step leads to, among items or entries.
std::optional<std::size_t> child_of(const Node& node, std::string_view step) noexcept {
  if (node.is_mapping()) {
    for (std::size_t entry = 0; entry < node.size(); ++entry)
      if (node.key(entry).text() == step) return entry;
    return std::nullopt;
  }
  std::size_t number = 0;
  const auto read = std::from_chars(step.data(), step.data() + step.size(), number);
  if (!node.is_sequence() || read.ec != std::errc{} || read.ptr != step.data() + step.size() || number >= node.size())
    return std::nullopt;
  return number;
}

std::string shown(const TreePath& path) {
  std::string text;
  for (const std::string& step : path) text += "/" + step;
  return text.empty() ? "the root" : text;
}

Error no_place(const Node& near, const TreePath& path) {
  return {ErrorCode::not_found, "there is nothing at " + shown(path), near.location(), ""};
}

Result<void> add(Node& node, const TreeEdit& edit) {
  if (node.is_sequence()) {
    node.children().push_back(edit.value);
    return {};
  }
  if (node.is_mapping()) {
    if (node.find(edit.key))
      return Error{ErrorCode::conflict, "'" + edit.key + "' is there already", node.location(), ""};
    node.children().push_back(Node::scalar(edit.key, Node::Style::quoted));
    node.children().push_back(edit.value);
    return {};
  }
  return Error{ErrorCode::wrong_type, "expected a mapping or a list to add to, found " + std::string{node.type_name()},
               node.location(), ""};
}

}  // namespace

const Node* node_at(const Node& root, const TreePath& path) noexcept {
  const Node* node = &root;
  for (const std::string& step : path) {
    const auto child = child_of(*node, step);
    if (!child) return nullptr;
    node = node->is_mapping() ? &node->value(*child) : &node->items()[*child];
  }
  return node;
}

Result<Node> edited_tree(const Node& root, const TreeEdit& edit) {
  Node made = root;
  if (edit.kind == TreeEdit::Kind::remove && edit.path.empty())
    return Error{ErrorCode::not_found, "the root cannot be removed", root.location(), ""};
  Node* node = &made;
  const std::size_t steps = edit.path.size() - (edit.kind == TreeEdit::Kind::remove ? 1 : 0);
  for (std::size_t step = 0; step < steps; ++step) {
    const auto child = child_of(*node, edit.path[step]);
    if (!child) return no_place(*node, edit.path);
    node = &node->children()[node->is_mapping() ? *child * 2 + 1 : *child];
  }
  switch (edit.kind) {
    case TreeEdit::Kind::replace:
      *node = edit.value;
      break;
    case TreeEdit::Kind::add:
      if (auto added = add(*node, edit); !added) return added.error();
      break;
    case TreeEdit::Kind::remove: {
      const auto child = child_of(*node, edit.path.back());
      if (!child) return no_place(*node, edit.path);
      const bool mapping = node->is_mapping();
      const auto first = node->children().begin() + static_cast<std::ptrdiff_t>(*child * (mapping ? 2 : 1));
      node->children().erase(first, first + (mapping ? 2 : 1));
    }
  }
  return made;
}

bool same_tree(const Node& a, const Node& b) noexcept {
  if (a.kind() != b.kind()) return false;
  if (a.is_scalar())
    return a.is_null()
               ? b.is_null()
               : !b.is_null() && a.text() == b.text() && (a.as_string() != nullptr) == (b.as_string() != nullptr);
  const auto &left = a.children(), &right = b.children();
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same_tree);
}

}  // namespace phantomime::formats
