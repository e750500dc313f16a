#include <algorithm>
#include <utility>

#include "phantomime/state/load_state.hpp"

namespace phantomime::state {
namespace {

constexpr Presence grammar_key_required = Presence::required;
constexpr std::string_view word_schema = R"({"type": "string", "minLength": 1})";

constexpr KeyRow page_rows[] = {
    {"name", "the field's name", word_schema, "page", "[page]", grammar_key_required},
    {"first", "the number of the first page; default 0", R"({"type": "integer", "minimum": 0})", "1", "-1"},
};
constexpr KeyRow page_size_rows[] = {
    {"name", "the field's name", word_schema, "page_size", "[page_size]", grammar_key_required},
    {"default", "rows of a page where nothing is said; default 10, 0 all", R"({"type": "integer", "minimum": 0})", "20",
     "-1"},
    {"zero_is_all", "whether 0 asks for everything; default true", R"({"type": "boolean"})", "false", "perhaps"},
};
constexpr KeyRow order_rows[] = {
    {"name", "the field's name", word_schema, "order", "[order]", grammar_key_required},
    {"ascending", "its value for that; default asc", word_schema, "up", "[up]"},
    {"descending", "its value for that; default desc", word_schema, "down", "[down]"},
};
constexpr KeyRow grammar_rows[] = {
    {"page", "the field that names the page", R"({"$ref": "#/$defs/grammar_page"})", "{name: page, first: 0}",
     "[page]"},
    {"page_size", "the field that says how many rows a page has", R"({"$ref": "#/$defs/grammar_page_size"})",
     "{name: page_size, default: 10}", "[10]"},
    {"sort", "the field that names the member to sort by; default sort", word_schema, "sort", "[sort]"},
    {"order", "the field that says which end goes first", R"({"$ref": "#/$defs/grammar_order"})",
     "{name: order, ascending: asc, descending: desc}", "[asc]"},
    {"filter", "what fields that filter begin with; default _filter_", word_schema, "_filter_", "[x]"},
    {"exclude", "what fields that exclude begin with; default _exclude_", word_schema, "_exclude_", "[x]"},
    {"separator", "what stands between members, and before an operator; default __", word_schema, "__", "[x]"},
    {"flags", "fields that are on or off", R"({"type": "array", "items": {"type": "string", "minLength": 1}})",
     "[pretty]", "pretty"},
    {"envelope", "what a list is answered with; computed from `list` and `shown`", "true",
     "{count: '{{ list.count }}', data: '{{ shown }}'}", "", grammar_key_required},
};

void read_grammar_word(const Node& node, LoadContext& context, std::string_view key, std::string& out) {
  auto word = read_string(node, context, key);
  if (!word) return;
  if (word->empty()) context.error(node, ErrorCode::bad_value, "'" + std::string{key} + "' is empty", "give it a name");
  out = std::move(*word);
}

class GrammarLoader {
 public:
  GrammarLoader(QueryGrammar& grammar, LoadContext& context) : grammar_{grammar}, context_{context} {}

  void load(std::string_view key, const Node& value) {
    if (key == "page") load_page(value);
    if (key == "page_size") load_page_size(value);
    if (key == "order") load_order(value);
    if (key == "sort") word(value, key, grammar_.sort);
    if (key == "filter") word(value, key, grammar_.filter);
    if (key == "exclude") word(value, key, grammar_.exclude);
    if (key == "separator") word(value, key, grammar_.separator);
    if (key == "flags") load_flags(value);
  }

 private:
  void word(const Node& node, std::string_view key, std::string& out) { read_grammar_word(node, context_, key, out); }

  void load_page(const Node& node) {
    read_mapping(node, context_, "page", std::span<const KeyRow>{page_rows}, [&](const KeyRow& row, const Node& value) {
      if (row.key == "name") return word(value, row.key, grammar_.page);
      grammar_.first_page = read_integer(value, context_, row.key, 0, 1'000'000).value_or(0);
    });
  }

  void load_page_size(const Node& node) {
    read_mapping(node, context_, "page_size", std::span<const KeyRow>{page_size_rows},
                 [&](const KeyRow& row, const Node& value) {
                   if (row.key == "name") return word(value, row.key, grammar_.page_size);
                   if (row.key == "default")
                     grammar_.default_page_size = read_integer(value, context_, row.key, 0, 1'000'000).value_or(0);
                   else
                     grammar_.zero_is_all = read_bool(value, context_, row.key).value_or(true);
                 });
  }

  void load_order(const Node& node) {
    read_mapping(node, context_, "order", std::span<const KeyRow>{order_rows},
                 [&](const KeyRow& row, const Node& value) {
                   word(value, row.key,
                        row.key == "name"        ? grammar_.order
                        : row.key == "ascending" ? grammar_.ascending
                                                 : grammar_.descending);
                 });
  }

  void load_flags(const Node& node) {
    if (!expect_sequence(node, context_, "flags")) return;
    for (const Node& flag : node.items()) word(flag, "a flag", grammar_.flags.emplace_back());
  }

  QueryGrammar& grammar_;
  LoadContext& context_;
};

/// A field that means two things.
void check_clashes(const Node& node, LoadContext& context, const QueryGrammar& grammar) {
  std::vector<std::pair<std::string, std::string>> words{
      {"page", grammar.page}, {"page_size", grammar.page_size}, {"sort", grammar.sort}, {"order", grammar.order}};
  for (const std::string& flag : grammar.flags) words.emplace_back("a flag", flag);
  const auto clash = [&](const std::string& a, const std::string& b, const std::string& what) {
    context.error(node, ErrorCode::conflict, "the grammar '" + grammar.name + "' clashes: " + a + " and " + b + what,
                  "rename one of them");
  };
  for (std::size_t a = 0; a < words.size(); ++a) {
    for (std::size_t b = a + 1; b < words.size(); ++b)
      if (words[a].second == words[b].second)
        clash(words[a].first, words[b].first, " are both '" + words[a].second + "'");
    if (words[a].second.starts_with(grammar.filter)) clash(words[a].first, "filters", " begin alike");
    if (words[a].second.starts_with(grammar.exclude)) clash(words[a].first, "exclusions", " begin alike");
  }
  if (grammar.filter.starts_with(grammar.exclude) || grammar.exclude.starts_with(grammar.filter))
    clash("filters", "exclusions", " begin alike");
  if (grammar.ascending == grammar.descending) clash("ascending", "descending", " are the same word");
}

}  // namespace

std::span<const KeyRow> grammar_keys() { return grammar_rows; }
std::span<const KeyRow> grammar_page_keys() { return page_rows; }
std::span<const KeyRow> grammar_page_size_keys() { return page_size_rows; }
std::span<const KeyRow> grammar_order_keys() { return order_rows; }

std::shared_ptr<const Grammar> load_grammar(const Node& node, LoadContext& context, const std::string& name) {
  const std::size_t before = context.error_count();
  auto grammar = std::make_shared<Grammar>();
  grammar->where = node.location();
  grammar->query.name = name;
  GrammarLoader loader{grammar->query, context};
  read_mapping(node, context, "a grammar", grammar_keys(), [&](const KeyRow& row, const Node& value) {
    if (row.key != "envelope") return loader.load(row.key, value);
    const std::vector<std::string> names = context.names;
    for (const char* const made : {"list", "shown", "asked"}) context.names.emplace_back(made);
    grammar->envelope = directives::Computed::load(value, context);
    context.names = names;
  });
  if (context.error_count() == before) check_clashes(node, context, grammar->query);
  if (context.error_count() > before) return nullptr;
  return grammar;
}

}  // namespace phantomime::state
