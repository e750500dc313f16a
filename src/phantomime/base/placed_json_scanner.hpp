#pragma once

#include <cstdint>

#include "phantomime/base/json_scanner.hpp"

namespace phantomime {

/// A JsonScanner that knows the line and column of each token. `text` must outlive it. One thread.
class PlacedJsonScanner {
 public:
  using Token = JsonScanner::Token;

  PlacedJsonScanner(std::string_view text, std::size_t max_depth) : text_{text}, scanner_{text, max_depth} {}

  Token next() {
    token_ = scanner_.next();
    for (; at_ < scanner_.offset() && at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        column_ = 1;
      } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80) {
        ++column_;  // continuation bytes belong to the code point before them
      }
    }
    return token_;
  }

  /// The last token; where it begins, lines and columns from 1, columns in code points.
  [[nodiscard]] Token token() const noexcept { return token_; }
  [[nodiscard]] std::uint32_t line() const noexcept { return line_; }
  [[nodiscard]] std::uint32_t column() const noexcept { return column_; }
  [[nodiscard]] std::string_view lexeme() const noexcept { return scanner_.lexeme(); }
  [[nodiscard]] const Error& error() const noexcept { return scanner_.error(); }

 private:
  std::string_view text_;
  JsonScanner scanner_;
  Token token_ = Token::end;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;
};

}  // namespace phantomime
