#include "phantomime/directives/computed.hpp"

#include <algorithm>

#include "phantomime/directives/computed_part.hpp"

namespace phantomime::directives {
namespace {

Error failure_of(const Evaluation& evaluation, const Computed::Part& part) {
  if (evaluation.error()) return *evaluation.error();
  return {ErrorCode::bad_template, "a choice without '$else' leaves nothing here", part.where, "add $else"};
}

bool part_asks_only(const Computed::Part& part, std::string_view name) {
  return (!part.rendered || part.rendered->asks_only(name)) &&
         std::all_of(part.parts.begin(), part.parts.end(),
                     [name](const Computed::Part& inner) { return part_asks_only(inner, name); });
}

}  // namespace

Computed::Computed(std::unique_ptr<const Part> part) : part_{std::move(part)} {}
Computed::~Computed() = default;

const Json* Computed::constant() const noexcept { return part_->kind == Part::Kind::constant ? &part_->json : nullptr; }

bool Computed::asks_only(std::string_view name) const { return part_asks_only(*part_, name); }

Result<Json> Computed::evaluate(const RenderContext& context) const {
  Evaluation evaluation{context};
  Json value;
  if (!evaluation.evaluate(*part_, value)) return failure_of(evaluation, *part_);
  return value;
}

Result<Value> Computed::value(const RenderContext& context) const {
  if (part_->kind == Part::Kind::expression) return part_->rendered->evaluate(context);
  auto value = evaluate(context);
  if (!value) return value.error();
  return std::make_shared<const Json>(std::move(*value));
}

Result<std::string> Computed::write(const RenderContext& context) const {
  Evaluation evaluation{context};
  std::string text;
  if (!evaluation.write(*part_, text)) return failure_of(evaluation, *part_);
  return text;
}

}  // namespace phantomime::directives
