#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What the files of the redactor share.
namespace phantomime::http::redaction {

/// The name in lower case without `-`, `_`, blanks and other punctuation: `Api-Key` and `user[api_key]` end in
/// "apikey".
[[nodiscard]] std::string folded(std::string_view name);

/// Whether a member or field is secret by its name and its text: `key` alone is the secret of a token row or of a
/// query where its value is long enough to be one.
[[nodiscard]] bool is_secret_field(std::string_view name, std::string_view value) noexcept;

/// Whether a member called this names another one in its row: {"name": "password", "value": "x"}.
[[nodiscard]] bool names_its_row(std::string_view name) noexcept;
[[nodiscard]] bool is_row_value(std::string_view name) noexcept;

/// Whether this begins credentials of a known scheme: Basic, Bearer, ...
[[nodiscard]] bool is_scheme(std::string_view word) noexcept;

/// A text that stands inside something else, which may be JSON, a URL or prose. `nested` counts how deep.
[[nodiscard]] std::string redact_string(std::string_view text, int nested);

/// Fields of a query or form as written, with secret values replaced. Stops after about `limit` bytes.
[[nodiscard]] std::string redact_fields(std::string_view text, int nested, std::size_t limit = std::string_view::npos);

/// Appends JSON text with secret values replaced, everything else as written. Stops at the end of the token that
/// passes `limit` bytes. False where the text, as far as it was read, is no JSON; `out` is then of no use.
[[nodiscard]] bool redact_json_text(std::string_view text, std::size_t limit, int nested, std::string& out);

}  // namespace phantomime::http::redaction
