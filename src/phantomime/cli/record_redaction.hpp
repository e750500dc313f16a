#pragma once

#include <memory>
#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/cli/context.hpp"
#include "phantomime/recording/redaction/redactor.hpp"

namespace phantomime::cli {

/// The redactor with the user's key, which is made where there is none, and with the rules of a file (empty: the
/// default ones). Nothing, and what went wrong in `errors`, where one of them cannot be had.
[[nodiscard]] std::unique_ptr<recording::Redactor> open_redactor(const Context& context, const std::string& rules_file,
                                                                 Errors& errors);

}  // namespace phantomime::cli
