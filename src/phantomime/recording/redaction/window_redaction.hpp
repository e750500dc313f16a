#pragma once

#include <memory>
#include <string>

#include "phantomime/recording/redaction/redactor.hpp"
#include "phantomime/recording/redaction/rules.hpp"
#include "phantomime/recording/redaction/vault.hpp"

namespace phantomime::recording {

/// Looks through a long body in windows that overlap, so that a secret across the edge of one is found whole. A body
/// with a content coding is decoded to be looked at, and its own bytes are given out as far as what they decode to
/// holds no secret. Vault and rules must outlive it.
[[nodiscard]] std::unique_ptr<BodyRedaction> window_redaction(Vault& vault, const RedactionRules& rules,
                                                              const http::Headers& headers, std::string where);

/// How much is looked at at once, and how much of it again with what comes next.
inline constexpr std::size_t window_bytes = 1u << 20;
inline constexpr std::size_t window_overlap = 64u << 10;

}  // namespace phantomime::recording
