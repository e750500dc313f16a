#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::recording {

/// Where a placeholder stands in a text, from `from` on; npos: nowhere. One of a few characters counts only where it
/// stands alone: in a word it stands by chance.
[[nodiscard]] std::size_t find_placeholder(std::string_view text, std::string_view placeholder,
                                           std::size_t from = 0) noexcept;

/// A text of a recorded request with holes where secrets were, which any other value may fill: a client that plays
/// against a recording sends its real ones. Immutable; safe from several threads.
class TextPattern {
 public:
  /// What a hole takes: anything that is not empty, or that and nothing which would end the part it stands in.
  enum class Hole { anything, part_of_target };

  TextPattern() = default;
  /// `placeholders` are looked for as they stand, percent-encoded and escaped as in JSON. Where one is not found (it is
  /// inside of base64 or compressed bytes) the whole text is a hole.
  TextPattern(std::string_view text, std::span<const std::string> placeholders, Hole hole = Hole::anything);

  [[nodiscard]] bool matches(std::string_view text) const noexcept;
  [[nodiscard]] bool has_holes() const noexcept { return pieces_.size() > 1; }
  /// Equal for patterns that match the same texts.
  [[nodiscard]] const std::string& identity() const noexcept { return identity_; }
  /// The text with `...` in its holes, for people.
  [[nodiscard]] std::string shown() const;

 private:
  void split(std::string_view placeholder);
  [[nodiscard]] bool fills(std::string_view text) const noexcept;

  std::vector<std::string> pieces_{std::string{}};  ///< what stands around the holes
  Hole hole_ = Hole::anything;
  std::string identity_;
};

}  // namespace phantomime::recording
