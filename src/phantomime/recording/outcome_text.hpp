#pragma once

#include <optional>
#include <string_view>

#include "phantomime/recording/exchange.hpp"

namespace phantomime::recording {

/// `complete`, `upstream_failed`, ...: as the log and reports write it.
[[nodiscard]] std::string_view text_of(Outcome outcome) noexcept;
/// The inverse; nothing for other texts.
[[nodiscard]] std::optional<Outcome> outcome_of(std::string_view text) noexcept;

}  // namespace phantomime::recording
