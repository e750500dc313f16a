#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/directives/template_origin.hpp"
#include "phantomime/directives/template_program.hpp"

namespace phantomime::directives {

/// Reports what is wrong with a template at its place in the file. Lives for one load.
class TemplateReporter {
 public:
  TemplateReporter(const std::string& text, const TextOrigin& origin, LoadContext& context)
      : text_{text}, origin_{origin}, context_{context} {}

  void report(std::size_t offset, std::string what, std::string hint = {}) const;
  /// A node at byte `offset` of the text, for errors of others.
  [[nodiscard]] Node place(std::size_t offset) const;
  [[nodiscard]] LoadContext& context() const noexcept { return context_; }

 private:
  const std::string& text_;
  const TextOrigin& origin_;
  LoadContext& context_;
};

/// "did you mean 'x'?", or all that is known.
[[nodiscard]] std::string template_suggestion(std::string_view word, const std::vector<std::string_view>& known);

/// The names a template may use at one point of it: the request's fields, the stub's captures, what `set` and loops
/// made.
class TemplateScope {
 public:
  explicit TemplateScope(const TemplateReporter& reporter) : reporter_{reporter} {}

  /// What a name means here, into `result`, whose offset is the name's. Reports unknown ones.
  void resolve(const std::string& name, TemplateExpression& result);
  /// A name that `set` makes: known from here on, also behind the block it stands in.
  [[nodiscard]] std::size_t add(const std::string& name, std::size_t offset);
  [[nodiscard]] std::size_t size() const noexcept { return slots_.size(); }

  /// The names of a loop are known within it.
  using Names = std::set<std::string, std::less<>>;
  [[nodiscard]] Names enter_loop();
  void leave_loop(const Names& before, const std::vector<std::string>& own);

 private:
  void capture(const std::string& name, TemplateExpression& result);
  void loop_field(const std::string& name, const std::vector<std::string>& parts, TemplateExpression& result);
  void unknown(const std::string& name, std::size_t offset) const;

  const TemplateReporter& reporter_;
  std::map<std::string, std::size_t> slots_;
  Names known_;
  std::size_t loops_ = 0;
};

/// "a.b" as "a" and "b".
[[nodiscard]] std::vector<std::string> split_template_name(std::string_view name);

}  // namespace phantomime::directives
