#pragma once

#include <memory>
#include <string>
#include <vector>

#include "phantomime/directives/computed.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/directives/template.hpp"

namespace phantomime::directives {

/// What a computed value is made of.
struct Computed::Part {
  enum class Kind {
    constant,    ///< json, text
    expression,  ///< rendered
    text,        ///< rendered
    object,      ///< names, parts
    list,        ///< parts
    each,        ///< parts: the list, the value; name
    choice,      ///< parts: the condition, then, and perhaps else
    json_text,   ///< parts: the value; text is what follows it
    time,        ///< parts: the instant; name is the style
    merge,       ///< parts: objects, the later over the earlier
  };
  Kind kind = Kind::constant;
  Json json;
  std::string text;
  std::shared_ptr<const Template> rendered;
  std::string name;
  std::vector<std::string> names;
  std::vector<Part> parts;
  Location where;
};

/// One evaluation of a computed value. One thread; lives as long as its context.
class Evaluation {
 public:
  using Part = Computed::Part;
  explicit Evaluation(const RenderContext& context) : context_{context} {}

  /// False where it is left out (a choice without `$else`) or failed, which `error` tells.
  [[nodiscard]] bool evaluate(const Part& part, Json& out);
  /// As JSON text, members in the order they are written; the same.
  [[nodiscard]] bool write(const Part& part, std::string& out);
  [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }

 private:
  [[nodiscard]] bool fail(const Part& part, ErrorCode code, std::string what);
  /// Of a part that is one expression, without a copy; null after a failure.
  [[nodiscard]] Value value_of(const Part& expression);
  [[nodiscard]] bool evaluate_expression(const Part& part, Json& out);
  [[nodiscard]] bool evaluate_text(const Part& part, Json& out);
  [[nodiscard]] bool evaluate_time(const Part& part, Json& out);
  [[nodiscard]] bool evaluate_merge(const Part& part, Json& out);
  /// The part that a choice stands for, or null (left out or failed).
  [[nodiscard]] const Part* chosen(const Part& part);
  /// Calls `round(evaluation)` with the name set to each element; stops at the first failure.
  template <class Round>
  [[nodiscard]] bool each(const Part& part, Round&& round);
  template <class Put>
  [[nodiscard]] bool write_all(const Part& part, std::string& out, Put&& put);

  const RenderContext& context_;
  std::optional<Error> error_;
  std::size_t rounds_ = 0;
};

/// An instant as text in one of the styles; empty where the style is unknown or the text is no instant.
[[nodiscard]] std::optional<std::string> styled_time(std::string_view instant, std::string_view style);
[[nodiscard]] std::span<const std::string_view> time_styles() noexcept;

}  // namespace phantomime::directives
