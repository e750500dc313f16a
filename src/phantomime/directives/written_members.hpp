#pragma once

#include <memory>

#include "phantomime/base/load_context.hpp"
#include "phantomime/directives/response_spec.hpp"

namespace phantomime::directives {

/// What the body that `value` says is written with: of `json` and `computed` what YAML says (of a form, whatever it may
/// become), of a `file` what the fixture says. Null where that is no JSON.
[[nodiscard]] std::shared_ptr<const WrittenMembers> written_members(const ResponseSpec& spec, const Node& value,
                                                                    const LoadContext& context);

}  // namespace phantomime::directives
