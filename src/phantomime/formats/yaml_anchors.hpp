#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "phantomime/base/document.hpp"

namespace phantomime::formats {

/// Finds anchored nodes again while a tree is built, by their place: kept as copies, a file of nested anchors would
/// multiply itself. Nodes wait in a stack until the list or mapping around them ends and takes them as its children.
class YamlAnchors {
 public:
  /// Makes an anchor known, by yaml-cpp's number for it; false where there would be more than `most`.
  [[nodiscard]] bool declare(std::size_t anchor, std::size_t most) {
    if (anchor > most) return false;
    if (records_.size() <= anchor) records_.resize(anchor + 1);
    return true;
  }

  /// The anchor's node is complete and lies at the top of the stack, at this index.
  void finish(std::size_t anchor, std::size_t index) {
    records_[anchor].root = index;
    records_[anchor].open = false;
    finished_.push_back(anchor);
  }

  /// What lies in the stack from `base` on becomes the children of a node that will lie at `base`.
  void collapse(std::size_t base) {
    for (auto anchor = finished_.rbegin(); anchor != finished_.rend(); ++anchor) {
      Record& record = records_[*anchor];
      if (record.root < base) break;  // roots never fall along finished_
      record.path.push_back(static_cast<std::uint32_t>(record.root - base));
      record.root = base;
    }
  }

  /// The anchor's node, or null where it is not known or not complete.
  [[nodiscard]] const Node* find(std::size_t anchor, const std::vector<Node>& stack) const {
    if (anchor >= records_.size() || records_[anchor].open) return nullptr;
    const Record& record = records_[anchor];
    const Node* node = &stack[record.root];
    for (auto step = record.path.rbegin(); step != record.path.rend(); ++step) node = &node->children()[*step];
    return node;
  }

 private:
  struct Record {
    std::size_t root = 0;             // an index of the stack
    std::vector<std::uint32_t> path;  // from there down, last step first
    bool open = true;
  };
  std::vector<Record> records_;
  std::vector<std::size_t> finished_;
};

}  // namespace phantomime::formats
