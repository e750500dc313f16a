#include "phantomime/directives/computed.hpp"

#include "phantomime/directives/computed_part.hpp"

namespace phantomime::directives {
namespace {

Error failure_of(const Evaluation& evaluation, const Computed::Part& part) {
  if (evaluation.error()) return *evaluation.error();
  return {ErrorCode::bad_template, "a choice without '$else' leaves nothing here", part.where, "add $else"};
}

}  // namespace

Computed::Computed(std::unique_ptr<const Part> part) : part_{std::move(part)} {}
Computed::~Computed() = default;

const Json* Computed::constant() const noexcept { return part_->kind == Part::Kind::constant ? &part_->json : nullptr; }

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
