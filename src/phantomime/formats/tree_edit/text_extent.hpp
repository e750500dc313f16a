#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "phantomime/base/document.hpp"

namespace phantomime::formats {

/// Where the nodes of a tree begin and end in the text that it was read from. Offsets are bytes. One thread.
class TextExtents {
 public:
  explicit TextExtents(std::string_view text);

  [[nodiscard]] std::size_t begin_of(const Node& node) const;
  /// Behind the node's last byte: a comment or a line's end comes after it. Empty where the text is not written as the
  /// node says, as behind an alias.
  [[nodiscard]] std::optional<std::size_t> end_of(const Node& node) const;
  /// Behind the colon of a key.
  [[nodiscard]] std::optional<std::size_t> colon_of(const Node& key) const;
  /// Behind the last byte of a member: of its value, or of its colon where the value was left out.
  [[nodiscard]] std::optional<std::size_t> end_of_member(const Node& key, const Node& value) const;
  /// Where the dash of an item of a block list stands.
  [[nodiscard]] std::optional<std::size_t> dash_of(const Node& item) const;

  /// Whether a list or mapping is written in brackets.
  [[nodiscard]] bool is_flow(const Node& node) const;
  /// Whether nothing stands where the value would.
  [[nodiscard]] static bool is_left_out(const Node& key, const Node& value) noexcept;

  [[nodiscard]] std::size_t line_begin(std::size_t offset) const noexcept;
  /// Where the line's end stands (`\n`, or `\r\n`), or the end of the text.
  [[nodiscard]] std::size_t line_end(std::size_t offset) const noexcept;
  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// What ends the lines of this text.
  [[nodiscard]] std::string_view line_break() const noexcept;

 private:
  [[nodiscard]] std::optional<std::size_t> end_of_quoted(std::size_t begin) const;
  [[nodiscard]] std::optional<std::size_t> end_of_brackets(std::size_t begin) const;
  [[nodiscard]] std::size_t end_of_block(std::size_t begin) const;
  [[nodiscard]] std::optional<std::size_t> end_of_plain(std::size_t begin, std::string_view value) const;

  std::string_view text_;
  std::vector<std::size_t> lines_;  ///< where each begins
};

}  // namespace phantomime::formats
