#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "phantomime/recording/redaction/edits.hpp"
#include "phantomime/recording/redaction/scrub.hpp"

namespace phantomime::recording {

/// Finds secrets in text that need not be whole or of any format: `name=value`, `"name": "value"`, `<name>value<`,
/// parts of forms, userinfo of URLs, `Bearer x`, private keys, and words that look like keys. One pass; what it looks
/// ahead is bounded. Also what JSON, forms and headers hand their values to.
class TextScan {
 public:
  TextScan(Scrub& scrub, std::string_view text, const Where& where, Looks looks, int nested, Rest rest = Rest::none)
      : scrub_{scrub}, text_{text}, where_{where}, looks_{looks}, nested_{nested}, rest_{rest} {}

  [[nodiscard]] Edits run();

 private:
  /// How a value is spelled where it stands.
  enum class Spelling { plain, json, percent };
  struct Value {
    std::size_t begin = 0, end = 0;
    Spelling spelling = Spelling::plain;
  };

  void take_word(std::size_t begin, std::size_t end);
  bool take_private_key(std::size_t begin);
  void take_userinfo(std::size_t authority);
  bool take_scheme(std::size_t begin, std::size_t end);
  bool take_named(std::size_t begin, std::size_t end);
  bool take_row(std::size_t begin, std::size_t value, char separator);
  bool take_part_of_form(std::size_t begin, std::size_t head);
  bool take_list(std::size_t begin, std::size_t at, const std::string& kind);
  bool take_value(std::size_t context, const Value& value, std::string_view kind);
  void take_looks(std::size_t begin, std::size_t end);
  bool take_encoded(std::size_t begin, std::size_t end);
  void take_segment(std::size_t begin, std::size_t end, Looks looks);

  [[nodiscard]] std::size_t after_separator(std::size_t begin, std::size_t end, char& separator) const noexcept;
  [[nodiscard]] Value value_at(std::size_t at, char separator, std::string_view name) const;
  [[nodiscard]] Value quoted(std::size_t at, std::size_t slashes) const;
  [[nodiscard]] Value bare(std::size_t at, char separator) const;
  [[nodiscard]] bool is_wrapped(std::size_t begin, std::size_t end) const noexcept;
  [[nodiscard]] bool is_prose(const Value& value, char separator) const noexcept;
  /// Whether what ends here may go on in what follows: then it is judged with that.
  [[nodiscard]] bool is_cut(std::size_t end) const noexcept { return rest_ == Rest::follows && end >= text_.size(); }
  [[nodiscard]] char peek(std::size_t at) const noexcept { return at < text_.size() ? text_[at] : '\0'; }

  Scrub& scrub_;
  std::string_view text_;
  const Where& where_;
  Looks looks_;
  int nested_;
  Rest rest_;
  std::size_t at_ = 0;
  std::size_t row_until_ = 0;    ///< a value in this row is secret: its name was seen before
  std::size_t row_context_ = 0;  ///< where that name began
  std::string_view name_;        ///< that was seen last, and where its value begins
  std::size_t named_at_ = std::string_view::npos;
  Edits edits_;
};

}  // namespace phantomime::recording
