#pragma once

#include <cstddef>
#include <string_view>

namespace phantomime::recording {

/// How a text is known for a secret by its looks.
struct Shape {
  std::string_view kind;        ///< jwt, key, entropy; empty: it looks like no secret
  std::size_t kept_prefix = 0;  ///< of a key: how many of its characters say whose it is (`ghp_`, `AKIA`)
};

/// A word of letters, digits and `-_.+/~=`: a JWT, a key of a known maker, or a long word of high entropy. Not by
/// entropy: UUIDs, dates, words, names, paths.
[[nodiscard]] Shape shape_of(std::string_view word) noexcept;

/// The same without entropy: what is a secret whatever it is called.
[[nodiscard]] Shape certain_shape_of(std::string_view word) noexcept;

/// Three parts of base64url, the first of which is an object; or five of an encrypted one.
[[nodiscard]] bool is_jwt(std::string_view word) noexcept;
[[nodiscard]] bool is_uuid(std::string_view word) noexcept;
/// Begins with a date: 2020-01-22, 20200122T193943Z.
[[nodiscard]] bool is_date(std::string_view text) noexcept;
/// Whether a word of one piece (no `.` and `/` that separate) looks drawn by chance.
[[nodiscard]] bool looks_random(std::string_view word) noexcept;

/// The first private key in PEM at or behind `from`: where it begins and ends with its frame, or `npos`.
struct PemPlace {
  std::size_t begin = std::string_view::npos, end = std::string_view::npos;
};
[[nodiscard]] PemPlace find_private_key(std::string_view text, std::size_t from) noexcept;

}  // namespace phantomime::recording
