#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "phantomime/base/load_context.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/directives/names.hpp"

namespace phantomime::directives {

struct RenderContext;

/// A JSON value written in YAML whose texts are templates (scenarios/README.md, "Computed values"): a text that is one
/// `{{ expression }}` has the expression's value and type. Loaded once, evaluated many times; immutable, safe from
/// several threads, each with a context of its own.
class Computed {
 public:
  /// All lists of one evaluation together.
  static constexpr std::size_t max_rounds = 10'000;

  /// Null with every error reported.
  [[nodiscard]] static std::shared_ptr<const Computed> load(const Node& node, LoadContext& context);

  /// The value. Errors: bad_template, limit, at the place in the file.
  [[nodiscard]] Result<Json> evaluate(const RenderContext& context) const;
  /// The same without a copy where it is one expression: what a name is set to.
  [[nodiscard]] Result<Value> value(const RenderContext& context) const;
  /// The value as JSON text, members in the order they are written.
  [[nodiscard]] Result<std::string> write(const RenderContext& context) const;

  /// The value, where it depends on nothing; else null.
  [[nodiscard]] const Json* constant() const noexcept;

  /// Whether it depends on nothing but what has this name.
  [[nodiscard]] bool asks_only(std::string_view name) const;

  struct Part;
  explicit Computed(std::unique_ptr<const Part> part);
  ~Computed();
  Computed(const Computed&) = delete;
  Computed& operator=(const Computed&) = delete;

 private:
  std::unique_ptr<const Part> part_;
};

}  // namespace phantomime::directives
