#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phantomime::directives {

/// A token of a template as inja's lexer cuts it.
struct TemplateToken {
  enum class Kind {
    text,
    expression_open,
    statement_open,
    comment_open,
    close,  ///< of any of the three
    word,
    number,
    string,
    left_parenthesis,
    right_parenthesis,
    left_bracket,   ///< [ or {
    right_bracket,  ///< ] or }
    comma,
    pipe,
    operation,
    unknown,
  };
  Kind kind = Kind::unknown;
  std::string_view text;
  std::size_t offset = 0;
};

/// One thing wrong with a template, at a byte of its text.
struct TemplateIssue {
  std::size_t offset = 0;
  std::string what;
  std::string hint;
};

/// Larger ones are not parsed: inja's parser recurses.
inline constexpr std::size_t max_template_size = 1u << 20;
inline constexpr std::size_t max_template_nesting = 64;    ///< parentheses in a tag, statements in each other
inline constexpr std::size_t max_template_tokens = 2'000;  ///< in one tag

/// The text with the single-quoted strings of its tags in double quotes, which are all that inja knows: in YAML one
/// kind is nearly always taken. No byte moves. A string that holds a double quote stays as it is, and is refused later.
[[nodiscard]] std::string with_double_quotes(std::string text);

/// What must hold before inja's parser may see a template: it reads before the beginning of an empty list at a stray
/// pipe, pairs the wrong ends without a word, and says nothing of where a literal is broken. Also refuses what
/// templates here do not have: include, extends, block.
[[nodiscard]] std::vector<TemplateIssue> check_template_syntax(std::span<const TemplateToken> tokens);

}  // namespace phantomime::directives
