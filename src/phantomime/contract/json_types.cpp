#include "phantomime/contract/json_types.hpp"

#include <array>
#include <vector>

namespace phantomime::contract {
namespace {

using Type = LocatedJson::Type;

constexpr std::array<std::pair<std::string_view, Type>, 7> words{{
    {"string", Type::string},
    {"integer", Type::integer},
    {"decimal", Type::number},
    {"boolean", Type::boolean},
    {"object", Type::object},
    {"array", Type::array},
    {"null", Type::null},
}};

}  // namespace

std::optional<JsonTypes> JsonTypes::of_word(std::string_view word) {
  if (word == "number") return number();
  for (const auto& [known, type] : words)
    if (known == word) return JsonTypes{type};
  return std::nullopt;
}

std::string JsonTypes::describe() const {
  if (empty() || *this == anything()) return "anything";
  std::vector<std::string_view> named;
  const bool any_number = has_all(number());
  if (any_number) named.push_back("number");
  for (const auto& [word, type] : words)
    if (has(type) && !(any_number && number().has(type))) named.push_back(word);
  std::string text;
  for (std::size_t at = 0; at < named.size(); ++at) {
    if (at) text += at + 1 == named.size() ? " or " : ", ";
    text += named[at];
  }
  return text;
}

}  // namespace phantomime::contract
