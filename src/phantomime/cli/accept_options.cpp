#include "phantomime/cli/accept_options.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include <CLI/CLI.hpp>

#include "phantomime/base/suggest.hpp"
#include "phantomime/base/time_text.hpp"
#include "phantomime/base/wildcard.hpp"
#include "phantomime/contract/quarantine.hpp"

namespace phantomime::cli {
namespace {

using contract::Finding;

Error usage(std::string what, std::string hint) { return {ErrorCode::usage, std::move(what), {}, std::move(hint)}; }

Result<void> check_word(std::string_view option, const std::string& word, std::span<const std::string_view> words) {
  if (std::find(words.begin(), words.end(), word) != words.end()) return {};
  const std::string_view meant = nearest(word, words);
  std::string listed;
  for (const std::string_view one : words) listed += (listed.empty() ? "" : ", ") + std::string{one};
  return usage(std::string{option} + " '" + word + "' is none of " + listed,
               meant.empty() ? std::string{} : "did you mean '" + std::string{meant} + "'?");
}

bool is_blank(const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; }

Result<void> check_keeper(const AcceptOptions& options, Instant now) {
  const auto& keeper = options.keeper;
  const bool said = !keeper.owner.empty() || !keeper.reason.empty() || !keeper.until.empty();
  if (!options.quarantine)
    return said ? Result<void>{usage("--owner, --reason and --until belong to --quarantine", "say --quarantine too")}
                : Result<void>{};
  for (const auto& [name, value] :
       {std::pair{"--owner", &keeper.owner}, {"--reason", &keeper.reason}, {"--until", &keeper.until}})
    if (is_blank(*value))
      return usage("--quarantine lacks " + std::string{name},
                   "such as --owner ann --reason 'mended in 8.5.1' --until 2026-12-31");
  const auto until = keeper.until.size() == 10 ? parse_instant(keeper.until) : Result<Instant>{Error{}};
  if (!until) return usage("--until '" + keeper.until + "' is no date", "a day such as 2026-12-31");
  const auto day = std::chrono::hours{24};
  if (*until + day <= now) return usage("--until " + keeper.until + " is over", "a day that is still to come");
  if (*until > now + contract::longest_quarantine_days * day)
    return usage("--until " + keeper.until + " is more than " + std::to_string(contract::longest_quarantine_days) +
                     " days from now",
                 "an earlier day: what is to stay belongs into the contract");
  return {};
}

bool named(const AcceptOptions& options, const Finding& finding) {
  return std::any_of(options.only.begin(), options.only.end(), [&](const std::string& id) { return id == finding.id; });
}

bool is_chosen(const AcceptOptions& options, const Finding& finding) {
  if (!options.only.empty()) return named(options, finding);
  // Nobody is concerned by noise, and somebody sees to what is set aside.
  if (finding.impact == contract::Impact::noise || finding.is_set_aside()) return false;
  if (!options.impact.empty() && to_string(finding.impact) != options.impact) return false;
  const auto& kind = to_string(finding.kind);
  if (!options.kinds.empty() && std::find(options.kinds.begin(), options.kinds.end(), kind) == options.kinds.end())
    return false;
  return options.stubs.empty() ||
         std::any_of(options.stubs.begin(), options.stubs.end(),
                     [&](const std::string& pattern) { return wildcard_matches(pattern, finding.stub); });
}

}  // namespace

void declare_accept_options(CLI::App& app, AcceptOptions& options) {
  app.add_option("REPORT", options.report, "what --report json=FILE of verify or diff wrote")
      ->required()
      ->option_text(" ");
  app.add_option("--pack", options.pack, "the folder or file of the pack, where the report does not say")
      ->option_text("PACK");
  app.add_option("--profile", options.profile, "the profile, where the report does not say")->option_text("P");
  app.add_flag("--all", options.all, "every finding but noise and what is set aside");
  const auto many = [](CLI::Option* option, const char* text) { option->option_text(text)->expected(1)->take_all(); };
  many(app.add_option("--only", options.only, "the finding of this id, may be repeated"), "ID");
  many(app.add_option("--kind", options.kinds, "findings of this kind (missing, type, ...), may be repeated"), "KIND");
  many(app.add_option("--stub", options.stubs, "findings of stubs so named; * is any text"), "GLOB");
  app.add_option("--class", options.impact, "findings of this class: breaking or compatible")->option_text("CLASS");
  app.add_flag("--dry-run", options.dry_run, "print what would be changed, and change nothing");
  app.add_flag("--quarantine", options.quarantine, "set them aside for a while instead");
  app.add_option("--owner", options.keeper.owner, "of --quarantine: who sees to them")->option_text("WHO");
  app.add_option("--reason", options.keeper.reason, "of --quarantine: why they may be so for now")->option_text("WHY");
  app.add_option("--until", options.keeper.until, "of --quarantine: the last day, at most 180 days ahead")
      ->option_text("DATE");
}

Result<void> check_accept_options(const AcceptOptions& options, Instant now) {
  for (const std::string& kind : options.kinds)
    if (auto known = check_word("--kind", kind, contract::finding_kind_words()); !known) return known;
  constexpr std::array<std::string_view, 2> classes = {"breaking", "compatible"};
  if (!options.impact.empty())
    if (auto known = check_word("--class", options.impact, classes); !known) return known;
  const bool rules = options.all || !options.kinds.empty() || !options.stubs.empty() || !options.impact.empty();
  if (!options.only.empty() && rules)
    return usage("--only names findings itself: --all, --kind, --stub and --class have no place beside it", "");
  return check_keeper(options, now);
}

Chosen choose_findings(const ReportFile& report, const AcceptOptions& options) {
  Chosen chosen;
  std::set<std::string_view> seen;
  for (const Finding& finding : report.findings)
    if (is_chosen(options, finding) && seen.insert(finding.id).second) chosen.findings.push_back(&finding);
  for (const std::string& id : options.only)
    if (!seen.count(id)) chosen.unknown.push_back(id);
  return chosen;
}

}  // namespace phantomime::cli
