#include <algorithm>

#include "phantomime/base/integer_text.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/state/performance.hpp"
#include "phantomime/state/query.hpp"

// The steps that look for rows: find, list, each.

namespace phantomime::state {

using directives::Value;

namespace {

using Wanted = std::vector<std::pair<std::string, Json>>;

bool has_all(const Json& row, const Wanted& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& entry) {
    const auto member = row.find(entry.first);
    return member != row.end() ? *member == entry.second : entry.second.is_null();
  });
}

/// What a client asked for, as templates see it: every flag of the grammar, and the members it filters by.
Json asked_of(const Query& query, const QueryGrammar& grammar) {
  Json flags = Json::object(), filters = Json::array();
  for (const std::string& flag : grammar.flags) flags[flag] = query.flags.contains(flag);
  for (const Condition& condition : query.conditions)
    filters.push_back(condition.path.hops.empty() ? condition.path.member : condition.path.hops.front().field);
  return {{"flags", std::move(flags)}, {"filters", std::move(filters)}};
}

}  // namespace

bool Performance::find(const Step& step) {
  const Collection& collection = *stage_.world.model().collection(step.collection);
  std::optional<std::int64_t> id;
  Json asked;
  if (step.id) {
    Value value;
    if (!evaluate(step.id, value)) return false;
    asked = *value;
    id = id_in(asked);
    if (id && !stage_.world.find({step.collection, *id})) id.reset();
  } else {
    const auto wanted = evaluate_all(step.members);
    if (!wanted) return false;
    for (const Json* const row : std::as_const(stage_.world).rows(step.collection)) {
      if (!has_all(*row, *wanted)) continue;
      id = row->at(collection.schema.id).get<std::int64_t>();
      break;
    }
    if (!wanted->empty()) asked = wanted->front().second;
  }
  if (id) {
    set_row(step.as, {step.collection, *id});
    return true;
  }
  set_null(step.as);
  if (step.otherwise == no_error) return true;
  Failure failure;
  failure.error = step.otherwise;
  failure.collection = step.collection;
  failure.member = collection.schema.id;
  failure.value = std::move(asked);
  failure.text = "there is no such " + step.collection;
  return fail(std::move(failure));
}

bool Performance::list(const Step& step) {
  World& world = stage_.world;
  const Collection& collection = *world.model().collection(step.collection);
  static const Grammar plain;
  const Grammar& grammar = collection.grammar ? *collection.grammar : plain;
  const auto query = parse_query(stage_.request.query(), grammar.query, collection.schema, world);
  if (!query) {
    Failure failure;
    failure.error = "bad_query";
    failure.collection = collection.name;
    failure.text = query.error().what;
    return fail(std::move(failure));
  }
  flags_.assign(query->flags.begin(), query->flags.end());
  names_.set("asked", asked_of(*query, grammar.query));
  const auto wanted = evaluate_all(step.members);
  if (!wanted) return false;
  std::vector<const Json*> candidates;
  for (const Json* const row : std::as_const(world).rows(step.collection)) {
    if (!has_all(*row, *wanted)) continue;
    bool meant = true;
    if (step.condition) {
      RowForNow in_question{names_};
      in_question.is(Value{Value{}, row});  // the world outlives it
      if (!holds(step.condition, meant)) return false;
    }
    if (meant) candidates.push_back(row);
  }
  const Page page = run_query(*query, candidates, collection.schema, world);
  std::string told = "[";
  for (const Json* const row : page.rows) {
    if (told.size() > 1) told += ',';
    if (!tell(collection, Row{Row{}, row}, Shape::list, told)) return false;
  }
  names_.set(step.as, Json{{"count", page.count}, {"pages", page.num_pages}});
  names_.set("shown", written_json(told + "]"));
  return true;
}

bool Performance::each(const Step& step) {
  std::vector<std::int64_t> ids;
  Value list;
  if (step.value) {
    if (!evaluate(step.value, list)) return false;
    if (!list->is_array()) return broken(step, "'each' takes a list, this is " + brief(*list));
  } else {
    const auto wanted = evaluate_all(step.members);
    if (!wanted) return false;
    const std::string& id = stage_.world.model().collection(step.collection)->schema.id;
    for (const Json* const row : std::as_const(stage_.world).rows(step.collection))
      if (has_all(*row, *wanted)) ids.push_back(row->at(id).get<std::int64_t>());
  }
  const std::size_t count = list ? list->size() : ids.size();
  for (std::size_t at = 0; at < count; ++at) {
    if (++rounds_ > max_rounds) return broken(step, "more than " + std::to_string(max_rounds) + " rounds of 'each'");
    if (list) {
      set_null(step.as);
      names_.set(step.as, Value{list, &(*list)[at]});
    } else {
      if (!stage_.world.find({step.collection, ids[at]})) continue;  // an earlier round removed it
      set_row(step.as, {step.collection, ids[at]});
    }
    if (!run(step.body)) return false;
  }
  return true;
}

}  // namespace phantomime::state
