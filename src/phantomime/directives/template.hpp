#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/base/load_context.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/directives/template_function.hpp"

namespace phantomime::directives {

struct RenderContext;

/// A template in inja's syntax (scenarios/README.md, "template"), parsed and checked once, rendered many times.
/// Immutable; safe to use from several threads, each with a context of its own.
///
/// What a client sends is only ever a value: nothing of it is parsed as a template. A run is bounded by
/// TemplateMachine's rounds, work and output; templates read nothing but fixtures, which are fetched at load (so their
/// paths are literals).
class Template {
 public:
  static constexpr std::size_t max_output = 4u << 20;
  /// Of a header's value.
  static constexpr std::size_t max_header_output = 64u << 10;

  /// Whether the text would be a template where one is optional (a header's value).
  [[nodiscard]] static bool has_markup(std::string_view text) noexcept;

  /// Parses the scalar's text and checks every name, function, number of arguments and fixture. Null with the
  /// errors reported, each at its own line and column of the file.
  [[nodiscard]] static std::shared_ptr<const Template> load(const Node& node, LoadContext& context);

  /// The rendered text. Errors: bad_template (a value of the wrong type, a missing member, ...) or limit, at the place
  /// in the file; values of the request in the message are redacted.
  [[nodiscard]] Result<std::string> render(const RenderContext& context, std::size_t output_limit = max_output) const;

  /// Whether the whole text is one `{{ expression }}`: then it has a value with a type.
  [[nodiscard]] bool is_expression() const noexcept;
  /// The value of such a template. Never null where there is no error; the errors are those of render().
  [[nodiscard]] Result<Value> evaluate(const RenderContext& context) const;

  /// Whether what it says may depend on rows, on machines, or on names that steps set.
  [[nodiscard]] bool asks_world() const;
  /// Whether what it says depends on nothing but what has this name.
  [[nodiscard]] bool asks_only(std::string_view name) const;

  [[nodiscard]] const std::string& text() const noexcept;

  struct Loaded;
  explicit Template(std::unique_ptr<const Loaded> loaded);
  ~Template();
  Template(const Template&) = delete;
  Template& operator=(const Template&) = delete;

 private:
  [[nodiscard]] Error failure(const std::string& why, std::size_t offset) const;

  std::unique_ptr<const Loaded> loaded_;
};

}  // namespace phantomime::directives
