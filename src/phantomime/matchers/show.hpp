#pragma once

#include <string>
#include <string_view>

#include "phantomime/base/json.hpp"

namespace phantomime::matchers {

/// Whether a text about a field may hold the field's values. Secret-named fields never show theirs.
enum class Showing { plain, redacted };
[[nodiscard]] Showing showing_for(std::string_view field_name) noexcept;

/// How much of a value a message shows, in bytes.
inline constexpr std::size_t shown_bytes = 80;

/// A value in quotes, secrets inside it taken out, cut to shown_bytes: fit for a message.
[[nodiscard]] std::string show_text(std::string_view text, Showing showing = Showing::plain);
/// A JSON value as short JSON, secret members taken out.
[[nodiscard]] std::string show_json(const Json& value, Showing showing = Showing::plain);
/// Text without quotes, cut on a character boundary, control characters and invalid UTF-8 replaced.
[[nodiscard]] std::string show_bare(std::string_view text);

/// 0 for equal texts, 1 for texts with nothing in common: edits over length, of the first bytes only.
[[nodiscard]] double text_distance(std::string_view a, std::string_view b);

}  // namespace phantomime::matchers
