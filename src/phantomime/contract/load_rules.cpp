#include <algorithm>
#include <array>
#include <utility>

#include "phantomime/base/suggest.hpp"
#include "phantomime/contract/rule_keys.hpp"
#include "phantomime/contract/rule_sense.hpp"
#include "phantomime/contract/rules.hpp"
#include "phantomime/directives/computed.hpp"

namespace phantomime::contract {
namespace {

constexpr std::array<std::string_view, 10> short_words{"string", "integer", "decimal", "number",   "boolean",
                                                       "object", "array",   "null",    "optional", "ignore"};
constexpr std::span<const std::string_view> type_words{short_words.data(), 8};
constexpr std::string_view directions[] = {"ascending", "descending"};
constexpr std::string_view overs[] = {"answer", "pages"};

/// Reads rules for values; those that stand in others (`each`, `json_in_string`) are put behind them, at places of
/// their own.
class ValueRuleLoader {
 public:
  ValueRuleLoader(LoadContext& context, std::vector<BodyRule>* nested) : context_{context}, nested_{nested} {}

  ValueRule load(const Node& node, const Place& place) {
    ValueRule rule;
    rule.where = node.location();
    if (node.is_scalar()) {
      read_short(node, rule);
      return rule;
    }
    const std::size_t errors = context_.error_count();
    std::vector<std::pair<Place, const Node*>> inner;
    read_mapping(node, context_, "a rule", value_rule_keys(), [&](const KeyRow& row, const Node& value) {
      if (row.key == "each" || row.key == "json_in_string")
        read_inner(row.key, value, place, rule, inner);
      else
        read_key(row.key, value, rule);
    });
    if (node.is_mapping() && node.size() == 0)
      context_.error(node, ErrorCode::missing_key, "the rule says nothing", "such as {type: integer}");
    if (context_.error_count() == errors) check_sense(rule, node, context_);
    for (const auto& [where, what] : inner) add(where, *what);
    return rule;
  }

  void add(const Place& place, const Node& node) {
    const std::size_t at = nested_->size();
    nested_->push_back({place, {}});
    ValueRule rule = load(node, place);
    (*nested_)[at].rule = std::move(rule);
  }

  /// A mapping of places to rules, below `base`.
  void add_places(const Node& node, std::string_view what, const Place& base) {
    if (!expect_mapping(node, context_, what)) return;
    for (std::size_t entry = 0; entry < node.size(); ++entry)
      if (const auto place = read_place(node.key(entry), base)) add(*place, node.value(entry));
  }

 private:
  void read_short(const Node& node, ValueRule& rule) {
    // A plain null is the type: nobody would quote it.
    const Node word = node.is_null() ? Node::scalar("null", Node::Style::quoted) : Node{};
    const auto number = read_word(node.is_null() ? word : node, context_, "a rule", short_words);
    if (!number) return;
    if (short_words[*number] == "optional")
      rule.presence = MemberShape::Presence::optional;
    else if (short_words[*number] == "ignore")
      rule.ignore = true;
    else
      rule.types = *JsonTypes::of_word(short_words[*number]);
  }

  std::optional<Place> read_place(const Node& key, const Place& base) {
    auto place = Place::parse(key.text());
    if (!place) {
      context_.error(key, place.error().code, place.error().what, place.error().hint);
      return std::nullopt;
    }
    for (const Place::Step& step : place->steps)
      if (step.kind == Place::Step::Kind::element) {
        context_.error(key, ErrorCode::bad_value, "rules are for every element of an array", "write [*]");
        return std::nullopt;
      }
    Place whole = base;
    whole.steps.insert(whole.steps.end(), place->steps.begin(), place->steps.end());
    return whole;
  }

  void read_inner(std::string_view key, const Node& value, const Place& place, ValueRule& rule,
                  std::vector<std::pair<Place, const Node*>>& inner) {
    if (!nested_)
      return context_.error(value, ErrorCode::conflict, "'" + std::string{key} + "' is for bodies", "take it away");
    if (key == "each") {
      Place elements = place;
      elements.steps.push_back({Place::Step::Kind::every_element, {}, 0});
      inner.emplace_back(std::move(elements), &value);
      if (rule.types.empty()) rule.types = LocatedJson::Type::array;
      return;
    }
    rule.json_in_string = true;
    if (value.as_bool() == true || !expect_mapping(value, context_, key)) return;
    for (std::size_t entry = 0; entry < value.size(); ++entry)
      if (auto inside = read_place(value.key(entry), place))
        inner.emplace_back(std::move(*inside), &value.value(entry));
  }

