#include "phantomime/base/load_context.hpp"

#include <cmath>
#include <limits>

#include "phantomime/base/suggest.hpp"
#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

constexpr std::size_t shown_value = 60;  ///< bytes of a value that a message repeats

/// What stands there, for people: `the string "x"`, `the integer 99`, `a list`, `null`.
std::string described(const Node& node) {
  if (!node.is_scalar() || node.is_null()) return std::string{node.type_name()};
  const std::string text = shorten(node.text(), shown_value);
  if (node.as_string()) return "the string \"" + text + "\"";
  std::string_view type = node.type_name();
  type.remove_prefix(type.find(' ') + 1);
  return "the " + std::string{type} + " " + text;
}

std::string prefixed(std::string_view what, std::string text) {
  return what.empty() ? std::move(text) : std::string{what} + ": " + std::move(text);
}

void report_type(const Node& node, LoadContext& context, std::string_view what, std::string_view expected,
                 std::string hint = {}) {
  context.error(node, ErrorCode::wrong_type,
                prefixed(what, "expected " + std::string{expected} + ", found " + described(node)), std::move(hint));
}

std::string integer_wanted(std::int64_t low, std::int64_t high) {
  const bool bounded_below = low != std::numeric_limits<std::int64_t>::min();
  const bool bounded_above = high != std::numeric_limits<std::int64_t>::max();
  if (bounded_below && bounded_above) return "an integer from " + std::to_string(low) + " to " + std::to_string(high);
  if (bounded_below) return "an integer of at least " + std::to_string(low);
  if (bounded_above) return "an integer of at most " + std::to_string(high);
  return "an integer";
}

/// Whether quoted text would be what was wanted without its quotes.
Node unquoted(const Node& node) { return Node::scalar(node.text()); }

std::string without_quotes(const Node& node) {
  return "write " + shorten(node.text(), shown_value) + " without quotes";
}

std::string listed(std::span<const std::string_view> words, std::string_view quote, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? last : ", ";
    text += std::string{quote} + std::string{words[i]} + std::string{quote};
  }
  return text;
}

}  // namespace

void LoadContext::error(const Node& where, ErrorCode code, std::string what, std::string hint) {
  errors_->push_back(Error{code, std::move(what), where.location(), std::move(hint)});
}

void LoadContext::wrong_type(const Node& where, std::string_view expected) { report_type(where, *this, {}, expected); }

std::shared_ptr<const std::string> LoadContext::fixture(const Node& path) {
  const std::string* text = path.as_string();
  if (!text) {
    wrong_type(path, "the path of a fixture");
    return nullptr;
  }
  return fixture(*text, path);
}

std::shared_ptr<const std::string> LoadContext::fixture(std::string_view path, const Node& where) {
  Error problem;
  problem.code = ErrorCode::not_found;
  std::shared_ptr<const std::string> bytes = fixtures_->read(path, problem);
  if (!bytes) {
    if (problem.what.empty()) problem.what = "cannot read the fixture '" + std::string{path} + "'";
    problem.where = where.location();
    errors_->push_back(std::move(problem));
    return nullptr;
  }
  if (seen_fixtures_.emplace(path).second) fixtures_used_.emplace_back(path);
  return bytes;
}

std::optional<std::string> read_string(const Node& node, LoadContext& context, std::string_view what) {
  if (const std::string* text = node.as_string()) return *text;
  const bool quotable = node.is_scalar() && !node.text().empty();
  report_type(node, context, what, "a string",
              quotable ? "quote it: \"" + shorten(node.text(), shown_value) + "\"" : std::string{});
  return std::nullopt;
}

std::optional<std::string> read_text(const Node& node, LoadContext& context, std::string_view what) {
  if (node.is_scalar() && !node.is_null()) return node.text();
  report_type(node, context, what, "text");
  return std::nullopt;
}

