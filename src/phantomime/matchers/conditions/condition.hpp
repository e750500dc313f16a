#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/matchers/conditions/value.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

/// Which keys a condition may have, and what its values are: one table of the schema each.
enum class ConditionTable {
  query,   ///< "condition": fields of queries and forms, which may be bare
  field,   ///< "field_condition": headers, cookies, XML nodes, parts: texts that may be absent or repeated
  text,    ///< "text_condition": one text that is always there
  json,    ///< "json_condition": JSON values
  number,  ///< "number_condition": a count
};

/// A value that would satisfy a condition, for saying how to change a request.
struct Sample {
  std::vector<Json> values;  ///< strings where texts are compared
  bool bare = false;
};

/// One key of a condition that looks at one value at a time: it holds for a field if it does for one of its values.
class ValueTest {
 public:
  virtual ~ValueTest() = default;
  [[nodiscard]] virtual bool holds(const Value& value) const = 0;
  /// What follows "it": `equals "new"`.
  [[nodiscard]] virtual std::string describe(Showing showing) const = 0;
  [[nodiscard]] virtual std::optional<Sample> sample() const { return std::nullopt; }
};

/// One key of a condition that looks at all values of a field together.
class FieldTest {
 public:
  virtual ~FieldTest() = default;
  [[nodiscard]] virtual bool holds(const Values& values) const = 0;
  [[nodiscard]] virtual std::string describe(Showing showing) const = 0;
  [[nodiscard]] virtual std::optional<Sample> sample() const { return std::nullopt; }
};

/// What a field must be like (scenarios/README.md, "Conditions"). Immutable, cheap to copy, thread-safe.
class Condition {
 public:
  [[nodiscard]] bool holds(const Values& values) const;
  [[nodiscard]] bool holds(const Value& value) const;
  /// What follows "it": `equals "new"`, `starts with "a" and ends with "b"`.
  [[nodiscard]] std::string describe(Showing showing = Showing::plain) const;
  /// The value the field must have among its own, if the condition says so without ignoring case; else null.
  [[nodiscard]] const Json* equality() const noexcept { return equality_.get(); }
  /// Whether `equals` is all it asks.
  [[nodiscard]] bool is_exact() const noexcept { return equality_ && value_tests_.size() == 1 && field_tests_.empty(); }
  /// All that it asks, as Matcher::identity says; never shown.
  [[nodiscard]] const std::string& identity() const noexcept { return identity_; }
  /// A value that satisfies it, where one is easily told.
  [[nodiscard]] std::optional<Sample> sample() const;
  /// 0 where it holds, 1 where nothing is there, between by likeness.
  [[nodiscard]] double distance(const Values& values) const;

 private:
  friend std::optional<Condition> load_condition(const Node& node, LoadContext& context, ConditionTable table,
                                                 std::string_view what);
  ConditionTable table_ = ConditionTable::query;
  std::vector<std::shared_ptr<const ValueTest>> value_tests_;
  std::vector<std::shared_ptr<const FieldTest>> field_tests_;
  std::shared_ptr<const Json> equality_;
  std::string identity_;
};

/// Reads a condition: a scalar (equals) or a mapping. Empty with the errors reported.
[[nodiscard]] std::optional<Condition> load_condition(const Node& node, LoadContext& context, ConditionTable table,
                                                      std::string_view what);

/// What the loaders of condition keys fill.
struct ConditionDraft {
  ConditionTable table = ConditionTable::query;
  bool ignoring_case = false;
  bool has_text_test = false;  ///< something `ignoring_case` means something to
  std::vector<std::shared_ptr<const ValueTest>> value_tests;
  std::vector<std::shared_ptr<const FieldTest>> field_tests;
  std::shared_ptr<const Json> equality;
};

/// A row of a table of condition keys.
struct ConditionKey : KeyRow {
  void (*load)(const Node& value, LoadContext& context, ConditionDraft& draft) = nullptr;
};
[[nodiscard]] std::span<const ConditionKey> condition_keys(ConditionTable table);
/// The name of a table in the schema's $defs.
[[nodiscard]] std::string_view table_name(ConditionTable table) noexcept;
/// The schema of what may stand for `{equals: ...}`.
[[nodiscard]] std::string_view shorthand(ConditionTable table) noexcept;

/// A value to compare with, by the table: a text, any JSON value, or a number. Reports errors.
[[nodiscard]] std::optional<Json> read_expected(const Node& node, LoadContext& context, ConditionTable table,
                                                std::string_view what);
/// An expected value for a message.
[[nodiscard]] std::string show_expected(const Json& value, Showing showing);
/// The values as a message names what came: `"a", "b"`, `absent`, `bare`.
[[nodiscard]] std::string show_actual(const Values& values, Showing showing);

}  // namespace phantomime::matchers
