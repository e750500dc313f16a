#include <algorithm>

#include "phantomime/state/query.hpp"

namespace phantomime::state {

namespace {

bool holds(const Condition& condition, const Json& row, const Schema& schema, const Tables& tables) {
  const bool any = any_value(condition.path, row, schema, tables,
                             [&](const Operand& value) { return condition.comparison.passes(value); });
  return any != condition.excluded;
}

/// The first value at the end of a path: what a row is sorted by.
Operand sort_key(const Path& path, const Json& row, const Schema& schema, const Tables& tables) {
  Operand key;
  static_cast<void>(any_value(path, row, schema, tables, [&](const Operand& value) {
    key = value;
    return true;
  }));
  return key;
}

void sort_rows(const Query& query, std::vector<const Json*>& rows, const Schema& schema, const Tables& tables) {
  std::vector<std::pair<Operand, const Json*>> keyed;
  keyed.reserve(rows.size());
  for (const Json* row : rows) keyed.emplace_back(sort_key(*query.sort, *row, schema, tables), row);
  std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    return query.descending ? compare(b.first, a.first) < 0 : compare(a.first, b.first) < 0;
  });
  std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const auto& one) { return one.second; });
}

}  // namespace

Page run_query(const Query& query, const std::vector<const Json*>& rows, const Schema& schema, const Tables& tables) {
  Page page;
  for (const Json* row : rows) {
    const bool all = std::all_of(query.conditions.begin(), query.conditions.end(),
                                 [&](const Condition& condition) { return holds(condition, *row, schema, tables); });
    if (all) page.rows.push_back(row);
  }
  page.count = static_cast<std::int64_t>(page.rows.size());
  if (query.sort) sort_rows(query, page.rows, schema, tables);
  if (query.page_size == 0) {
    page.num_pages = page.count == 0 ? 0 : 1;
    if (query.page > 0) page.rows.clear();
    return page;
  }
  page.num_pages = page.count / query.page_size + (page.count % query.page_size != 0 ? 1 : 0);
  if (query.page >= page.num_pages) {
    page.rows.clear();
    return page;
  }
  const std::int64_t first = query.page * query.page_size, end = std::min(page.count, first + query.page_size);
  page.rows.erase(page.rows.begin() + end, page.rows.end());
  page.rows.erase(page.rows.begin(), page.rows.begin() + first);
  return page;
}

}  // namespace phantomime::state