std::optional<bool> read_bool(const Node& node, LoadContext& context, std::string_view what) {
  if (const auto value = node.as_bool()) return value;
  static constexpr std::string_view old_booleans[] = {"yes", "Yes", "YES", "no",  "No",  "NO",
                                                      "on",  "On",  "ON",  "off", "Off", "OFF"};
  std::string hint;
  if (node.is_scalar() && unquoted(node).as_bool()) {
    hint = without_quotes(node);
  } else {
    for (const std::string_view old : old_booleans)
      if (node.is_scalar() && node.text() == old) hint = "YAML 1.2 has only true and false";
  }
  report_type(node, context, what, "a boolean", std::move(hint));
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, LoadContext& context, std::string_view what,
                                         std::int64_t low, std::int64_t high) {
  const std::string wanted = integer_wanted(low, high);
  const auto value = node.as_integer();
  if (value && *value >= low && *value <= high) return value;
  // An integer too long for 64 bits is out of range, not of another type.
  if (value || node.type_name() == "an integer") {
    context.error(node, ErrorCode::bad_value,
                  prefixed(what, "expected " + wanted + ", found " + shorten(node.text(), shown_value)));
  } else {
    const bool quoted = node.is_scalar() && node.style() != Node::Style::plain && unquoted(node).as_integer();
    report_type(node, context, what, wanted, quoted ? without_quotes(node) : std::string{});
  }
  return std::nullopt;
}

std::optional<double> read_number(const Node& node, LoadContext& context, std::string_view what) {
  const auto value = node.as_number();
  if (value && std::isfinite(*value)) return value;
  if (value) {
    context.error(node, ErrorCode::bad_value,
                  prefixed(what, "expected a finite number, found " + shorten(node.text(), shown_value)));
  } else {
    const bool quoted = node.is_scalar() && node.style() != Node::Style::plain && unquoted(node).as_number();
    report_type(node, context, what, "a number", quoted ? without_quotes(node) : std::string{});
  }
  return std::nullopt;
}

std::optional<std::size_t> read_word(const Node& node, LoadContext& context, std::string_view what,
                                     std::span<const std::string_view> words) {
  if (node.is_scalar())
    for (std::size_t i = 0; i < words.size(); ++i)
      if (node.text() == words[i]) return i;
  const std::string wanted = listed(words, "'", " or ");
  if (!node.as_string()) {
    report_type(node, context, what, wanted);
    return std::nullopt;
  }
  const std::string_view meant = nearest(node.text(), words);
  context.error(node, ErrorCode::bad_value,
                prefixed(what, "expected " + wanted + ", found \"" + shorten(node.text(), shown_value) + "\""),
                meant.empty() ? std::string{} : "did you mean '" + std::string{meant} + "'?");
  return std::nullopt;
}

bool expect_mapping(const Node& node, LoadContext& context, std::string_view what) {
  if (node.is_mapping()) return true;
  report_type(node, context, what, "a mapping");
  return false;
}

bool expect_sequence(const Node& node, LoadContext& context, std::string_view what) {
  if (node.is_sequence()) return true;
  report_type(node, context, what, "a list",
              node.is_scalar() && !node.is_null() ? "begin the entry with '- ' or put it in [ ]" : "");
  return false;
}

std::string_view report_unknown_key(const Node& key, LoadContext& context, std::string_view in_what,
                                    std::span<const std::string_view> valid) {
  const std::string known = valid.empty() ? "no keys are known there" : "valid keys: " + listed(valid, "", ", ");
  if (!key.is_scalar()) {
    report_type(key, context, in_what, "a key", known);
    return {};
  }
  const std::string_view meant = nearest(key.text(), valid);
  context.error(key, ErrorCode::unknown_key,
                "unknown key '" + shorten(key.text(), shown_value) + "' in " + std::string{in_what},
                (meant.empty() ? std::string{} : "did you mean '" + std::string{meant} + "'? ") + known);
  return meant;
}

void report_missing_key(const Node& mapping, LoadContext& context, std::string_view in_what, const KeyRow& row) {
  std::string what{in_what};
  what.append(" needs the key '").append(row.key).append("'");
  std::string hint{"add it, such as "};
  hint.append(row.key).append(": ").append(row.example);
  context.error(mapping, ErrorCode::missing_key, std::move(what), std::move(hint));
}

}  // namespace phantomime
