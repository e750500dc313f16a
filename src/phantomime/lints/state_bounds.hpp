#pragma once

#include "phantomime/scenario/stub.hpp"

namespace phantomime::lints {

/// Whether the first matches, as far as states go, whenever the second does.
[[nodiscard]] bool states_cover(const scenario::Stub& wide, const scenario::Stub& narrow);
/// Whether no state of any machine lets both match.
[[nodiscard]] bool states_exclude(const scenario::Stub& one, const scenario::Stub& other);

}  // namespace phantomime::lints
