#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime::formats {

/// From the root of a tree to a node of it: keys of mappings, numbers of items.
using TreePath = std::vector<std::string>;

/// One change of a YAML or JSON file.
struct TreeEdit {
  enum class Kind {
    replace,  ///< the node at `path` becomes `value`
    add,      ///< the mapping at `path` gets the member `key` behind its last one, the list an item
    remove,   ///< the member or item at `path` goes
  };
  Kind kind = Kind::replace;
  TreePath path;
  std::string key;  ///< of add to a mapping
  Node value;
};

/// Which language a file is written in.
enum class Syntax { yaml, json };
/// By the ending of its name.
[[nodiscard]] Syntax syntax_of(std::string_view file_name) noexcept;

/// Reads a file in its language. Errors: located.
[[nodiscard]] Result<Document> read_tree(const std::shared_ptr<const Source>& source);

/// The file's text with one change: the smallest one. Comments, order, indentation, quotes and line ends stay, and so
/// does every byte of other lines. What comes out is read again and must say exactly what was wanted.
/// Errors, located: text that cannot be read; not_found (no such place), conflict (a member that is there already);
/// bad_value where the text is written in a way that cannot be changed here (aliases and the like).
[[nodiscard]] Result<std::string> edit_text(const std::shared_ptr<const Source>& source, const TreeEdit& edit);

/// The tree that an edit asks for. Errors: not_found, conflict.
[[nodiscard]] Result<Node> edited_tree(const Node& root, const TreeEdit& edit);
/// Whether two trees say the same, however they are spelled. The order of members counts.
[[nodiscard]] bool same_tree(const Node& a, const Node& b) noexcept;
/// Null where there is no such node.
[[nodiscard]] const Node* node_at(const Node& root, const TreePath& path) noexcept;

}  // namespace phantomime::formats
