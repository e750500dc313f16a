#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/regex.hpp"
#include "phantomime/formats/exchange_formats/sample_text.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"

namespace phantomime::formats {
namespace {

/// A literal within an expression.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view{"\\.+*?()|[]{}^$"}.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

bool is_true(const Node* node) { return node && node->as_bool() == true; }

/// All of a list as plain texts, if they are `{equalTo: text}` each.
std::optional<std::vector<Node>> equal_texts(const Node& list) {
  std::vector<Node> texts;
  for (const Node& item : list.items()) {
    if (!item.is_mapping() || item.size() != 1 || item.key(0).text() != "equalTo") return std::nullopt;
    texts.push_back(text_node(item.value(0).text()));
  }
  return texts;
}

void read_expression(const Node& value, std::string_view key, Node& condition, Obstacle& obstacle,
                     std::string& sample) {
  const auto regex = Regex::create(value.text());
  if (!regex) return obstacle.meet("an expression that RE2 does not know");
  const bool negative = key == "doesNotMatch";
  put(condition, negative ? "not" : "matches",
      negative ? mapping_node("matches", text_node(value.text())) : text_node(value.text()));
  if (negative) return;
  if (auto made = sample_text(value.text())) sample = std::move(*made);
}

void read_and(const Node& list, Node& condition, Obstacle& obstacle, std::string& sample) {
  for (const Node& item : list.items()) {
    const Node part = condition_from_wiremock(item, obstacle, sample);
    for (std::size_t entry = 0; entry < part.size(); ++entry) {
      if (condition.find(part.key(entry).text())) return obstacle.meet("two matchers of one kind on one value");
      put(condition, part.key(entry).text(), part.value(entry));
    }
  }
}

/// One key of a matcher.
void read_key(const std::string& key, const Node& value, Node& condition, Obstacle& obstacle, std::string& sample) {
  if (key == "equalTo") {
    put(condition, "equals", text_node(value.text()));
    sample = value.text();
  } else if (key == "contains") {
    put(condition, "contains", text_node(value.text()));
    sample = value.text();
  } else if (key == "doesNotContain") {
    put(condition, "not", mapping_node("contains", text_node(value.text())));
  } else if (key == "matches" || key == "doesNotMatch") {
    read_expression(value, key, condition, obstacle, sample);
  } else if (key == "absent") {
    put(condition, is_true(&value) ? "absent" : "present", word_node("true"));
  } else if (key == "caseInsensitive") {
    if (is_true(&value)) put(condition, "ignoring_case", word_node("true"));
  } else if (key == "or" || key == "hasExactly") {
    auto texts = equal_texts(value);
    if (!texts || texts->empty()) return obstacle.meet("the matcher '" + key + "' of others than 'equalTo'");
    sample = texts->front().text();
    put(condition, key == "or" ? "any_of" : "values", list_node(std::move(*texts)));
  } else if (key == "and") {
    read_and(value, condition, obstacle, sample);
  } else if (key == "not") {
    std::string unused;
    put(condition, "not", condition_from_wiremock(value, obstacle, unused));
  } else {
    obstacle.meet("the matcher '" + key + "'");
  }
}

const std::string anything = "[\\s\\S]*";

Node equal_matchers(const Node& list) {
  std::vector<Node> items;
  for (const Node& item : list.items()) items.push_back(mapping_node("equalTo", text_node(item.text())));
  return list_node(std::move(items));
}

template <class Add>
void add_negation(const Node& inner, Obstacle& obstacle, Add& add) {
  const bool single = inner.is_mapping() && inner.size() == 1;
  if (single && inner.key(0).text() == "matches")
    add("doesNotMatch", text_node(inner.value(0).text()));
  else if (single && inner.key(0).text() == "contains")
    add("doesNotContain", text_node(inner.value(0).text()));
  else
    add("not", condition_to_wiremock(inner, obstacle));
}

}  // namespace

Node condition_from_wiremock(const Node& matcher, Obstacle& obstacle, std::string& sample) {
  Node condition = mapping_node();
  if (!matcher.is_mapping() || matcher.size() == 0) {
    obstacle.meet("a matcher that is no mapping");
    return condition;
  }
  for (std::size_t entry = 0; entry < matcher.size() && !obstacle.met(); ++entry)
    read_key(matcher.key(entry).text(), matcher.value(entry), condition, obstacle, sample);
  // The shortest form, as people write it.
  if (condition.size() == 1 && condition.key(0).text() == "equals") return Node{condition.value(0)};
  return condition;
}

Node condition_to_wiremock(const Node& condition, Obstacle& obstacle) {
  Node matcher = mapping_node();
  const auto add = [&](std::string_view key, Node value) {
    if (matcher.find(key)) return obstacle.meet("two conditions that both become '" + std::string{key} + "'");
    put(matcher, key, std::move(value));
  };
  if (!condition.is_mapping()) {
    add("equalTo", text_node(condition.text()));
    return matcher;
  }
  const bool ignoring_case = is_true(condition.find("ignoring_case"));
  for (std::size_t entry = 0; entry < condition.size(); ++entry) {
    const std::string& key = condition.key(entry).text();
    const Node& value = condition.value(entry);
    if (key == "equals")
      add("equalTo", text_node(value.text()));
    else if (key == "contains" || key == "matches")
      add(key, text_node(value.text()));
    else if (key == "starts_with")
      add("matches", text_node(escaped(value.text()) + anything));
    else if (key == "ends_with")
      add("matches", text_node(anything + escaped(value.text())));
    else if (key == "present")
      add("matches", text_node(anything));
    else if (key == "absent")
      add("absent", word_node("true"));
    else if (key == "any_of")
      add("or", equal_matchers(value));
    else if (key == "values")
      add("hasExactly", equal_matchers(value));
    else if (key == "not")
      add_negation(value, obstacle, add);
    else if (key == "ignoring_case" && (!ignoring_case || condition.find("equals")))
      add("caseInsensitive", word_node(ignoring_case ? "true" : "false"));
    else
      obstacle.meet("the condition '" + key + "'");
  }
  return matcher;
}

}  // namespace phantomime::formats
