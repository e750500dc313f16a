#include "phantomime/contract/shape.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/contract/contract.hpp"

namespace phantomime::contract {
namespace {

template <class Members>
auto position_of(Members& members, std::string_view name) {
  return std::lower_bound(members.begin(), members.end(), name, [](const MemberShape& member, std::string_view wanted) {
    return std::string_view{member.name}.compare(wanted) < 0;
  });
}

}  // namespace

// Here, where MemberShape is known.
Shape::~Shape() = default;

const MemberShape* Shape::find(std::string_view name) const noexcept {
  const auto found = position_of(members, name);
  return found != members.end() && found->name == name ? &*found : nullptr;
}

MemberShape* Shape::find(std::string_view name) noexcept {
  return const_cast<MemberShape*>(std::as_const(*this).find(name));
}

MemberShape& Shape::member(std::string_view name) {
  auto found = position_of(members, name);
  if (found == members.end() || found->name != name) {
    found = members.emplace(found);
    found->name = name;
  }
  return *found;
}

std::string_view to_string(Variation variation) noexcept {
  static constexpr std::string_view words[] = {"unknown", "constant",   "increasing", "enumerated",
                                               "time",    "identifier", "free"};
  return words[static_cast<std::size_t>(variation)];
}

std::string_view to_string(Origin::Kind kind) noexcept {
  static constexpr std::string_view words[] = {"fixture",    "table",  "erratum",  "rule",
                                               "collection", "answer", "recording"};
  return words[static_cast<std::size_t>(kind)];
}

std::string describe(const Shape& shape) {
  std::string text = shape.types.describe();
  if (shape.inside)
    text += ", JSON in it";
  else if (shape.format != Format::none)
    text += ", " + std::string{to_string(shape.format)};
  if (!shape.one_of.empty()) {
    text += shape.one_of.size() == 1 ? ", " : ", one of ";
    for (std::size_t at = 0; at < shape.one_of.size(); ++at) text += (at ? ", " : "") + shape.one_of[at];
  }
  return text;
}

}  // namespace phantomime::contract
