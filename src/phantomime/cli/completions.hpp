#pragma once

#include <string>

#include "phantomime/cli/outline.hpp"

namespace phantomime::cli {

/// Scripts that make a shell complete a program: its commands, their options, values from closed lists, built-in packs,
/// files. A script needs nothing of the program while it completes.
[[nodiscard]] std::string bash_completion(const Outline& program);
[[nodiscard]] std::string zsh_completion(const Outline& program);
[[nodiscard]] std::string fish_completion(const Outline& program);

/// What takes a value: such an option's next word is no argument.
[[nodiscard]] inline bool takes_value(const OutlineOption& option) {
  return option.completes.as != Completes::As::nothing;
}

}  // namespace phantomime::cli
