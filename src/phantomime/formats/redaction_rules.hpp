#pragma once

#include <memory>
#include <optional>

#include "phantomime/base/document.hpp"
#include "phantomime/recording/redaction/rules.hpp"

namespace phantomime::formats {

/// The version of the format of redaction rules that this program reads: `phantomime_rules: 1`.
inline constexpr std::int64_t rules_version = 1;

/// Reads a user's redaction rules (README.md, "Secrets in recordings"). Every error of the file is reported, with its
/// place; the result is empty if there were any.
[[nodiscard]] std::optional<recording::RedactionRules> read_redaction_rules(std::shared_ptr<const Source> source,
                                                                            Errors& errors);

}  // namespace phantomime::formats
