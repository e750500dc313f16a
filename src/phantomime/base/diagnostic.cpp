#include "phantomime/base/diagnostic.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

namespace phantomime {
namespace {

constexpr std::size_t index_of(ErrorCode code) { return static_cast<std::size_t>(code); }

// In the order of ErrorCode, which indexes it.
constexpr std::array<DiagnosticRule, 15> rules{{
    {"usage", "a command line that cannot be meant"},
    {"syntax", "text that is not what it claims to be"},
    {"version", "a format version this program does not know"},
    {"unknown-key", "a key that does not exist"},
    {"duplicate-key", "a key given twice"},
    {"missing-key", "a required key that is not there"},
    {"wrong-type", "a value of another type"},
    {"bad-value", "a value of the right type that makes no sense"},
    {"conflict", "two things that exclude each other"},
    {"not-found", "a file, fixture or name that is not there"},
    {"outside-folder", "a path that would leave its folder"},
    {"limit", "something past a bound"},
    {"bad-template", "a template that does not compile"},
    {"bad-expression", "an expression that does not compile"},
    {"io", "a file that cannot be read"},
}};
static_assert(rules.size() == index_of(ErrorCode::io) + 1);
static_assert(rules[index_of(ErrorCode::outside_folder)].name == "outside-folder");

}  // namespace

std::string_view to_string(Severity severity) noexcept { return severity == Severity::error ? "error" : "warning"; }

std::span<const DiagnosticRule> error_rules() noexcept { return rules; }

Diagnostic to_diagnostic(const Error& error) {
  return {std::string{rules[index_of(error.code)].name}, Severity::error, error.what, error.where, error.hint};
}

void sort_diagnostics(std::vector<Diagnostic>& diagnostics) {
  const auto place = [](const Diagnostic& diagnostic) {
    static const std::string nowhere;
    const bool known = diagnostic.where && diagnostic.where->source;
    return std::tuple<const std::string&, std::uint32_t, std::uint32_t, const std::string&>{
        known ? diagnostic.where->source->name : nowhere, diagnostic.where ? diagnostic.where->line : 0,
        diagnostic.where ? diagnostic.where->column : 0, diagnostic.what};
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
}

}  // namespace phantomime
