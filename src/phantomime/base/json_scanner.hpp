#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/error.hpp"

namespace phantomime {

/// Reads JSON text (RFC 8259, strictly) token by token without building values: spelling, order and duplicates stay to
/// be seen, and nesting costs one byte a level instead of a stack frame. `text` must outlive it. One thread.
class JsonScanner {
 public:
  enum class Token {
    begin_object,
    end_object,
    begin_array,
    end_array,
    name,  ///< a member's name; its value follows
    string,
    number,
    word,     ///< true, false, null
    end,      ///< the text is over and was valid
    invalid,  ///< see error(); nothing comes after it
  };

  JsonScanner(std::string_view text, std::size_t max_depth) : text_{text}, max_depth_{max_depth} {}

  [[nodiscard]] Token next();
  /// The last token as written, quotes included, and where it begins.
  [[nodiscard]] std::string_view lexeme() const noexcept { return text_.substr(begin_, at_ - begin_); }
  [[nodiscard]] std::size_t offset() const noexcept { return begin_; }
  [[nodiscard]] std::size_t depth() const noexcept { return nesting_.size(); }
  /// Why it was invalid: syntax or limit. Repeats nothing of the text, which may hold secrets.
  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  enum class State { value, value_or_end, name, name_or_end, colon, after_value };

  [[nodiscard]] Token scan_value();
  [[nodiscard]] Token scan_string(Token token);
  [[nodiscard]] Token scan_number();
  [[nodiscard]] Token open(Token token);
  [[nodiscard]] Token close(Token token);
  [[nodiscard]] Token after_value();
  [[nodiscard]] Token fail(std::string expected, ErrorCode code = ErrorCode::syntax);
  void skip_blanks() noexcept;
  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  std::size_t max_depth_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  State state_ = State::value;
  std::string nesting_;  ///< '{' and '['
  Error error_;
  bool failed_ = false;
};

/// The value of a JSON string lexeme that a JsonScanner gave. Unpaired surrogates have no UTF-8: they become U+FFFD.
[[nodiscard]] std::string unquote_json(std::string_view lexeme);

/// Reads one character of a string lexeme at `at`, which moves past it.
[[nodiscard]] char32_t next_json_character(std::string_view lexeme, std::size_t& at);

/// Walks the characters of a string lexeme: `each(code point)`, escapes resolved and surrogate pairs joined; unpaired
/// surrogates come as they are.
template <class Each>
void for_each_character(std::string_view lexeme, Each&& each) {
  for (std::size_t at = 1; at + 1 < lexeme.size();) each(next_json_character(lexeme, at));
}

/// Where the run of ASCII characters ends that stand for themselves in a JSON string, from `at` on.
[[nodiscard]] std::size_t end_of_plain(std::string_view text, std::size_t at) noexcept;

/// Appends an ASCII character as it stands in a JSON string: `\"`, `\n`, `\u001b`, or itself.
void append_json_character(std::string& out, unsigned char c);
/// Appends a code point as `\u00e9` or as a pair of such escapes.
void append_json_escape(std::string& out, char32_t c);

/// "line 3, column 14" of a byte; columns in code points.
[[nodiscard]] std::string position_text(std::string_view text, std::size_t offset);

}  // namespace phantomime
