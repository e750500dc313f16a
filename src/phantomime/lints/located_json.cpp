#include "phantomime/lints/located_json.hpp"

#include <cstddef>
#include <utility>

#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"

namespace phantomime::lints {
namespace {

using Token = JsonScanner::Token;

/// Builds the tree from tokens. The scanner bounds the nesting, so the recursion is bounded too.
class Builder {
 public:
  explicit Builder(std::string_view text) : text_{text}, scanner_{text, max_json_depth} {}

  Result<LocatedJson> whole() {
    LocatedJson value = read(next());
    if (token_ != Token::invalid) next();  // whatever stands behind the value
    if (token_ == Token::invalid) return scanner_.error();
    return value;
  }

 private:
  /// The next token; its place is in line_ and column_.
  Token next() {
    token_ = scanner_.next();
    for (; at_ < scanner_.offset() && at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') {
        ++line_;
        column_ = 1;
      } else if ((static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) {
        ++column_;  // continuation bytes belong to the code point before them
      }
    }
    return token_;
  }

  LocatedJson read(Token token) {
    LocatedJson value;
    value.line = line_;
    value.column = column_;
    switch (token) {
      case Token::begin_object:
        value.type = LocatedJson::Type::object;
        while (next() == Token::name) {
          LocatedJson::Member member{unquote_json(scanner_.lexeme()), line_, column_, {}};
          member.value = read(next());
          value.members.push_back(std::move(member));
        }
        break;
      case Token::begin_array:
        value.type = LocatedJson::Type::array;
        while (next() != Token::end_array && token_ != Token::invalid) value.items.push_back(read(token_));
        break;
      case Token::string:
        value.type = LocatedJson::Type::string;
        break;
      case Token::number:
        value.type = type_of_number(scanner_.lexeme());
        break;
      case Token::word:
        value.type = scanner_.lexeme() == "null" ? LocatedJson::Type::null : LocatedJson::Type::boolean;
        break;
      default:
        break;  // invalid: whole() says so
    }
    return value;
  }

  static LocatedJson::Type type_of_number(std::string_view spelled) {
    return spelled.find_first_of(".eE") == std::string_view::npos ? LocatedJson::Type::integer
                                                                  : LocatedJson::Type::number;
  }

  std::string_view text_;
  JsonScanner scanner_;
  Token token_ = Token::end;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;
};

}  // namespace

const LocatedJson::Member* LocatedJson::find(std::string_view name) const noexcept {
  const Member* found = nullptr;
  for (const Member& member : members)
    if (member.name == name) found = &member;
  return found;
}

std::string_view to_string(LocatedJson::Type type) noexcept {
  switch (type) {
    case LocatedJson::Type::string:
      return "string";
    case LocatedJson::Type::integer:
      return "integer";
    case LocatedJson::Type::number:
      return "number";
    case LocatedJson::Type::boolean:
      return "boolean";
    case LocatedJson::Type::object:
      return "object";
    case LocatedJson::Type::array:
      return "array";
    case LocatedJson::Type::null:
      break;
  }
  return "null";
}

Result<LocatedJson> read_located_json(std::string_view text) { return Builder{text}.whole(); }

}  // namespace phantomime::lints
