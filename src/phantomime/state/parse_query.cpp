#include <algorithm>
#include <map>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/integer_text.hpp"
#include "phantomime/base/suggest.hpp"
#include "phantomime/state/query.hpp"

namespace phantomime::state {

namespace {

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t end = text.find(separator);
    words.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return words;
    text.remove_prefix(end + separator.size());
  }
}

/// The error of one field, with the field's name before it.
Error of_field(std::string_view name, Error error) {
  error.what = std::string{name} + ": " + error.what;
  return error;
}

Error no_operator(std::string_view word, const std::string& member) {
  const std::string_view near = nearest(word, operator_words());
  return {ErrorCode::bad_value,
          "'" + std::string{word} + "' is no operator on " + member,
          {},
          near.empty() ? std::string{} : "did you mean '" + std::string{near} + "'?"};
}

/// What a filter's name says.
struct FilterName {
  Path path;
  Operator op = Operator::exact;
};

Result<FilterName> parse_filter_name(std::string_view name, const QueryGrammar& grammar, const Schema& schema,
                                     const Tables& tables) {
  const std::vector<std::string_view> words = split(name, grammar.separator);
  std::size_t used = 0;
  auto path = find_path(schema, tables, words, used);
  if (!path) return path.error();
  FilterName filter{std::move(*path), Operator::exact};
  if (const auto part = used < words.size() ? date_part_named(words[used]) : std::nullopt;
      part && filter.path.type == FieldType::instant) {
    filter.path.part = *part;
    ++used;
  }
  if (used < words.size()) {
    const std::string_view word = words[used++];
    const auto op = operator_named(word);
    if (!op) return no_operator(word, filter.path.member);
    if (used < words.size())
      return Error{ErrorCode::bad_value, "nothing may follow the operator '" + std::string{word} + "'", {}, {}};
    filter.op = *op;
  }
  return filter;
}

/// Reads fields into a query, one after the other; a value of `in` may come in several.
class Reader {
 public:
  Reader(const QueryGrammar& grammar, const Schema& schema, const Tables& tables)
      : grammar_{grammar}, schema_{schema}, tables_{tables} {
    query_.page_size = grammar.default_page_size;
  }

  Result<Query> read(const http::Fields& fields) {
    for (const http::Field& field : fields) {
      if (const auto done = read_field(field); !done) return of_field(field.name, done.error());
    }
    for (const auto& [name, values] : filters_) {
      if (const auto done = add_filter(name, values); !done) return of_field(name, done.error());
    }
    return std::move(query_);
  }

 private:
  Result<void> read_field(const http::Field& field) {
    if (field.name == grammar_.page) return read_count(field, grammar_.first_page, query_.page);
    if (field.name == grammar_.page_size) return read_page_size(field);
    if (field.name == grammar_.sort) return read_sort(field);
    if (field.name == grammar_.order) return read_order(field);
    if (std::find(grammar_.flags.begin(), grammar_.flags.end(), field.name) != grammar_.flags.end()) {
      if (is_on(field)) query_.flags.insert(field.name);
    } else if (field.name.starts_with(grammar_.filter) || field.name.starts_with(grammar_.exclude)) {
      filters_[field.name].push_back(field.value);
    }
    return {};
  }

  static bool is_on(const http::Field& field) {
    std::string text = parse_literal(field.value).text;
    std::transform(text.begin(), text.end(), text.begin(), to_lower);
    return field.bare || (text != "0" && text != "false");
  }

  static Result<void> read_count(const http::Field& field, std::int64_t least, std::int64_t& number) {
    const std::string text = parse_literal(field.value).text;
    const auto count = integer_in(text);
    if (!count || *count < least)
      return Error{ErrorCode::bad_value, "expected a number of at least " + std::to_string(least), {}, {}};
    number = *count - least;
    return {};
  }

  Result<void> read_page_size(const http::Field& field) {
    const std::int64_t least = grammar_.zero_is_all ? 0 : 1;
    if (auto done = read_count(field, least, query_.page_size); !done) return done;
    query_.page_size += least;
    return {};
  }

  Result<void> read_sort(const http::Field& field) {
    const std::string text = parse_literal(field.value).text;
    std::size_t used = 0;
    const std::vector<std::string_view> words = split(text, grammar_.separator);
    auto path = find_path(schema_, tables_, words, used);
    if (!path) return path.error();
    if (used < words.size() || path->type == FieldType::json)
      return Error{ErrorCode::bad_value, "cannot be sorted by '" + text + "'", {}, {}};
    query_.sort = std::move(*path);
    return {};
  }

  Result<void> read_order(const http::Field& field) {
    const std::string text = parse_literal(field.value).text;
    if (text != grammar_.ascending && text != grammar_.descending) {
      return Error{ErrorCode::bad_value, "expected " + grammar_.ascending + " or " + grammar_.descending, {}, {}};
    }
    query_.descending = text == grammar_.descending;
    return {};
  }

  Result<void> add_filter(std::string_view name, const std::vector<std::string_view>& values) {
    const bool excluded = !name.starts_with(grammar_.filter);
    const std::size_t prefix = excluded ? grammar_.exclude.size() : grammar_.filter.size();
    auto filter = parse_filter_name(name.substr(prefix), grammar_, schema_, tables_);
    if (!filter) return filter.error();
    const bool together = filter->op == Operator::in;
    for (std::size_t at = 0; at < values.size(); at += together ? values.size() : 1) {
      const std::span<const std::string_view> raw{values.data() + at, together ? values.size() : 1};
      auto test = Comparison::create(filter->op, filter->path.compared_as(), filter->path.part, raw);
      if (!test) return test.error();
      query_.conditions.push_back({filter->path, std::move(*test), excluded});
    }
    return {};
  }

  const QueryGrammar& grammar_;
  const Schema& schema_;
  const Tables& tables_;
  Query query_;
  std::map<std::string_view, std::vector<std::string_view>> filters_;
};

}  // namespace

Result<Query> parse_query(const http::Fields& fields, const QueryGrammar& grammar, const Schema& schema,
                          const Tables& tables) {
  return Reader{grammar, schema, tables}.read(fields);
}

}  // namespace phantomime::state
