#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"

namespace phantomime {

/// The one door to regular expressions: RE2, linear in the subject whatever the pattern. Immutable, thread-safe,
/// cheap to copy. Subjects are bytes treated as UTF-8 (invalid bytes simply do not match).
class Regex {
 public:
  /// Errors: bad_expression, with RE2's reason and the offending piece (look-around and backreferences are named as
  /// what RE2 leaves out).
  [[nodiscard]] static Result<Regex> create(std::string_view pattern);

  [[nodiscard]] bool matches_whole(std::string_view text) const;
  [[nodiscard]] bool found_in(std::string_view text) const;
  /// The named groups in order of appearance, and, by matches_whole, what they captured (aligned with names).
  [[nodiscard]] const std::vector<std::string>& group_names() const noexcept;
  [[nodiscard]] bool matches_whole(std::string_view text, std::vector<std::string>& captured) const;
  /// The first match at or behind `from`: where its first group lies in `text`, or all of it where there is no group
  /// (or the group took no part). Nothing where there is none.
  struct Place {
    std::size_t begin = 0, end = 0;              ///< of the group or the whole
    std::size_t whole_begin = 0, whole_end = 0;  ///< of the match
  };
  [[nodiscard]] std::optional<Place> find(std::string_view text, std::size_t from) const;
  [[nodiscard]] const std::string& pattern() const noexcept;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_{std::move(compiled)} {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace phantomime
