#include "phantomime/contract/collection_fields.hpp"

#include <algorithm>

#include "phantomime/base/json.hpp"

namespace phantomime::contract {
namespace {

using Type = LocatedJson::Type;
using state::Collection;
using state::Member;

bool ever_shown(const Member& member) { return member.shown != Member::Shown::never && (member.stored || member.view); }
bool always_shown(const Member& member) {
  return ever_shown(member) && member.shown == Member::Shown::always && !member.shown_when;
}

bool is_row_of(const Shape& shape, const Collection& collection) {
  std::size_t always = 0;
  for (const Member& member : collection.members) {
    if (!always_shown(member)) continue;
    if (!shape.find(member.name)) return false;
    ++always;
  }
  return always > 1 && std::all_of(shape.members.begin(), shape.members.end(), [&](const MemberShape& member) {
           const Member* const field = collection.find(member.name);
           return field && ever_shown(*field);
         });
}

JsonTypes types_of(state::FieldType type) {
  switch (type) {
    case state::FieldType::text:
    case state::FieldType::instant:
      return Type::string;
    case state::FieldType::integer:
      return Type::integer;
    case state::FieldType::number:
      return JsonTypes::number();
    case state::FieldType::boolean:
      return Type::boolean;
    case state::FieldType::json:
      break;
  }
  return JsonTypes::anything();
}

/// The type under which clients see one row that the field points at.
JsonTypes told_types(const Member& field, const state::Model& model) {
  if (field.told_as.empty()) return Type::integer;
  const Collection* const other = model.collection(field.relation);
  const Member* const told = other ? other->find(field.told_as) : nullptr;
  return told ? types_of(told->type) : JsonTypes::anything();
}

/// Applies the fields of one collection to the shape of its rows.
class RowShape {
 public:
  RowShape(const Collection& collection, const state::Model& model, Provenance fallback, std::vector<Origin>& origins)
      : collection_{collection}, model_{model}, fallback_{fallback}, origins_{origins} {}

  void apply(Shape& shape) {
    for (const Member& field : collection_.members) {
      MemberShape* member = shape.find(field.name);
      if (!member && (field.with_flag.empty() || !ever_shown(field))) continue;
      const OriginNumber origin = origin_of(field);
      if (!member) member = &shape.member(field.name);
      member->presence =
          always_shown(field) || (field.shown == Member::Shown::one && field.with_flag.empty() && !field.shown_when &&
                                  member->presence == MemberShape::Presence::required)
              ? MemberShape::Presence::required
              : MemberShape::Presence::optional;
      member->presence_origin = origin;
      apply_field(member->shape, field, origin);
    }
  }

 private:
  OriginNumber origin_of(const Member& field) {
    Provenance strength = field.provenance;
    if (strength == Provenance::unstated) strength = collection_.provenance;
    if (strength == Provenance::unstated) strength = fallback_;
    // What a collection calls documented is so where a page prints it, and then the page lends its own origin.
    if (strength != Provenance::recorded) strength = Provenance::assumed;
    origins_.push_back(
        {Origin::Kind::collection, strength, "field '" + field.name + "' of '" + collection_.name + "'", field.where});
    return static_cast<OriginNumber>(origins_.size() - 1);
  }

  void apply_field(Shape& shape, const Member& field, OriginNumber origin) {
    if (field.view) {
      // What it is computed from decides; rows of another collection in it are told by their own fields.
      set_origins(shape, origin);
      if (field.nullable) shape.types = shape.types | Type::null;
      return;
    }
    const Format shown = shape.format;
    const bool texts = shape.types.has(Type::string);
    JsonTypes types = types_of(field.type);
    if (field.many)
      types = Type::array;
    else if (!field.relation.empty())
      types = told_types(field, model_);
    else if (field.shape == Member::Shape::list)
      types = Type::array;
    else if (field.shape == Member::Shape::object)
      types = Type::object;
    shape = Shape{};
    shape.examples = 1;  // whose contents are data: what a page prints in it need not be there
    shape.types = field.nullable ? types | Type::null : types;
    set_origins(shape, origin);
    if (field.many) {
      shape.items = std::make_unique<Shape>();
      shape.items->types = told_types(field, model_);
      set_origins(*shape.items, origin);
    }
    if (field.type == state::FieldType::instant) shape.format = texts ? shown : Format::timestamp_micros;
    // A text may be any text; only what cannot be chance is a format.
    if (field.type == state::FieldType::text && texts && (shown == Format::uuid || shown == Format::timestamp_local))
      shape.format = shown;
    if (field.name == collection_.schema.id) shape.variation = Variation::identifier;
    if (field.type == state::FieldType::instant) shape.variation = Variation::time;
    apply_values(shape, field, origin);
  }

  void apply_values(Shape& shape, const Member& field, OriginNumber origin) {
    std::vector<std::string> values;
    for (const Json& value : field.one_of) values.push_back(json_text(value));
    if (values.empty() && collection_.machine && collection_.machine->member == field.name)
      for (const std::string& state : collection_.machine->states()) values.push_back(json_quote(state));
    if (values.empty() || field.many) return;
    // `one_of` binds what bodies may say; rows that were there before may have other values.
    for (const auto& row : collection_.rows)
      if (const auto held = row->find(field.name); held != row->end() && !held->is_null())
        if (std::find(values.begin(), values.end(), json_text(*held)) == values.end()) return;
    // The states of a machine are what the pack makes of a server; nobody says that it has no others.
    if (field.one_of.empty()) {
      Origin states = origins_[origin];
      states.strength = Provenance::assumed;
      origins_.push_back(std::move(states));
      origin = static_cast<OriginNumber>(origins_.size() - 1);
    }
    if (field.nullable) values.emplace_back("null");
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    shape.one_of = std::move(values);
    shape.one_of_origin = origin;
    shape.variation = Variation::enumerated;
  }

  static void set_origins(Shape& shape, OriginNumber origin) {
    shape.types_origin = shape.null_origin = shape.format_origin = origin;
  }

  const Collection& collection_;
  const state::Model& model_;
  Provenance fallback_;
  std::vector<Origin>& origins_;
};

}  // namespace

const Collection* collection_of(const Shape& shape, const state::Model& model) {
  if (shape.members.empty()) return nullptr;
  for (const Collection& collection : model.collections)
    if (is_row_of(shape, collection)) return &collection;
  return nullptr;
}

void apply_fields(Shape& shape, const state::Model& model, Provenance fallback, std::vector<Origin>& origins) {
  for (MemberShape& member : shape.members) apply_fields(member.shape, model, fallback, origins);
  if (shape.items) apply_fields(*shape.items, model, fallback, origins);
  if (const Collection* const collection = collection_of(shape, model))
    RowShape{*collection, model, fallback, origins}.apply(shape);
}

}  // namespace phantomime::contract
