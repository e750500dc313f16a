#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/error.hpp"

namespace phantomime {

/// One node of a located document: what YAML (or JSON) said, before anybody decided what it means.
///
/// Scalars keep their text and whether they were quoted; types are decided on request by YAML 1.2's core rules, so
/// that `1.10` keeps its spelling and `"1"` stays a string. A mapping keeps its order; its keys are nodes too, with
/// places of their own. Duplicate keys never get this far: the reader refuses them.
/// Copies are deep. Safe to read from several threads.
class Node {
 public:
  enum class Kind : std::uint8_t { scalar, sequence, mapping };
  enum class Style : std::uint8_t {
    plain,
    quoted,
    block
  };  ///< block: `|` and `>`; only `plain` can be other than text

  Node() = default;  ///< a plain empty scalar: null

  [[nodiscard]] static Node scalar(std::string text, Style style = Style::plain);
  [[nodiscard]] static Node sequence(std::vector<Node> items);
  [[nodiscard]] static Node mapping(std::vector<Node> keys_and_values);  ///< key, value, key, value, ...

  /// Gives the node its place. `source` must outlive the node: whoever keeps nodes keeps their sources.
  Node& at(const Source* source, std::uint32_t line, std::uint32_t column);

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] Style style() const noexcept { return style_; }
  [[nodiscard]] bool is_scalar() const noexcept { return kind_ == Kind::scalar; }
  [[nodiscard]] bool is_sequence() const noexcept { return kind_ == Kind::sequence; }
  [[nodiscard]] bool is_mapping() const noexcept { return kind_ == Kind::mapping; }
  [[nodiscard]] const Source* source() const noexcept { return source_; }
  [[nodiscard]] std::uint32_t line() const noexcept { return line_; }
  [[nodiscard]] std::uint32_t column() const noexcept { return column_; }
  [[nodiscard]] Location location() const;

  /// A scalar's text as written (unescaped, unquoted); empty for others.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

  // YAML 1.2 core types of a scalar. Each is empty where the node is of another type.
  [[nodiscard]] bool is_null() const noexcept;                            ///< plain null, Null, NULL, ~ or nothing
  [[nodiscard]] std::optional<bool> as_bool() const noexcept;             ///< plain true/false (True, TRUE, ...)
  [[nodiscard]] std::optional<std::int64_t> as_integer() const noexcept;  ///< plain decimal, 0o17, 0xff within 64 bits
  [[nodiscard]] std::optional<double> as_number() const noexcept;         ///< plain integer or float
  /// Text: any quoted or block scalar, or a plain one that is none of the above.
  [[nodiscard]] const std::string* as_string() const noexcept;

  /// What a person would call this: "null", "a boolean", "an integer", "a number", "a string", "a list", "a mapping".
  [[nodiscard]] std::string_view type_name() const noexcept;

  [[nodiscard]] std::span<const Node> items() const noexcept;  ///< of a sequence; else empty
  [[nodiscard]] std::size_t size() const noexcept;             ///< items of a sequence, entries of a mapping
  [[nodiscard]] const Node& key(std::size_t entry) const noexcept { return children_[entry * 2]; }
  [[nodiscard]] const Node& value(std::size_t entry) const noexcept { return children_[entry * 2 + 1]; }
  /// The value under a key of a mapping, or null.
  [[nodiscard]] const Node* find(std::string_view key) const noexcept;

  /// Every child: items, or keys and values in turn. For code that rewrites trees.
  [[nodiscard]] std::vector<Node>& children() noexcept { return children_; }
  [[nodiscard]] const std::vector<Node>& children() const noexcept { return children_; }

 private:
  std::string text_;
  std::vector<Node> children_;
  const Source* source_ = nullptr;
  std::uint32_t line_ = 0;
  std::uint32_t column_ = 0;
  Kind kind_ = Kind::scalar;
  Style style_ = Style::plain;
};

/// A parsed file: its root and the text its nodes point into.
struct Document {
  std::shared_ptr<const Source> source;
  Node root;
};

}  // namespace phantomime
