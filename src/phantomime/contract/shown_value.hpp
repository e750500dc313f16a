#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "phantomime/base/located_json.hpp"

namespace phantomime::contract {

/// Whether a value may be shown, or stands under a name that says that it is secret.
enum class Secrecy { open, secret };

/// A value for people: scalars as JSON, at most `limit` bytes, what looks like a secret in them replaced; arrays and
/// objects by what they are.
[[nodiscard]] std::string shown_value(const LocatedJson& value, Secrecy secrecy, std::size_t limit);
}  // namespace phantomime::contract
