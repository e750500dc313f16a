#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime::matchers {

/// A compiled JSONPath. Paths to one place (`$.a.b`, `$['a'][0]`) are walked directly; the others go through jsoncons,
/// at the price of copying the document. Immutable, cheap to copy, thread-safe.
class JsonPathQuery {
 public:
  /// Errors: bad_expression. Regular expressions (`=~`, tokenize) are refused: jsoncons runs them by std::regex, which
  /// a long subject crashes.
  [[nodiscard]] static Result<JsonPathQuery> create(std::string_view path);

  /// Whether it names one place at most.
  [[nodiscard]] bool is_definite() const noexcept { return general_ == nullptr; }
  /// The JSON Pointer of that place where only objects lie on the way to it.
  [[nodiscard]] std::optional<std::string> pointer() const;

  /// Of a definite path: the value there, or null.
  [[nodiscard]] const Json* find(const Json& root) const;
  /// Of any other path: what it selects, copied.
  [[nodiscard]] std::vector<Json> select(const Json& root) const;

  /// Whether a member it names has a secret's name.
  [[nodiscard]] bool names_secret() const;

 private:
  using Step = std::variant<std::string, std::size_t>;
  struct General;
  [[nodiscard]] static std::optional<std::vector<Step>> read_definite(std::string_view path);

  std::string text_;
  std::vector<Step> steps_;
  std::shared_ptr<const General> general_;
};

}  // namespace phantomime::matchers
