#include "phantomime/base/located_json.hpp"

#include <charconv>
#include <cstddef>
#include <utility>

#include "phantomime/base/json.hpp"
#include "phantomime/base/placed_json_scanner.hpp"

namespace phantomime {
namespace {

using Token = PlacedJsonScanner::Token;

/// Room for so many at once: growing one by one moves each of them several times.
constexpr std::size_t usual_members = 16;

/// Builds the tree from tokens. The scanner bounds the nesting, so the recursion is bounded too.
class Builder {
 public:
  explicit Builder(std::string_view text) : scanner_{text, max_json_depth} {}

  Result<LocatedJson> whole() {
    LocatedJson value = read(scanner_.next());
    if (scanner_.token() != Token::invalid) scanner_.next();  // whatever stands behind the value
    if (scanner_.token() == Token::invalid) return scanner_.error();
    return value;
  }

 private:
  LocatedJson read(Token token) {
    LocatedJson value;
    value.line = scanner_.line();
    value.column = scanner_.column();
    switch (token) {
      case Token::begin_object:
        value.type = LocatedJson::Type::object;
        while (scanner_.next() == Token::name) {
          if (value.members.empty()) value.members.reserve(usual_members);
          value.members.push_back({unquote_json(scanner_.lexeme()), scanner_.line(), scanner_.column(), {}});
          const Token inner = scanner_.next();
          value.members.back().value = read(inner);
        }
        break;
      case Token::begin_array:
        value.type = LocatedJson::Type::array;
        while (scanner_.next() != Token::end_array && scanner_.token() != Token::invalid)
          value.items.push_back(read(scanner_.token()));
        break;
      case Token::string:
        value.type = LocatedJson::Type::string;
        value.spelled = scanner_.lexeme();
        break;
      case Token::number:
        value.type = type_of_number(scanner_.lexeme());
        value.spelled = scanner_.lexeme();
        break;
      case Token::word:
        value.type = scanner_.lexeme() == "null" ? LocatedJson::Type::null : LocatedJson::Type::boolean;
        value.spelled = scanner_.lexeme();
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

  PlacedJsonScanner scanner_;
};

}  // namespace

const LocatedJson::Member* LocatedJson::find(std::string_view name) const noexcept {
  const Member* found = nullptr;
  for (const Member& member : members)
    if (member.name == name) found = &member;
  return found;
}

std::string LocatedJson::text() const { return type == Type::string ? unquote_json(spelled) : std::string{}; }

double LocatedJson::number() const noexcept {
  double value = 0;
  if (is_number()) std::from_chars(spelled.data(), spelled.data() + spelled.size(), value);
  return value;
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

}  // namespace phantomime
