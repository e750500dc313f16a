#pragma once

namespace phantomime {

/// Where in a test's source something was said: what its failure names. Made by default arguments, so that it is the
/// caller's line.
struct Place {
  const char* file = "";
  unsigned line = 0;  ///< from 1; 0: not known
  [[nodiscard]] static constexpr Place here(const char* file = __builtin_FILE(),
                                            unsigned line = __builtin_LINE()) noexcept {
    return {file, line};
  }
};

}  // namespace phantomime
