#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::recording {

/// What is to stand elsewhere in a text, collected while it is looked at.
class Edits {
 public:
  struct Edit {
    std::size_t begin = 0, end = 0;
    std::size_t context = 0;  ///< where that begins by which the secret was known (its name); at most `begin`
    std::string text;
  };

  void replace(std::size_t begin, std::size_t end, std::string text, std::size_t context) {
    edits_.push_back({begin, end, context, std::move(text)});
  }
  void replace(std::size_t begin, std::size_t end, std::string text) { replace(begin, end, std::move(text), begin); }
  /// Takes those of `more` that touch none of these.
  void add_where_free(Edits more);

  [[nodiscard]] bool empty() const noexcept { return edits_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return edits_.size(); }
  /// The first `size` bytes of the text with what is replaced in them. Edits must not overlap.
  [[nodiscard]] std::string applied(std::string_view text, std::size_t size = std::string_view::npos);
  /// The greatest place up to `wanted` at which the text may be cut without cutting a secret from what tells it.
  [[nodiscard]] std::size_t cut_before(std::size_t wanted);

 private:
  void sort();
  std::vector<Edit> edits_;
};

}  // namespace phantomime::recording
