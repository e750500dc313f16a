#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "phantomime/base/document.hpp"

namespace phantomime::directives {

/// Where the text of a scalar stands in its file, character by character: a template's error is at a place of its text,
/// a person looks for it in the YAML. Follows block scalars, both kinds of quotes, plain text, folded lines, escapes
/// and, as far as they can be recognised, `${variables}` that were replaced; where it loses the track, the place is
/// the last one it was sure of.
class TextOrigin {
 public:
  explicit TextOrigin(const Node& node);

  /// The place of byte `offset` of the node's text. Costs a walk over the file: for errors.
  [[nodiscard]] Location at(std::string_view text, std::size_t offset) const;
  [[nodiscard]] const Location& start() const noexcept { return start_; }

 private:
  Location start_;
  Node::Style style_ = Node::Style::plain;
};

}  // namespace phantomime::directives
