#pragma once

#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/cli/context.hpp"
#include "phantomime/cli/record_options.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"

namespace phantomime::cli {

/// The rules of a file; the default ones where it has no name. Nothing, and every error in `errors`, where it cannot be
/// read or is wrong.
[[nodiscard]] std::optional<recording::RedactionRules> read_rules(const Context& context, const std::string& file,
                                                                  Errors& errors);

/// The redactor with the user's key, which is made where there is none, and the rules of a file. Nothing, and what went
/// wrong in `errors`, where one of them cannot be had.
[[nodiscard]] std::unique_ptr<recording::KeyedRedactor> open_redactor(const Context& context,
                                                                      const std::string& rules_file, Errors& errors);

/// How a command ends that could not have them.
[[nodiscard]] ExitCode code_of_rules(const Errors& errors);

/// The redactor that `--redact` and `--rules` ask for, in `redactor`: none with `off`. How the command ends where it
/// cannot be had, which is reported.
[[nodiscard]] std::optional<ExitCode> prepare_redactor(Context& context, const KeepingOptions& options,
                                                       std::unique_ptr<recording::KeyedRedactor>& redactor);

}  // namespace phantomime::cli
