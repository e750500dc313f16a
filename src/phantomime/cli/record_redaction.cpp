#include "phantomime/cli/record_redaction.hpp"

#include <utility>

#include "phantomime/formats/redaction_rules.hpp"
#include "phantomime/server/redaction_key.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t most_rules_bytes = 1u << 20;

}  // namespace

std::optional<recording::RedactionRules> read_rules(const Context& context, const std::string& file, Errors& errors) {
  if (file.empty()) return recording::RedactionRules{};
  auto text = context.files.read(file, most_rules_bytes);
  if (text) return formats::read_redaction_rules(std::make_shared<const Source>(file, *std::move(text)), errors);
  errors.push_back(text.error());
  return std::nullopt;
}

std::unique_ptr<recording::KeyedRedactor> open_redactor(const Context& context, const std::string& rules_file,
                                                        Errors& errors) {
  auto rules = read_rules(context, rules_file, errors);
  if (!rules) return nullptr;
  const auto key = server::redaction_key(server::default_redaction_folder());
  if (key) return std::make_unique<recording::KeyedRedactor>(*key, *std::move(rules));
  errors.push_back(key.error());
  return nullptr;
}

ExitCode code_of_rules(const Errors& errors) {
  const auto unreadable = [](const Error& error) {
    return error.code == ErrorCode::io || error.code == ErrorCode::not_found;
  };
  return !errors.empty() && unreadable(errors.front()) ? ExitCode::runtime : ExitCode::bad_scenario;
}

std::optional<ExitCode> prepare_redactor(Context& context, const KeepingOptions& options,
                                         std::unique_ptr<recording::KeyedRedactor>& redactor) {
  if (options.redact != "on") return std::nullopt;
  Errors errors;
  redactor = open_redactor(context, options.rules, errors);
  if (redactor) return std::nullopt;
  report(context, errors);
  return code_of_rules(errors);
}

}  // namespace phantomime::cli
