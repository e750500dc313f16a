#pragma once

#include "phantomime/base/load_context.hpp"

namespace phantomime::formats {

/// The version of the format that this program reads, in every kind of file.
inline constexpr std::int64_t format_version = 1;

/// Whether a file's root is a mapping that says `phantomime: 1`; reports if not. Then nothing else in it can be judged.
[[nodiscard]] bool check_version(const Node& root, LoadContext& context);

}  // namespace phantomime::formats
