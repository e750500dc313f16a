#pragma once

#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/load_context.hpp"
#include "phantomime/matchers/request_spec.hpp"

namespace phantomime::formats {

/// Reads `sample:` of a pack's credentials: one, or a list. The first is what is sent; `run` exports of all of them the
/// first user and the first token. Null where there was an error.
[[nodiscard]] std::shared_ptr<const matchers::Credential> load_sample(const Node& node, LoadContext& context);

/// Where a pack's credentials carry a token.
struct TokenPlace {
  std::string header, before;  ///< `Authorization` and `Bearer `
};
/// The first that one of them names; empty where none is a token, or only a pattern of one.
[[nodiscard]] std::optional<TokenPlace> token_place(const matchers::Credential& credential);

}  // namespace phantomime::formats