  void read_key(std::string_view key, const Node& value, ValueRule& rule) {
    if (key == "type") return read_types(value, rule);
    if (key == "format") return read_format(value, rule);
    if (key == "regex") return read_regex(value, rule);
    if (key == "min") rule.least = read_number(value, context_, key);
    if (key == "max") rule.most = read_number(value, context_, key);
    if (key == "one_of") return read_values(value, rule);
    if (key == "order") return read_order(value, rule);
    if (key == "equals") {
      rule.equals = directives::Computed::load(value, context_);
      rule.equals_text = value.is_scalar() ? value.text() : node_to_json_text(value) ? *node_to_json_text(value) : "";
    }
    if (key == "within") read_within(value, rule);
    if (key == "optional") {
      const auto optional = read_bool(value, context_, key);
      if (optional) rule.presence = *optional ? MemberShape::Presence::optional : MemberShape::Presence::required;
    }
    if (key == "absent" && read_true(value, key)) rule.presence = MemberShape::Presence::forbidden;
    if (key == "ignore") rule.ignore = read_true(value, key);
    if (key == "provenance")
      if (const auto word = read_word(value, context_, key, provenance_words))
        rule.provenance = static_cast<Provenance>(*word + 1);
    if (key == "note") rule.note = read_string(value, context_, key).value_or("");
  }

  bool read_true(const Node& value, std::string_view key) {
    const auto said = read_bool(value, context_, key);
    if (said && !*said)
      context_.error(value, ErrorCode::bad_value, "'" + std::string{key} + "' can only be true", "take it away");
    return said.value_or(false);
  }

  void read_types(const Node& value, ValueRule& rule) {
    const auto add = [&](const Node& node) {
      const Node word = Node::scalar("null", Node::Style::quoted);
      const auto number = read_word(node.is_null() ? word : node, context_, "type", type_words);
      if (number) rule.types = rule.types | *JsonTypes::of_word(type_words[*number]);
    };
    if (!value.is_sequence()) return add(value);
    for (const Node& one : value.items()) add(one);
    if (value.size() == 0)
      context_.error(value, ErrorCode::bad_value, "type names no type", "such as [integer, 'null']");
  }

  void read_format(const Node& value, ValueRule& rule) {
    std::vector<std::string_view> words;
    for (const FormatRow& row : formats()) words.push_back(row.word);
    if (const auto word = read_word(value, context_, "format", words)) rule.format = formats()[*word].format;
  }

  void read_regex(const Node& value, ValueRule& rule) {
    const auto pattern = read_string(value, context_, "regex");
    if (!pattern) return;
    auto regex = Regex::create(*pattern);
    if (regex)
      rule.regex = std::move(*regex);
    else
      context_.error(value, regex.error().code, regex.error().what, regex.error().hint);
  }

  void read_values(const Node& value, ValueRule& rule) {
    if (!expect_sequence(value, context_, "one_of")) return;
    if (value.size() == 0)
      context_.error(value, ErrorCode::bad_value, "one_of names no value", "such as [pending, approved]");
    for (const Node& one : value.items()) {
      const auto text = node_to_json_text(one);
      if (!text) {
        context_.error(one, text.error().code, text.error().what, text.error().hint);
        continue;
      }
      // As answers are compared: by value, whatever the spelling.
      const auto parsed = parse_json(*text);
      rule.one_of.push_back(parsed ? json_text(*parsed) : *text);
    }
    std::sort(rule.one_of.begin(), rule.one_of.end());
  }

  void read_order(const Node& value, ValueRule& rule) {
    static constexpr std::string_view words[] = {"any", "ascending", "descending"};
    if (value.is_scalar()) {
      const auto word = read_word(value, context_, "order", words);
      if (!word) return;
      if (*word == 0)
        rule.any_order = true;
      else
        rule.order = Shape::Order{{}, *word == 2};
      return;
    }
    Shape::Order order;
    read_mapping(value, context_, "order", rule_order_keys(), [&](const KeyRow& row, const Node& node) {
      if (row.key == "by")
        order.by = read_string(node, context_, "by").value_or("");
      else if (const auto word = read_word(node, context_, "direction", directions))
        order.descending = *word == 1;
    });
    rule.order = std::move(order);
  }

