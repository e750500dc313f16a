#include "phantomime/matchers/show.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::matchers {

namespace {

// A value of many megabytes is cut before anything looks at it; redaction needs some room to see what it is in.
constexpr std::size_t looked_at_bytes = 1024;

}  // namespace

Showing showing_for(std::string_view field_name) noexcept {
  return http::is_secret_name(field_name) ? Showing::redacted : Showing::plain;
}

std::string show_text(std::string_view text, Showing showing) {
  if (showing == Showing::redacted) return std::string{http::redacted};
  return brief(Json(http::redact_text(cut_utf8(text, looked_at_bytes))), shown_bytes);
}

std::string show_json(const Json& value, Showing showing) {
  if (showing == Showing::redacted) return std::string{http::redacted};
  if (value.is_string()) return show_text(value.get_ref<const std::string&>());
  return brief(value.is_structured() ? http::redact_json(value) : value, shown_bytes);
}

std::string show_bare(std::string_view text) {
  return shorten(printable(http::redact_text(cut_utf8(text, looked_at_bytes))), shown_bytes);
}

double text_distance(std::string_view a, std::string_view b) {
  constexpr std::size_t compared = 64;
  a = a.substr(0, compared);
  b = b.substr(0, compared);
  if (a == b) return 0;
  if (a.empty() || b.empty()) return 1;
  std::array<std::size_t, compared + 1> row{};
  for (std::size_t column = 0; column <= b.size(); ++column) row[column] = column;
  for (std::size_t line = 1; line <= a.size(); ++line) {
    std::size_t diagonal = row[0];
    row[0] = line;
    for (std::size_t column = 1; column <= b.size(); ++column) {
      const std::size_t substituted = diagonal + (a[line - 1] == b[column - 1] ? 0 : 1);
      diagonal = row[column];
      row[column] = std::min({row[column] + 1, row[column - 1] + 1, substituted});
    }
  }
  return static_cast<double>(row[b.size()]) / static_cast<double>(std::max(a.size(), b.size()));
}

}  // namespace phantomime::matchers
