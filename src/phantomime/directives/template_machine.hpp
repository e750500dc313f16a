#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/directives/response_spec.hpp"
#include "phantomime/directives/template_program.hpp"

namespace phantomime::directives {

/// Runs a template once. Bounded in rounds, output, the size of each text it makes and their sum, so that no request
/// makes it grow. One thread; program and context must outlive it.
class TemplateMachine {
 public:
  /// All loops of one run together.
  static constexpr std::size_t max_rounds = 10'000;
  /// Bytes of values made in one run, printed or not.
  static constexpr std::size_t max_work = 64u << 20;

  TemplateMachine(const TemplateProgram& program, const RenderContext& context, std::size_t output_limit)
      : program_{program}, context_{context}, output_limit_{output_limit}, slots_(program.slots) {}

  /// The rendered text; empty after a failure, which failure() tells.
  [[nodiscard]] std::optional<std::string> run();
  /// The value of a template that is one expression; null after a failure.
  [[nodiscard]] Value run_expression();

  [[nodiscard]] const std::string& failure() const noexcept { return failure_; }
  [[nodiscard]] std::size_t failure_offset() const noexcept { return failure_offset_; }

  // What functions use.
  [[nodiscard]] const RenderContext& context() const noexcept { return context_; }
  /// Ends the run. Gives the null that the caller returns.
  Value fail(std::string why);
  /// A value that was made; fails where a text is larger than the output may be, or too much was made in all.
  [[nodiscard]] Value made(Json value, std::size_t bytes = sizeof(Json));
  [[nodiscard]] Value made_text(std::string text);
  /// The request's body as a value, made once.
  [[nodiscard]] Value body();

 private:
  struct Loop {
    std::size_t index = 0;
    std::size_t size = 0;
  };

  bool run(const std::vector<TemplateStatement>& statements);
  bool run(const TemplateStatement& statement);
  bool run_loop(const TemplateStatement& statement);
  bool run_round(const TemplateStatement& statement, Value item);
  bool print(const Json& value);
  bool write(std::string_view text);

  // Null: failed, or (only where the caller asks for it) not set.
  Value evaluate(const TemplateExpression& expression);
  Value evaluate_or_unset(const TemplateExpression& expression);
  Value variable(const TemplateExpression& expression) const;
  Value name(const TemplateExpression& expression) const;
  Value loop_field(const TemplateExpression& expression);
  Value call(const TemplateExpression& expression);

  const TemplateProgram& program_;
  const RenderContext& context_;
  std::size_t output_limit_;
  std::size_t work_ = 0;
  std::size_t rounds_ = 0;
  std::vector<Value> slots_;
  std::vector<Loop> loops_;
  std::string output_;
  Value body_;
  bool failed_ = false;
  std::string failure_;
  std::optional<std::size_t> failed_at_;
  std::size_t failure_offset_ = 0;
};

}  // namespace phantomime::directives
