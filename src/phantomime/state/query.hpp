#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "phantomime/http/url.hpp"
#include "phantomime/state/operator.hpp"
#include "phantomime/state/path.hpp"
#include "phantomime/state/query_grammar.hpp"

namespace phantomime::state {

/// One filter: rows pass if a value at the path passes; with `excluded`, if none does.
struct Condition {
  Path path;
  Comparison comparison;
  bool excluded = false;
};

/// What a client asks of a list. Made from a query string by parse_query, run over rows by run_query.
struct Query {
  std::vector<Condition> conditions;  ///< all must hold
  std::optional<Path> sort;
  bool descending = false;
  std::int64_t page = 0;                     ///< from 0, whatever the grammar counts from
  std::int64_t page_size = 0;                ///< 0: everything
  std::set<std::string, std::less<>> flags;  ///< those that are on
};

/// Reads the fields that the grammar knows and leaves the others alone. Errors (bad_value, not_found, bad_expression):
/// the first field that makes no sense, by name.
[[nodiscard]] Result<Query> parse_query(const http::Fields& fields, const QueryGrammar& grammar, const Schema& schema,
                                        const Tables& tables);

/// One page of a list.
struct Page {
  std::int64_t count = 0;      ///< of all rows that match
  std::int64_t num_pages = 0;  ///< 0 where nothing matches
  std::vector<const Json*> rows;
};

/// Rows in the order given, or sorted (equal ones stay in order; null last, first where descending), then the page. A
/// page past the end is empty.
[[nodiscard]] Page run_query(const Query& query, const std::vector<const Json*>& rows, const Schema& schema,
                             const Tables& tables);

}  // namespace phantomime::state
