#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/regex.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime::recording {

/// A step of a JSONPath that members are found by: `.name`, `[3]`, `[*]` or `.*`, `..`.
struct JsonStep {
  enum class Kind { member, any, anywhere };
  Kind kind = Kind::member;
  std::string name;  ///< of a member; of an item its number
};
using JsonSteps = std::vector<JsonStep>;

/// `$.user.ssn`, `$..pin`, `$.rows[*]['a b']`. Errors: bad_expression (filters and slices find nothing by name).
[[nodiscard]] Result<JsonSteps> parse_json_steps(std::string_view path);

/// Whether the members that lead to a value, the outermost first, are what the steps say.
[[nodiscard]] bool leads_to(const JsonSteps& steps, const std::vector<std::string>& members);

/// What a user knows for a secret.
struct SecretRule {
  enum class Place { header, query, form, json, cookie, expression };
  Place place = Place::header;
  std::string name;                 ///< without case, of headers, query, form, cookies and JSON members
  JsonSteps steps;                  ///< json, where it was given as a path; else empty
  std::optional<Regex> expression;  ///< its first group is the secret, or all that it matches
  std::string kind;
};

/// What a user knows for none.
struct KeepRule {
  enum class By { name, where, expression };
  By by = By::name;
  std::string text;                 ///< name: without case; where: as in Secret::where, `*` at its end for any end
  std::optional<Regex> expression;  ///< matches the whole value
};

/// A user's rules beside the built-in ones. A value.
struct RedactionRules {
  std::vector<SecretRule> secret;
  std::vector<KeepRule> keep;

  /// The rule for what is called `name` at such a place; null: none.
  [[nodiscard]] const SecretRule* find(SecretRule::Place place, std::string_view name) const;
  /// The same for a JSON value: by its own name (empty in a list) or the members that lead to it.
  [[nodiscard]] const SecretRule* find_json(std::string_view name, const std::vector<std::string>& members) const;
  [[nodiscard]] bool has(SecretRule::Place place) const noexcept;
  [[nodiscard]] bool keeps_name(std::string_view name) const;
  [[nodiscard]] bool keeps(std::string_view value, std::string_view where) const;
};

}  // namespace phantomime::recording
