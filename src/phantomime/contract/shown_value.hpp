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

inline constexpr std::string_view holds_secret = "it holds a secret";

/// A value as it came, for whoever writes it down, or why it is not kept.
struct KeptValue {
  std::string text;  ///< JSON without blanks, numbers as they were spelled; empty where it is not kept
  std::string_view why;
};
/// Not kept is what holds anything that looks like a secret, and what is longer than `limit` bytes.
[[nodiscard]] KeptValue kept_value(const LocatedJson& value, Secrecy secrecy, std::size_t limit);

}  // namespace phantomime::contract
