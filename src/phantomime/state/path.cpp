#include "phantomime/state/path.hpp"

#include <optional>
#include <span>

#include "phantomime/base/suggest.hpp"

namespace phantomime::state {

namespace {

const Json& member_of(const Json& row, const std::string& name) {
  static const Json null;
  const auto found = row.find(name);
  return found == row.end() ? null : *found;
}

Error no_member(const Schema& schema, std::string_view word) {
  std::vector<std::string_view> known;
  known.reserve(schema.fields.size());
  for (const Field& field : schema.fields) known.push_back(field.name);
  const std::string_view near = nearest(word, known);
  return {ErrorCode::not_found,
          "'" + std::string{word} + "' is no member of " + schema.collection,
          {},
          near.empty() ? std::string{} : "did you mean '" + std::string{near} + "'?"};
}

/// `container_id` for the relation `container`.
const Field* find_field(const Schema& schema, std::string_view word) {
  if (const Field* field = schema.find(word)) return field;
  if (!word.ends_with("_id")) return nullptr;
  const Field* field = schema.find(word.substr(0, word.size() - 3));
  return field && !field->relation.empty() ? field : nullptr;
}

/// Whether the word may go on from the collection that a relation leads to.
bool goes_on(const Tables& tables, std::string_view collection, std::string_view word) {
  const Schema* schema = tables.schema(collection);
  return schema && (find_field(*schema, word) || schema->find_reverse(word));
}

/// Visits values from the hop `next` on; true as soon as one passes.
class Walk {
 public:
  Walk(const Path& path, const Tables& tables, const std::function<bool(const Operand&)>& passes)
      : path_{path}, tables_{tables}, passes_{passes} {}

  bool from(const Json* row, const Schema* schema, std::size_t next) const {
    if (!row || !schema) return passes_({});
    if (next == path_.hops.size()) return at_end(*row);
    const Path::Hop& hop = path_.hops[next];
    return hop.reverse ? reverse(*row, *schema, hop, next) : forward(*row, hop, next);
  }

 private:
  bool at_end(const Json& row) const {
    const Json& value = member_of(row, path_.member);
    if (!value.is_array() || path_.type != FieldType::integer)
      return passes_(operand_of(value, path_.type, path_.part));
    bool any = false;  // a relation to many, asked for by id
    for (const Json& one : value) {
      any = true;
      if (passes_(operand_of(one, path_.type))) return true;
    }
    return !any && passes_({});
  }

  bool forward(const Json& row, const Path::Hop& hop, std::size_t next) const {
    const Json& value = member_of(row, hop.field);
    const Schema* schema = tables_.schema(hop.collection);
    const std::span<const Json> ids{value.is_array() ? value.get_ref<const Json::array_t&>().data() : &value,
                                    value.is_array() ? value.size() : 1};
    bool any = false;
    for (const Json& id : ids) {
      const Json* reached = id.is_number_integer() ? tables_.row(hop.collection, id.get<std::int64_t>()) : nullptr;
      if (!reached) continue;
      any = true;
      if (from(reached, schema, next + 1)) return true;
    }
    return !any && passes_({});
  }

  bool reverse(const Json& row, const Schema& schema, const Path::Hop& hop, std::size_t next) const {
    const Json& id = member_of(row, schema.id);
    const Schema* reached = tables_.schema(hop.collection);
    bool any = false;
    for (const Json* other : tables_.rows(hop.collection)) {
      if (member_of(*other, hop.field) != id) continue;
      any = true;
      if (from(other, reached, next + 1)) return true;
    }
    return !any && passes_({});
  }

  const Path& path_;
  const Tables& tables_;
  const std::function<bool(const Operand&)>& passes_;
};

}  // namespace

FieldType Path::compared_as() const noexcept {
  return part == DatePart::none || part == DatePart::date || part == DatePart::time ? type : FieldType::integer;
}

Result<Path> find_path(const Schema& schema, const Tables& tables, const std::vector<std::string_view>& words,
                       std::size_t& used) {
  Path path;
  const Schema* here = &schema;
  for (used = 0; used < words.size();) {
    const std::string_view word = words[used++];
    const Field* field = find_field(*here, word);
    const ReverseRelation* reverse = field ? nullptr : here->find_reverse(word);
    if (!field && !reverse) return no_member(*here, word);
    const std::string& leads_to = field ? field->relation : reverse->collection;
    const bool more = used < words.size() && !leads_to.empty() && goes_on(tables, leads_to, words[used]);
    if (field && !more) {
      path.member = field->name;
      path.type = field->type;
      return path;
    }
    if (reverse && !more)
      return Error{
          ErrorCode::not_found, "'" + std::string{word} + "' leads to " + leads_to + ": name a member of it", {}, {}};
    if (field)
      path.hops.push_back({field->name, field->relation, false, field->many});
    else
      path.hops.push_back({reverse->field, reverse->collection, true, true});
    here = tables.schema(leads_to);
  }
  return Error{ErrorCode::not_found, "a filter names a member", {}, {}};
}

bool any_value(const Path& path, const Json& row, const Schema& schema, const Tables& tables,
               const std::function<bool(const Operand&)>& passes) {
  return Walk{path, tables, passes}.from(&row, &schema, 0);
}

}  // namespace phantomime::state
