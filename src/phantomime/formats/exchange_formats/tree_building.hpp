#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/document.hpp"

// Trees of the scenario language and of JSON, made in code.
namespace phantomime::formats {

[[nodiscard]] inline Node text_node(std::string_view text) {
  return Node::scalar(std::string{text}, Node::Style::quoted);
}
/// A number, true, false: whatever is no text.
[[nodiscard]] inline Node word_node(std::string text) { return Node::scalar(std::move(text)); }
[[nodiscard]] inline Node list_node(std::vector<Node> items) { return Node::sequence(std::move(items)); }
[[nodiscard]] inline Node mapping_node() { return Node::mapping({}); }
/// `{key: value}`.
[[nodiscard]] inline Node mapping_node(std::string_view key, Node value) {
  std::vector<Node> entry;
  entry.push_back(text_node(key));
  entry.push_back(std::move(value));
  return Node::mapping(std::move(entry));
}
/// Adds an entry; the key must not be there yet.
inline void put(Node& mapping, std::string_view key, Node value) {
  mapping.children().push_back(text_node(key));
  mapping.children().push_back(std::move(value));
}

/// What cannot be said in the other language, the first thing of a stub. Without it the stub would answer what it
/// should not, so it is left out whole.
class Obstacle {
 public:
  void meet(std::string what) {
    if (what_.empty()) what_ = std::move(what);
  }
  [[nodiscard]] bool met() const noexcept { return !what_.empty(); }
  [[nodiscard]] const std::string& what() const noexcept { return what_; }

 private:
  std::string what_;
};

}  // namespace phantomime::formats
