#include <algorithm>

#include "phantomime/base/integer_text.hpp"
#include "phantomime/state/member_value.hpp"
#include "phantomime/state/performance.hpp"

// The step `take`: what a client wrote becomes members of a row, or a mistake of the client.

namespace phantomime::state {

bool Performance::mistake(const Collection& collection, const Member* member, std::string_view name,
                          const std::string& kind, const Json& value, std::string text) {
  Failure failure;
  failure.error = member ? member->error_for(kind) : kind;
  failure.collection = collection.name;
  failure.member = name;
  failure.value = value;
  failure.text = std::move(text);
  return fail(std::move(failure));
}

bool Performance::take(const Step& step) {
  const Collection& collection = *stage_.world.model().collection(step.collection);
  directives::Value from;
  if (step.value && !evaluate(step.value, from)) return false;
  const Json* const body = step.value ? from.get() : stage_.request.json();
  if (!body || !body->is_object())
    return mistake(collection, nullptr, {}, "bad_body", Json{},
                   step.value ? "expected an object, found " + brief(*from) : "the body is no JSON object");
  Json given = Json::object();
  for (const auto& [name, value] : body->items()) {
    const Member* const member = collection.written(name);
    using Writable = Member::Writable;
    const bool writable = member && (member->writable == Writable::always ||
                                     member->writable == (step.for_update ? Writable::update : Writable::create));
    if (!writable && collection.ignores_unknown) continue;
    if (!member)
      return mistake(collection, nullptr, name, "unknown_member", value, "there is no member " + json_quote(name));
    if (!writable) return mistake(collection, member, name, "read_only", value, name + " cannot be written");
    if (!read_member(collection, *member, value, given)) return false;
  }
  for (const Member& member : collection.members) {
    if (!member.required || step.for_update || given.contains(member.name)) continue;
    const std::string& name = member.written_as.empty() ? member.name : member.written_as.front();
    return mistake(collection, &member, name, "missing", Json{}, name + " is required");
  }
  names_.set(step.as, std::move(given));
  return true;
}

/// The id of a row that a client names by id (number or text of one) or by the member for it.
std::optional<std::int64_t> Performance::related_id(const Member& member, const Json& value) const {
  const World& world = stage_.world;
  if (value.is_number_integer()) {
    const RowRef ref{member.relation, value.get<std::int64_t>()};
    return world.find(ref) ? std::optional{ref.id} : std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  if (!member.named_by.empty()) {
    const std::string& id = world.schema(member.relation)->id;
    for (const Json* const row : world.rows(member.relation))
      if (row->value(member.named_by, Json{}) == value) return row->at(id).get<std::int64_t>();
  }
  const auto id = id_in(value);
  return id && world.find({member.relation, *id}) ? id : std::nullopt;
}

bool Performance::read_member(const Collection& collection, const Member& member, const Json& value, Json& given) {
  const auto wrong_type = [&](const Json& found) {
    return mistake(collection, &member, member.name, "wrong_type", found,
                   "expected " + expected_value(member) + ", found " + brief(found));
  };
  const auto related = [&](const Json& named, Json& out) {
    const bool may_name = !member.named_by.empty() || id_in(named).has_value();
    if (!named.is_number_integer() && !(named.is_string() && may_name)) return wrong_type(named);
    const auto id = related_id(member, named);
    if (!id)
      return mistake(collection, &member, member.name, "unknown_row", named,
                     "there is no " + member.relation + " " + brief(named));
    out = *id;
    return true;
  };
  Json& kept = given[member.name];
  if (value.is_null()) {
    kept = value;
    return member.nullable || wrong_type(value);
  }
  if (member.many) {
    if (!value.is_array()) return wrong_type(value);
    kept = Json::array();
    for (const Json& named : value) {
      Json id;
      if (!related(named, id)) return false;
      if (std::find(kept.begin(), kept.end(), id) == kept.end()) kept.push_back(std::move(id));
    }
  } else if (!member.relation.empty()) {
    return related(value, kept);
  } else {
    if (!fits(member, value)) return wrong_type(value);
    kept = value;
  }
  if (member.one_of.empty() || std::find(member.one_of.begin(), member.one_of.end(), value) != member.one_of.end())
    return true;
  return mistake(collection, &member, member.name, "bad_value", value, brief(value) + " is none of those allowed");
}

}  // namespace phantomime::state
