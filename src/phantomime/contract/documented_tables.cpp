#include "phantomime/contract/documented_tables.hpp"

#include <algorithm>
#include <functional>

namespace phantomime::contract {
namespace {

using Facts = scenario::LoadFacts;
using Type = LocatedJson::Type;
using Presence = MemberShape::Presence;

std::vector<std::string_view> split(std::string_view text, char between) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(between, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool is_capture(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }

/// Whether a stub's path is one of those that `GET /rest/approval/{id}` speaks of.
bool same_path(std::string_view documented, std::string_view path) {
  const auto a = split(documented, '/'), b = split(path, '/');
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](std::string_view said, std::string_view is) { return said == is || is_capture(said); });
}

bool speaks_of(const std::string& endpoint, const scenario::Stub& stub) {
  const std::size_t blank = endpoint.find(' ');
  if (blank == std::string::npos || !stub.request.path) return false;
  const auto& methods = stub.request.methods;
  return std::find(methods.begin(), methods.end(), endpoint.substr(0, blank)) != methods.end() &&
         same_path(std::string_view{endpoint}.substr(blank + 1), stub.request.path->text());
}

/// Applies one table.
class TableOverlay {
 public:
  TableOverlay(Contract& contract, const Facts::Table& table, const Facts& facts, Errors& errors)
      : contract_{contract}, table_{table}, facts_{facts}, errors_{errors} {}

  void apply() {
    if (contract_.shape.members.empty()) return;
    for (const Facts::Member& member : table_.members) {
      auto parts = split(member.at, '/');
      if (member.at.empty())
        apply_member(contract_.shape, member);
      else
        descend(contract_.shape, {parts.begin() + 1, parts.end() - 1}, member);
    }
  }

 private:
  void descend(Shape& shape, std::vector<std::string_view> path, const Facts::Member& member) {
    if (path.empty()) return apply_member(shape, member);
    const std::string_view step = path.front();
    path.erase(path.begin());
    if (step == "*") {
      if (shape.items) descend(*shape.items, path, member);
      return;
    }
    if (MemberShape* const next = shape.find(step)) descend(next->shape, path, member);
  }

  [[nodiscard]] JsonTypes types_of(const Facts::Member& member) const {
    JsonTypes types;
    // A page may list a member twice: what either allows is allowed.
    for (const Facts::Member& row : table_.members)
      if (row.name == member.name && row.at == member.at)
        for (const std::string& word : row.json) types = types | JsonTypes::of_word(word).value_or(JsonTypes{});
    return types;
  }

  OriginNumber origin_of(const Facts::Member& member) {
    Origin origin{Origin::Kind::table, Provenance::documented, table_.source + ", " + table_.section, member.where};
    if (!member.errata.empty()) {
      origin.kind = Origin::Kind::erratum;
      for (const Facts::Erratum& erratum : facts_.errata)
        if (erratum.id == member.errata.back()) {
          origin.strength = erratum.strength;
          origin.text = "erratum " + erratum.id + ": " + erratum.side;
          origin.where = erratum.where;
        }
    }
    contract_.origins.push_back(std::move(origin));
    return static_cast<OriginNumber>(contract_.origins.size() - 1);
  }

  void apply_member(Shape& holder, const Facts::Member& member) {
    if (holder.members.empty()) return;
    MemberShape* const known = holder.find(member.name);
    if (!known) {
      if (member.required && member.at.empty())
        errors_.push_back({ErrorCode::conflict,
                           "the table '" + table_.name + "' says that '" + member.name +
                               "' is always there, and no answer of the stub '" + contract_.stub + "' has it",
                           member.where, "write an erratum (presence: optional), or let the stub answer it"});
      return;
    }
    const JsonTypes types = types_of(member);
    const OriginNumber origin = origin_of(member);
    // A page's own example knows the better place: the line that is to be changed.
    if (contract_.origins[known->presence_origin].strength != Provenance::documented) known->presence_origin = origin;
    if (member.required && known->presence == Presence::optional &&
        contract_.origins[origin].kind == Origin::Kind::table)
      known->presence = Presence::required;
    Shape& shape = known->shape;
    const JsonTypes missing = shape.types == JsonTypes::anything() ? JsonTypes{} : shape.types;
    if (!types.has_all(missing)) {
      errors_.push_back({ErrorCode::conflict,
                         "the table '" + table_.name + "' says that '" + member.name + "' is " + types.describe() +
                             ", and the stub '" + contract_.stub + "' answers " + shape.types.describe(),
                         member.where,
                         "write an erratum, or mend the stub; its answer comes from " +
                             contract_.origins[shape.types_origin].where.to_string()});
      return;
    }
    if (shape.types.empty() || shape.types == JsonTypes::anything() || shape.types == JsonTypes{Type::null})
      shape.types = types;
    const bool erratum = contract_.origins[origin].kind == Origin::Kind::erratum;
    if (erratum || contract_.origins[shape.types_origin].strength != Provenance::documented)
      shape.types_origin = origin;
    if (erratum || contract_.origins[shape.null_origin].strength != Provenance::documented) shape.null_origin = origin;
    // What examples happened not to show may come all the same.
    if (types.has(Type::null)) shape.types = shape.types | Type::null;
    if (types.has(Type::number) && shape.types.has(Type::integer)) shape.types = shape.types | JsonTypes::number();
    if (types.has(Type::number) && shape.types.has(Type::number)) shape.types = shape.types | JsonTypes::number();
  }

  Contract& contract_;
  const Facts::Table& table_;
  const Facts& facts_;
  Errors& errors_;
};

}  // namespace

std::vector<const Facts::Table*> tables_of(const Facts& facts, const scenario::Stub& stub,
                                           const std::vector<std::string>& tables) {
  std::vector<const Facts::Table*> found;
  for (const Facts::Table& table : facts.tables) {
    if (!table.response) continue;
    const bool named = std::find(tables.begin(), tables.end(), table.name) != tables.end();
    if (named || std::any_of(table.endpoints.begin(), table.endpoints.end(),
                             [&](const std::string& endpoint) { return speaks_of(endpoint, stub); }))
      found.push_back(&table);
  }
  return found;
}

void apply_table(Contract& contract, const Facts::Table& table, const Facts& facts, Errors& errors) {
  TableOverlay{contract, table, facts, errors}.apply();
}

}  // namespace phantomime::contract
