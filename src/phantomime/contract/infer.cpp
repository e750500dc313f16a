#include "phantomime/contract/infer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "phantomime/contract/members_by_name.hpp"

namespace phantomime::contract {
namespace {

using Type = LocatedJson::Type;
using Presence = MemberShape::Presence;

/// Names that no two examples share are data: parameters by name, settings, a map.
bool is_map(const Shape& shape) {
  return shape.examples > 1 && !shape.members.empty() &&
         std::none_of(shape.members.begin(), shape.members.end(),
                      [](const MemberShape& member) { return member.presence == Presence::required; });
}

/// The format of texts both of this shape and of another.
void join_format(Shape& into, const Shape& other) {
  if (!other.types.has(Type::string)) return;
  if (!into.types.has(Type::string)) {
    into.format = other.format;
    into.format_origin = other.format_origin;
    return;
  }
  into.format = common_format(into.format, other.format);
}

}  // namespace

void Inference::add(Shape& shape, const LocatedJson& value, const Origin& origin, OriginDetail detail) {
  base_ = origin;
  detail_ = origin.where.source && detail == OriginDetail::each_value ? detail : OriginDetail::whole;
  whole_.reset();
  widen(shape, value);
}

OriginNumber Inference::origin_at(std::uint32_t line, std::uint32_t column) {
  if (detail_ == OriginDetail::whole) {
    if (!whole_) {
      whole_ = static_cast<OriginNumber>(origins_.size());
      origins_.push_back(base_);
    }
    return *whole_;
  }
  Origin origin = base_;
  origin.where.line = inside_ ? place_.line : line;
  origin.where.column = inside_ ? place_.column : column;
  origins_.push_back(std::move(origin));
  return static_cast<OriginNumber>(origins_.size() - 1);
}

void Inference::widen(Shape& shape, const LocatedJson& value) {
  const bool known = shape.types.without(Type::null).empty();
  if (!shape.types.has(value.type)) {
    const OriginNumber origin = origin_at(value.line, value.column);
    if (value.type == Type::null) shape.null_origin = origin;
    if (known && value.type != Type::null) shape.types_origin = origin;
    if (shape.types.empty()) shape.types_origin = shape.null_origin = origin;
  }
  if (value.type == Type::string) widen_string(shape, value, shape.types_origin);
  shape.types = shape.types | value.type;
  if (value.type == Type::object) widen_object(shape, value);
  if (value.type == Type::array)
    for (const LocatedJson& item : value.items) {
      if (!shape.items) shape.items = std::make_unique<Shape>();
      widen(*shape.items, item);
    }
}

void Inference::widen_string(Shape& shape, const LocatedJson& value, OriginNumber origin) {
  const std::string text = value.text();
  const bool first = !shape.types.has(Type::string);
  const Format shown = format_shown_by(text);
  shape.format = first ? shown : common_format(shape.format, shown);
  if (first) shape.format_origin = origin;
  if (shape.format != Format::json_text) {
    shape.inside.reset();
    return;
  }
  // Its lines are those of the string that holds it.
  const auto inner = read_located_json(text);
  if (!inner) return;
  const bool outermost = !std::exchange(inside_, true);
  if (outermost) {
    place_.line = value.line;
    place_.column = value.column;
  }
  if (!shape.inside) shape.inside = std::make_unique<Shape>();
  widen(*shape.inside, *inner);
  if (outermost) inside_ = false;
}

void Inference::widen_object(Shape& shape, const LocatedJson& value) {
  const std::vector<const LocatedJson::Member*> shown = members_by_name(value);
  std::vector<MemberShape> fresh;
  auto here = shown.begin();
  const auto add = [&](const LocatedJson::Member& member) {
    MemberShape& added = fresh.emplace_back();
    added.name = member.name;
    added.presence = shape.examples ? Presence::optional : Presence::required;
    added.presence_origin = origin_at(member.line, member.column);
    widen(added.shape, member.value);
  };
  for (MemberShape& known : shape.members) {
    for (; here != shown.end() && (*here)->name < known.name; ++here) add(**here);
    if (here != shown.end() && (*here)->name == known.name)
      widen(known.shape, (*here++)->value);
    else
      known.presence = Presence::optional;
  }
  for (; here != shown.end(); ++here) add(**here);
  if (!fresh.empty()) {
    const auto middle = static_cast<std::ptrdiff_t>(shape.members.size());
    std::move(fresh.begin(), fresh.end(), std::back_inserter(shape.members));
    std::inplace_merge(shape.members.begin(), shape.members.begin() + middle, shape.members.end(),
                       [](const MemberShape& a, const MemberShape& b) { return a.name < b.name; });
  }
  ++shape.examples;
  if (!shape.members.empty()) shape.open = false;
}

void Inference::finish(Shape& shape) {
  if (shape.types == JsonTypes{Type::null}) shape.types = {};
  if (is_map(shape)) {
    shape.open = true;
    shape.members.clear();
  }
  for (MemberShape& member : shape.members) finish(member.shape);
  if (shape.items) finish(*shape.items);
  if (shape.inside) finish(*shape.inside);
}

void Inference::lay_over(Shape& played, Shape&& printed) {
  join_format(played, printed);
  if (!printed.types.empty()) {
    if (!played.types.empty() || printed.types != JsonTypes{Type::null}) played.types_origin = printed.types_origin;
    if (printed.types.has(Type::null) || !played.types.has(Type::null)) played.null_origin = printed.null_origin;
    if (printed.format != Format::none && played.format == printed.format) played.format_origin = printed.format_origin;
    played.types = played.types | printed.types;
  }
  for (MemberShape& member : printed.members) {
    MemberShape* const known = played.find(member.name);
    if (known) {
      known->presence_origin = member.presence_origin;
      lay_over(known->shape, std::move(member.shape));
      continue;
    }
    if (played.examples) member.presence = Presence::optional;
    MemberShape& added = played.member(member.name);
    added = std::move(member);
  }
  if (played.open && !played.examples) played.open = printed.open;
  played.examples += printed.examples;
  for (const auto slot : {&Shape::items, &Shape::inside}) {
    if (!(printed.*slot)) continue;
    if (played.*slot)
      lay_over(*(played.*slot), std::move(*(printed.*slot)));
    else if (slot == &Shape::items || played.format == Format::json_text)
      played.*slot = std::move(printed.*slot);
  }
  if (played.format != Format::json_text) played.inside.reset();
}

}  // namespace phantomime::contract
