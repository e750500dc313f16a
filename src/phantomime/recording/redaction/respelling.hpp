#pragma once

#include <string>
#include <string_view>

namespace phantomime::recording {

// Another text in the spelling of the one that it replaces: what was escaped is escaped in the same way, what stands
// for itself does so again. So a placeholder stands in the clear, in a URL and in JSON as its secret stood.

/// `written`: percent-encoded; `plus_is_blank` as in queries and forms.
[[nodiscard]] std::string respelled_percent(std::string_view written, std::string_view other, bool plus_is_blank);

/// `lexeme`: a JSON string with its quotes.
[[nodiscard]] std::string respelled_json(std::string_view lexeme, std::string_view other);

}  // namespace phantomime::recording
