#pragma once

#include <string>

#include "phantomime/base/error.hpp"
#include "phantomime/base/json.hpp"

namespace phantomime::reports {

/// A place as SARIF's `location`; it must have a source.
[[nodiscard]] OrderedJson sarif_location(const Location& where);
/// A log of one run; valid JSON whatever its texts hold.
[[nodiscard]] std::string sarif_text(OrderedJson run);

}  // namespace phantomime::reports
