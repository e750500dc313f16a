#include "phantomime/base/regex.hpp"

#include <array>

#include <re2/re2.h>

#include "phantomime/base/utf8.hpp"

namespace phantomime {
namespace {

constexpr std::int64_t memory_limit = 8 << 20;  ///< bytes a compiled expression with its caches may take

RE2::Options options() {
  RE2::Options result;
  result.set_log_errors(false);  // the library never prints
  result.set_max_mem(memory_limit);
  return result;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

std::string hint_for(std::string_view argument, RE2::ErrorCode code) {
  if (begins_with(argument, "(?=") || begins_with(argument, "(?!") || begins_with(argument, "(?<=") ||
      begins_with(argument, "(?<!"))
    return "RE2 leaves out look-ahead and look-behind, to stay linear in time: write what is to match instead, or use "
           "the condition 'not'";
  if (begins_with(argument, "(?<")) return "RE2 leaves out look-behind; a named group is written (?P<name>...)";
  if (begins_with(argument, "(?>") || code == RE2::ErrorRepeatOp)
    return "RE2 leaves out atomic groups and possessive repetition: write the plain form";
  const bool reference = argument.size() == 2 && argument[0] == '\\' &&
                         ((argument[1] >= '1' && argument[1] <= '9') || argument[1] == 'k' || argument[1] == 'g');
  if (reference) return "RE2 leaves out backreferences, to stay linear in time: write out what is to match";
  if (code == RE2::ErrorPatternTooLarge) return "lower its repetition counts or split it";
  return "see https://github.com/google/re2/wiki/Syntax";
}

Error describe(const RE2& expression) {
  const std::string& argument = expression.error_arg();
  std::string reason = expression.error();
  const std::string tail = ": " + argument;
  if (reason.size() > tail.size() && reason.compare(reason.size() - tail.size(), tail.size(), tail) == 0)
    reason.resize(reason.size() - tail.size());
  std::string what = "not a valid regular expression: " + reason;
  if (!argument.empty()) what += " in '" + shorten(argument, 80) + "'";
  return Error{ErrorCode::bad_expression, std::move(what), std::nullopt, hint_for(argument, expression.error_code())};
}

}  // namespace

struct Regex::Compiled {
  explicit Compiled(std::string_view pattern) : expression{piece(pattern), options()} {}
  RE2 expression;
  std::vector<std::string> names;
  std::vector<int> groups;  ///< the group number of each name
  int last_group = 0;
};

Result<Regex> Regex::create(std::string_view pattern) {
  auto compiled = std::make_shared<Compiled>(pattern);
  if (!compiled->expression.ok()) return describe(compiled->expression);
  for (const auto& [number, name] : compiled->expression.CapturingGroupNames()) {
    compiled->names.push_back(name);
    compiled->groups.push_back(number);
    compiled->last_group = number;
  }
  return Regex{std::move(compiled)};
}

bool Regex::matches_whole(std::string_view text) const {
  return compiled_->expression.Match(piece(text), 0, text.size(), RE2::ANCHOR_BOTH, nullptr, 0);
}

bool Regex::found_in(std::string_view text) const {
  return compiled_->expression.Match(piece(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

bool Regex::matches_whole(std::string_view text, std::vector<std::string>& captured) const {
  captured.clear();
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(compiled_->last_group) + 1);
  if (!compiled_->expression.Match(piece(text), 0, text.size(), RE2::ANCHOR_BOTH, found.data(),
                                   static_cast<int>(found.size())))
    return false;
  captured.reserve(compiled_->groups.size());
  for (const int group : compiled_->groups) {
    const re2::StringPiece& value = found[static_cast<std::size_t>(group)];
    captured.emplace_back(value.data() ? std::string{value.data(), value.size()} : std::string{});
  }
  return true;
}

std::optional<Regex::Place> Regex::find(std::string_view text, std::size_t from) const {
  std::array<re2::StringPiece, 2> found;
  const int wanted = compiled_->expression.NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (from > text.size() ||
      !compiled_->expression.Match(piece(text), from, text.size(), RE2::UNANCHORED, found.data(), wanted))
    return std::nullopt;
  const auto offset = [&](const re2::StringPiece& part) { return static_cast<std::size_t>(part.data() - text.data()); };
  const re2::StringPiece& chosen = wanted == 2 && found[1].data() ? found[1] : found[0];
  return Place{offset(chosen), offset(chosen) + chosen.size(), offset(found[0]), offset(found[0]) + found[0].size()};
}

const std::vector<std::string>& Regex::group_names() const noexcept { return compiled_->names; }
const std::string& Regex::pattern() const noexcept { return compiled_->expression.pattern(); }

}  // namespace phantomime
