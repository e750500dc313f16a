#pragma once

#include <span>
#include <string_view>

namespace phantomime {

/// The candidate nearest to `word` by edits (case ignored, transposition one edit), or empty where none is near
/// enough to be meant (more than a third of its length, at least one edit allowed).
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace phantomime
