#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/base/regex.hpp"

namespace phantomime::matchers {

/// What a path captured, by name, decoded, in order of appearance.
using Captures = std::vector<std::pair<std::string, std::string>>;

/// The type of a capture in a template.
enum class CaptureType { any, integer, number, uuid, word, rest };
[[nodiscard]] bool capture_accepts(CaptureType type, std::string_view segment) noexcept;

/// A path as a stub asks for it: literal, template, glob or expression. Works on canonical paths
/// (http::canonical_path). Immutable, cheap to copy.
class PathPattern {
 public:
  enum class Kind { literal, templated, glob, expression };

  /// One segment of a template: literal text, or `prefix{name:type}suffix`.
  struct Segment {
    std::string prefix;  ///< the whole text where there is no capture
    std::string suffix;
    std::string name;  ///< empty: no capture
    CaptureType type = CaptureType::any;
    [[nodiscard]] bool is_literal() const noexcept { return name.empty(); }
  };

  /// From text: `/rest/x` or `/rest/{id:integer}`. Errors: bad_value with what is wrong (no leading slash, a `?` in it,
  /// an unknown capture type with a suggestion, a capture named twice, `rest` not last).
  [[nodiscard]] static Result<PathPattern> parse(std::string_view text);
  /// From the value of `path:`: text, {glob: ...} or {expression: ...}. Empty with the errors reported.
  [[nodiscard]] static std::optional<PathPattern> load(const Node& node, LoadContext& context);

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }            ///< as written
  [[nodiscard]] const std::string& canonical() const noexcept { return canonical_; }  ///< of a literal
  [[nodiscard]] const std::vector<Segment>& segments() const noexcept {
    return segments_;
  }  ///< of a template, split at '/'
  [[nodiscard]] std::vector<std::string> capture_names() const;
  /// Characters that are fixed: ranks templates, globs and expressions among themselves.
  [[nodiscard]] std::size_t literal_characters() const noexcept { return literal_characters_; }

  [[nodiscard]] bool matches(std::string_view canonical_path) const;
  [[nodiscard]] bool matches(std::string_view canonical_path, Captures& captures) const;
  /// 0 where it matches, else up to 1: how far the path is, by segments. Allocates nothing.
  [[nodiscard]] double distance(std::string_view canonical_path) const;
  /// The smallest change that makes a path match which does not.
  [[nodiscard]] std::string edit(std::string_view canonical_path) const;

 private:
  Kind kind_ = Kind::literal;
  std::string text_;
  std::string canonical_;
  std::vector<Segment> segments_;
  std::optional<Regex> regex_;  ///< of globs and expressions
  std::size_t literal_characters_ = 0;
};

}  // namespace phantomime::matchers