  void read_within(const Node& value, ValueRule& rule) {
    const auto number = read_number(value, context_, "within");
    if (number && *number < 0) context_.error(value, ErrorCode::bad_value, "within: expected 0 or more", "such as 5");
    rule.within = number.value_or(0);
  }

  LoadContext& context_;
  std::vector<BodyRule>* nested_;
};

void load_statuses(const Node& node, LoadContext& context, Rules& rules) {
  rules.status_where = node.location();
  const auto add = [&](const Node& one) {
    if (const auto status = read_integer(one, context, "status", 200, 599))
      rules.statuses.push_back(static_cast<int>(*status));
  };
  if (!node.is_sequence()) return add(node);
  for (const Node& one : node.items()) add(one);
  if (node.size() == 0) context.error(node, ErrorCode::bad_value, "status names no status", "such as [200, 202]");
}

void load_fixtures(const Node& node, LoadContext& context, Rules& rules) {
  rules.fixtures_where = node.location();
  if (!expect_sequence(node, context, "fixtures")) return;
  if (node.size() == 0) context.error(node, ErrorCode::bad_value, "fixtures names no fixture", "take it away");
  for (const Node& one : node.items())
    if (context.fixture(one)) rules.fixtures.push_back(one.text());
}

void load_headers(const Node& node, LoadContext& context, Rules& rules) {
  if (!expect_mapping(node, context, "headers")) return;
  ValueRuleLoader loader{context, nullptr};
  for (std::size_t entry = 0; entry < node.size(); ++entry)
    rules.headers.push_back({node.key(entry).text(), loader.load(node.value(entry), {})});
}

Invariant load_invariant(const Node& node, LoadContext& context) {
  Invariant invariant;
  invariant.where = node.location();
  const auto take = [&](const Node& condition) {
    invariant.condition = directives::Computed::load(condition, context);
    invariant.text = condition.text();
  };
  if (node.is_scalar()) {
    if (read_string(node, context, "a condition")) take(node);
  } else {
    read_mapping(node, context, "an invariant", invariant_keys(), [&](const KeyRow& row, const Node& value) {
      if (row.key == "that") {
        if (value.is_scalar())
          take(value);
        else
          context.wrong_type(value, "a condition");
      }
      if (row.key == "name") invariant.name = read_string(value, context, row.key).value_or("");
      if (row.key == "note") invariant.note = read_string(value, context, row.key).value_or("");
      if (row.key == "over")
        if (const auto word = read_word(value, context, row.key, overs))
          invariant.over = static_cast<Invariant::Over>(*word);
      if (row.key == "provenance")
        if (const auto word = read_word(value, context, row.key, provenance_words))
          invariant.provenance = static_cast<Provenance>(*word + 1);
    });
  }
  if (invariant.name.empty()) invariant.name = invariant.text;
  return invariant;
}

}  // namespace

std::span<const std::string_view> rule_names() noexcept {
  static constexpr std::string_view names[] = {"answer", "it", "status", "pages", "rows_of_all_pages"};
  return names;
}

std::shared_ptr<const Rules> load_rules(const Node& node, LoadContext& context, Rules::Of of) {
  auto rules = std::make_shared<Rules>();
  rules->of = of;
  rules->where = node.location();
  const std::vector<std::string> names = context.names;
  context.names.insert(context.names.end(), rule_names().begin(), rule_names().end());
  const std::size_t errors = context.error_count();
  read_mapping(node, context, "a contract", contract_keys(), [&](const KeyRow& row, const Node& value) {
    if (row.key == "fixtures") load_fixtures(value, context, *rules);
    if (row.key == "status") load_statuses(value, context, *rules);
    if (row.key == "headers") load_headers(value, context, *rules);
    if (row.key == "body") ValueRuleLoader{context, &rules->body}.add_places(value, "body", {});
    if (row.key == "always" && expect_sequence(value, context, "always"))
      for (const Node& one : value.items()) rules->always.push_back(load_invariant(one, context));
  });
  context.names = names;
  if (context.error_count() > errors) return nullptr;
  return rules;
}

}  // namespace phantomime::contract
