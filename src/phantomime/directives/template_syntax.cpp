#include "phantomime/directives/template_syntax.hpp"

#include <algorithm>
#include <array>

#include "phantomime/base/json.hpp"
#include "phantomime/base/suggest.hpp"

namespace phantomime::directives {
namespace {

using Token = TemplateToken;
using Kind = TemplateToken::Kind;

constexpr std::array<std::string_view, 6> statements = {"if", "else", "endif", "for", "endfor", "set"};
constexpr std::array<std::string_view, 4> refused = {"include", "extends", "block", "endblock"};
constexpr std::array<std::string_view, 4> word_operators = {"and", "or", "not", "in"};

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string in_quotes(std::string_view text) { return "'" + std::string{text} + "'"; }

class SyntaxCheck {
 public:
  explicit SyntaxCheck(std::span<const Token> tokens) : tokens_{tokens} {}

  std::vector<TemplateIssue> run() {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (tokens_[i].kind != Kind::text) i = tag(i);
    if (unclosed_tag_) open_.clear();  // what it swallowed may have closed them
    for (const Open& open : open_)
      report(open.offset, in_quotes(open.word) + " has no 'end" + open.word + "'",
             "close it with {% end" + open.word + " %}");
    return std::move(issues_);
  }

 private:
  struct Open {
    std::string word;
    std::size_t offset = 0;
    std::size_t branches = 0;  ///< `else if`s, each of which inja nests in the one before
  };

  void report(std::size_t offset, std::string what, std::string hint) {
    issues_.push_back({offset, std::move(what), std::move(hint)});
  }

  /// Checks the tag that opens at `begin`; returns where it closes.
  std::size_t tag(std::size_t begin) {
    const Token& open = tokens_[begin];
    std::size_t end = begin + 1;
    while (end < tokens_.size() && tokens_[end].kind != Kind::close) ++end;
    if (end == tokens_.size()) {
      unclosed(open);
      return end;
    }
    const auto inner = tokens_.subspan(begin + 1, end - begin - 1);
    if (inner.size() > max_template_tokens) {
      report(open.offset, "a tag of more than " + std::to_string(max_template_tokens) + " words and signs",
             "take it apart with {% set %}");
    } else if (open.kind == Kind::expression_open) {
      expression(inner, open.offset);
    } else if (open.kind == Kind::statement_open) {
      statement(inner, open.offset);
    }
    return end;
  }

  void unclosed(const Token& open) {
    unclosed_tag_ = true;
    if (const Token& last = tokens_.back(); last.kind == Kind::string && !ends_string(last.text))
      return report(last.offset, "a string that never ends", "close it with \"");
    const std::string_view sign = open.text.substr(0, 2);
    const std::string_view end = sign == "{{" ? "}}" : sign == "{%" ? "%}" : "#}";
    report(open.offset, in_quotes(sign) + " is never closed", "close it with " + std::string{end});
  }

  static bool ends_string(std::string_view text) { return text.size() > 1 && text.back() == '"'; }

  void expression(std::span<const Token> tokens, std::size_t offset) {
    if (tokens.empty()) report(offset, "an expression is missing", {});
    std::size_t depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      switch (token.kind) {
        case Kind::left_parenthesis:
          if (++depth == max_template_nesting + 1)
            report(token.offset, "parentheses nested deeper than " + std::to_string(max_template_nesting),
                   "take it apart with {% set %}");
          break;
        case Kind::right_parenthesis:
          depth -= depth > 0 ? 1 : 0;
          break;
        case Kind::pipe:
          if (i == 0 || !ends_value(tokens[i - 1]))
            report(token.offset, "'|' has no value before it", "write a value, then | and a function");
          break;
        case Kind::string:
        case Kind::number:
          literal(token.text, token.offset);
          break;
        case Kind::left_bracket:
          i = bracket(tokens, i);
          break;
        case Kind::unknown:
          unknown(token);
          break;
        default:
          break;
      }
    }
  }

  static bool ends_value(const Token& token) {
    if (token.kind == Kind::word) return !is_one_of(token.text, word_operators);
    return token.kind == Kind::number || token.kind == Kind::string || token.kind == Kind::right_parenthesis ||
           token.kind == Kind::right_bracket;
  }

  /// inja takes lists and objects for JSON. Returns where this one ends.
  std::size_t bracket(std::span<const Token> tokens, std::size_t begin) {
    std::size_t depth = 0;
    for (std::size_t i = begin; i < tokens.size(); ++i) {
      if (tokens[i].kind == Kind::left_bracket) ++depth;
      if (tokens[i].kind != Kind::right_bracket || --depth > 0) continue;
      const char* const first = tokens[begin].text.data();
      const char* const last = tokens[i].text.data() + tokens[i].text.size();
      literal({first, static_cast<std::size_t>(last - first)}, tokens[begin].offset);
      return i;
    }
    report(tokens[begin].offset, in_quotes(tokens[begin].text) + " is never closed", {});
    return tokens.size();
  }

