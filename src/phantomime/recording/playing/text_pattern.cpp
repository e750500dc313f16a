#include "phantomime/recording/playing/text_pattern.hpp"

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::recording {
namespace {

/// A shorter one stands in words by chance.
constexpr std::size_t telling_length = 6;

bool is_word(char c) noexcept { return is_letter(c) || is_digit(c); }

}  // namespace

std::size_t find_placeholder(std::string_view text, std::string_view placeholder, std::size_t from) noexcept {
  for (std::size_t at = text.find(placeholder, from); at != std::string_view::npos;
       at = text.find(placeholder, at + 1)) {
    const std::size_t end = at + placeholder.size();
    if (placeholder.size() >= telling_length) return at;
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return at;
  }
  return std::string_view::npos;
}

TextPattern::TextPattern(std::string_view text, std::span<const std::string> placeholders, Hole hole)
    : pieces_{std::string{text}}, hole_{hole} {
  for (const std::string& placeholder : placeholders) {
    if (placeholder.empty()) continue;
    const std::size_t before = pieces_.size();
    split(placeholder);
    if (pieces_.size() == before) split(http::percent_encode(placeholder));
    if (pieces_.size() == before) {
      const std::string quoted = json_quote(placeholder);
      split(std::string_view{quoted}.substr(1, quoted.size() - 2));
    }
    if (pieces_.size() > before) continue;
    pieces_ = {"", ""};
    break;
  }
  for (const std::string& piece : pieces_) {
    identity_ += std::to_string(piece.size());
    identity_ += ':';
    identity_ += piece;
  }
}

void TextPattern::split(std::string_view placeholder) {
  std::vector<std::string> pieces;
  for (const std::string& piece : pieces_) {
    std::size_t begin = 0;
    for (std::size_t at = 0; (at = find_placeholder(piece, placeholder, begin)) != std::string::npos;
         begin = at + placeholder.size())
      pieces.push_back(piece.substr(begin, at - begin));
    pieces.push_back(piece.substr(begin));
  }
  pieces_ = std::move(pieces);
}

bool TextPattern::fills(std::string_view text) const noexcept {
  if (text.empty()) return false;
  return hole_ == Hole::anything || text.find_first_of("/?&#") == std::string_view::npos;
}

bool TextPattern::matches(std::string_view text) const noexcept {
  if (!has_holes()) return text == pieces_.front();
  if (!text.starts_with(pieces_.front())) return false;
  text.remove_prefix(pieces_.front().size());
  for (std::size_t piece = 1; piece + 1 < pieces_.size(); ++piece) {
    // A hole takes at least one byte. The nearest place is the right one: what a hole must not take is what pieces
    // begin with.
    const std::size_t at = text.empty() ? std::string_view::npos : text.find(pieces_[piece], 1);
    if (at == std::string_view::npos || !fills(text.substr(0, at))) return false;
    text.remove_prefix(at + pieces_[piece].size());
  }
  const std::string& last = pieces_.back();
  return text.size() > last.size() && text.ends_with(last) && fills(text.substr(0, text.size() - last.size()));
}

std::string TextPattern::shown() const {
  std::string text;
  for (std::size_t piece = 0; piece < pieces_.size(); ++piece) text += (piece ? "..." : "") + pieces_[piece];
  return text;
}

}  // namespace phantomime::recording
