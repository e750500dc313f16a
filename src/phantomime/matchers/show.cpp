#include "phantomime/matchers/show.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "phantomime/base/utf8.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::matchers {

namespace {

// A value of many megabytes is cut before anything looks at it; redaction needs some room to see what it is in.
constexpr std::size_t looked_at_bytes = 1024;

/// Levenshtein's distance of texts of at most 64 bytes, a column of the table in two words (Myers 1999, Hyyrö 2003): a
/// miss measures hundreds.
std::size_t edits(std::string_view a, std::string_view b) {
  if (a.size() <= 1 || b.size() <= 1) {
    const std::string_view longer = a.size() > b.size() ? a : b, shorter = a.size() > b.size() ? b : a;
    const bool kept = !shorter.empty() && longer.find(shorter) != std::string_view::npos;
    return longer.size() - (kept ? 1 : 0);
  }
  thread_local std::array<std::uint64_t, 256> places{};  // of each byte in `a`; all zero between calls
  for (std::size_t at = 0; at < a.size(); ++at) places[static_cast<unsigned char>(a[at])] |= std::uint64_t{1} << at;
  const std::uint64_t last = std::uint64_t{1} << (a.size() - 1);
  std::uint64_t increases = ~std::uint64_t{0}, decreases = 0;
  std::size_t distance = a.size();
  for (const char c : b) {
    const std::uint64_t equal = places[static_cast<unsigned char>(c)];
    const std::uint64_t diagonal = (((equal & increases) + increases) ^ increases) | equal | decreases;
    std::uint64_t right = decreases | ~(diagonal | increases);
    const std::uint64_t left = increases & diagonal;
    distance += (right & last) != 0 ? 1u : 0u;
    distance -= (left & last) != 0 ? 1u : 0u;
    right = (right << 1) | 1;
    increases = (left << 1) | ~(diagonal | right);
    decreases = right & diagonal;
  }
  for (const char c : a) places[static_cast<unsigned char>(c)] = 0;
  return distance;
}

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
  const std::size_t longer = std::max(a.size(), b.size());
  // What both begin and end with is left as it is by the fewest edits: of a slip little remains.
  const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  a.remove_prefix(static_cast<std::size_t>(differ.first - a.begin()));
  b.remove_prefix(static_cast<std::size_t>(differ.second - b.begin()));
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  return static_cast<double>(edits(a, b)) / static_cast<double>(longer);
}

}  // namespace phantomime::matchers
