#pragma once

#include <memory>

#include "phantomime/base/load_context.hpp"
#include "phantomime/matchers/request_spec.hpp"

namespace phantomime::formats {

/// Reads `sample:` of a pack's credentials: one, or a list. The first is what is sent; `run` exports of all of them the
/// first user and the first token. Null where there was an error.
[[nodiscard]] std::shared_ptr<const matchers::Credential> load_sample(const Node& node, LoadContext& context);

}  // namespace phantomime::formats