  void literal(std::string_view text, std::size_t offset) {
    const auto value = parse_json(text, max_template_nesting);
    if (value) return;
    report(offset, "a value that is no JSON: " + value.error().what,
           "lists, objects, strings and numbers in a template are JSON; they hold no names");
  }

  void unknown(const Token& token) {
    if (token.text == "'")
      report(token.offset, "' begins no string", "write strings in a template in double quotes");
    else if (token.text == "=")
      report(token.offset, "'=' compares nothing", "write == to compare, or {% set name = value %} to keep a value");
    else
      report(token.offset, "unexpected " + in_quotes(token.text), {});
  }

  void statement(std::span<const Token> tokens, std::size_t offset) {
    if (tokens.empty() || tokens[0].kind != Kind::word) {
      report(offset, "'{% %}' holds no statement", "write if, else, endif, for, endfor or set");
      return;
    }
    const std::string_view word = tokens[0].text;
    if (is_one_of(word, refused)) {
      report(tokens[0].offset, in_quotes(word) + " is not for these templates",
             "templates read no other templates; use fixture(\"path\") for a fixture's text");
    } else if (word == "if" || word == "for") {
      open_.push_back({std::string{word}, tokens[0].offset, 0});
      limit_nesting(tokens[0].offset);
      expression(word == "if" ? tokens.subspan(1) : behind(tokens, "in"), offset);
    } else if (word == "set") {
      expression(behind(tokens, "="), offset);
    } else if (word == "else") {
      otherwise(tokens, offset);
    } else if (word == "endif" || word == "endfor") {
      close(word.substr(3), tokens[0].offset);
    } else if (word == "elif" || word == "elseif") {
      report(tokens[0].offset, "unknown statement " + in_quotes(word), "write {% else if ... %}");
    } else {
      const std::string_view near = nearest(word, statements);
      report(tokens[0].offset, "unknown statement " + in_quotes(word),
             near.empty() ? "known are if, else, endif, for, endfor and set" : "did you mean " + in_quotes(near) + "?");
    }
  }

  /// What follows a `for`'s "in" or a `set`'s "="; inja's parser reports what is wrong before it.
  static std::span<const Token> behind(std::span<const Token> tokens, std::string_view sign) {
    for (std::size_t i = 1; i < std::min<std::size_t>(tokens.size(), 5); ++i)
      if (tokens[i].text == sign) return tokens.subspan(i + 1);
    return tokens.subspan(1);
  }

  void otherwise(std::span<const Token> tokens, std::size_t offset) {
    if (open_.empty() || open_.back().word != "if") {
      report(tokens[0].offset, "'else' stands in no 'if'", {});
      return;
    }
    if (tokens.size() < 2) return;
    if (tokens[1].text != "if") {
      report(tokens[1].offset, "unexpected " + in_quotes(tokens[1].text), "write {% else %} or {% else if ... %}");
      return;
    }
    ++open_.back().branches;
    limit_nesting(tokens[0].offset);
    expression(tokens.subspan(2), offset);
  }

  void close(std::string_view word, std::size_t offset) {
    if (open_.empty()) {
      report(offset, "'end" + std::string{word} + "' closes nothing", {});
      return;
    }
    if (open_.back().word != word)
      report(offset, "'end" + std::string{word} + "' where 'end" + open_.back().word + "' is due",
             "the innermost open statement is '" + open_.back().word + "'");
    open_.pop_back();
  }

  void limit_nesting(std::size_t offset) {
    std::size_t depth = 0;
    for (const Open& open : open_) depth += 1 + open.branches;
    if (depth == max_template_nesting + 1)
      report(offset, "statements nested deeper than " + std::to_string(max_template_nesting),
             "'else if's nest too; make several stubs of it");
  }

  std::span<const Token> tokens_;
  std::vector<Open> open_;
  bool unclosed_tag_ = false;
  std::vector<TemplateIssue> issues_;
};

}  // namespace

std::vector<TemplateIssue> check_template_syntax(std::span<const TemplateToken> tokens) {
  return SyntaxCheck{tokens}.run();
}

std::string with_double_quotes(std::string text) {
  for (std::size_t at = text.find('{'); at != std::string::npos && at + 1 < text.size(); at = text.find('{', at)) {
    const char kind = text[at + 1];
    if (kind != '{' && kind != '%') {
      at += kind == '#' ? std::max<std::size_t>(text.find("#}", at), at + 1) - at : 1;
      continue;
    }
    const std::string_view end = kind == '{' ? "}}" : "%}";
    for (at += 2; at < text.size() && text.compare(at, 2, end) != 0; ++at) {
      if (text[at] == '"') {
        while (++at < text.size() && text[at] != '"')
          if (text[at] == '\\') ++at;
      } else if (text[at] == '\'') {
        const std::size_t close = text.find_first_of("'\"", at + 1);
        if (close == std::string::npos || text[close] != '\'') break;
        text[at] = text[close] = '"';
        at = close;
      }
    }
  }
  return text;
}

}  // namespace phantomime::directives
