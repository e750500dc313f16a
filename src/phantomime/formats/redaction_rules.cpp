#include "phantomime/formats/redaction_rules.hpp"

#include <array>
#include <utility>

#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/no_fixtures.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::formats {
namespace {

using recording::KeepRule;
using recording::RedactionRules;
using recording::SecretRule;

constexpr std::size_t most_rules = 1000;

struct Row : KeyRow {
  enum class Means { version, secret, keep } means = Means::version;
};
constexpr std::array root_rows{
    Row{{"phantomime_rules", "the format's version", "", "1", "2", Presence::required}, Row::Means::version},
    Row{{"secret", "what is a secret besides", "", "[{header: X-Tenant}]", "x"}, Row::Means::secret},
    Row{{"keep", "what is none", "", "[{name: next_token}]", "x"}, Row::Means::keep},
};

struct SecretRow : KeyRow {
  std::optional<SecretRule::Place> place;  ///< none: the kind
};
using Place = SecretRule::Place;
constexpr std::array secret_rows{
    SecretRow{{"header", "the value of a header", "", "X-Tenant", "[]"}, Place::header},
    SecretRow{{"query", "the value of a query field", "", "code", "[]"}, Place::query},
    SecretRow{{"form", "the value of a form's field", "", "ssn", "[]"}, Place::form},
    SecretRow{{"json", "a JSON member, by its name or by a path", "", "$.user.ssn", "[]"}, Place::json},
    SecretRow{{"cookie", "the value of a cookie", "", "visitor", "[]"}, Place::cookie},
    SecretRow{{"expression", "what an expression matches, or its first group", "", "'INC-(\\d+)'", "'('"},
              Place::expression},
    SecretRow{{"kind", "what reports call it", "", "tenant", "[]"}, std::nullopt},
};

struct KeepRow : KeyRow {
  KeepRule::By by = KeepRule::By::name;
};
constexpr std::array keep_rows{
    KeepRow{{"name", "values called so", "", "next_token", "[]"}, KeepRule::By::name},
    KeepRow{{"where", "values at a place as reports name it", "", "response.body/session", "[]"}, KeepRule::By::where},
    KeepRow{{"expression", "values that are all of what an expression matches", "", "'demo-.*'", "'('"},
            KeepRule::By::expression},
};

std::optional<Regex> read_expression(const Node& node, LoadContext& context, const std::string& text) {
  auto expression = Regex::create(text);
  if (expression) return *std::move(expression);
  context.error(node, expression.error().code, expression.error().what, expression.error().hint);
  return std::nullopt;
}

void read_place(const Node& value, LoadContext& context, Place place, SecretRule& rule) {
  const auto text = read_string(value, context, "the rule");
  if (!text) return;
  rule.place = place;
  rule.name = *text;
  if (text->empty()) context.error(value, ErrorCode::bad_value, "an empty name finds nothing");
  if (place == Place::expression) {
    rule.expression = read_expression(value, context, *text);
    if (rule.expression && rule.expression->matches_whole(""))
      context.error(value, ErrorCode::bad_value, "the expression matches nothing at all, which stands everywhere",
                    "write one that needs at least one character, such as 'INC-\\d+'");
  }
  if (place != Place::json || text->substr(0, 1) != "$") return;
  auto steps = recording::parse_json_steps(*text);
  if (steps)
    rule.steps = *std::move(steps);
  else
    context.error(value, steps.error().code, steps.error().what, steps.error().hint);
}

std::optional<SecretRule> read_secret(const Node& node, LoadContext& context) {
  SecretRule rule;
  int places = 0;
  read_mapping<SecretRow>(node, context, "a rule of 'secret'", secret_rows,
                          [&](const SecretRow& row, const Node& value) {
                            if (row.place) {
                              ++places;
                              read_place(value, context, *row.place, rule);
                            } else if (auto kind = read_string(value, context, "kind")) {
                              rule.kind = *std::move(kind);
                            }
                          });
  if (node.is_mapping() && places != 1)
    context.error(node, ErrorCode::conflict,
                  places == 0 ? "the rule does not say what is secret" : "a rule says one thing that is secret",
                  "write one of header, query, form, json, cookie and expression");
  if (rule.kind.empty()) rule.kind = "rule";
  return rule;
}

std::optional<KeepRule> read_keep(const Node& node, LoadContext& context) {
  KeepRule rule;
  int ways = 0;
  read_mapping<KeepRow>(node, context, "a rule of 'keep'", keep_rows, [&](const KeepRow& row, const Node& value) {
    ++ways;
    rule.by = row.by;
    const auto text = read_string(value, context, row.key);
    if (!text) return;
    rule.text = *text;
    if (row.by == KeepRule::By::expression) rule.expression = read_expression(value, context, *text);
  });
  if (node.is_mapping() && ways != 1)
    context.error(node, ErrorCode::conflict, "a rule says one thing that is kept",
                  "write one of name, where and expression");
  return rule;
}

template <class Rule, class Read>
void read_list(const Node& node, LoadContext& context, std::string_view what, std::vector<Rule>& rules, Read&& read) {
  if (!expect_sequence(node, context, what)) return;
  if (node.size() > most_rules) context.error(node, ErrorCode::limit, "more than 1000 rules");
  for (const Node& item : node.items())
    if (auto rule = read(item, context)) rules.push_back(*std::move(rule));
}

}  // namespace

std::optional<RedactionRules> read_redaction_rules(std::shared_ptr<const Source> source, Errors& errors) {
  const auto document = read_yaml(std::move(source), errors);
  if (!document) return std::nullopt;
  NoFixtures none;
  LoadContext context{none, errors};
  const std::size_t before = errors.size();
  RedactionRules rules;
  read_mapping<Row>(document->root, context, "redaction rules", root_rows, [&](const Row& row, const Node& value) {
    if (row.means == Row::Means::secret)
      read_list(value, context, "secret", rules.secret, read_secret);
    else if (row.means == Row::Means::keep)
      read_list(value, context, "keep", rules.keep, read_keep);
    else if (value.as_integer() != rules_version)
      context.error(value, ErrorCode::version, "version " + value.text() + " of redaction rules is unknown",
                    "this program reads version 1");
  });
  if (errors.size() != before) return std::nullopt;
  return rules;
}

}  // namespace phantomime::formats
