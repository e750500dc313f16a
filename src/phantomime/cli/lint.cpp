#include "phantomime/lints/lint.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "phantomime/base/version.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/reports/lint_report.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {
namespace {

struct LintOptions {
  std::vector<std::string> packs;
  std::string format = "text";
  std::string profile;
  bool assumed = false;
};

reports::LintReport empty_report(const std::vector<std::string>& packs) {
  reports::LintReport report;
  for (const std::string& pack : packs) report.subject += (report.subject.empty() ? "" : " + ") + pack;
  const auto rules = error_rules();
  report.rules.assign(rules.begin(), rules.end());
  for (const lints::Check& check : lints::checks()) report.rules.push_back({check.name, check.summary});
  report.program_version = version();
  return report;
}

std::string write(const reports::LintReport& report, std::string_view format) {
  for (const auto& row : reports::lint_formats())
    if (row.name == format) return row.write(report);
  return {};  // the option's check lets no other word through
}

bool is_assumed(const scenario::Scenario& scenario, const std::optional<directives::ResponseSpec>& response) {
  return response && std::any_of(scenario.facts.fixtures.begin(), scenario.facts.fixtures.end(), [&](const auto& one) {
           return one.path == response->fixture && one.provenance == scenario::Provenance::assumed;
         });
}

/// Lists things of which each may say that it is assumed, and counts them by kind.
class AssumedList {
 public:
  explicit AssumedList(Context& context) : context_{context} {}

  /// `kind` is what a line calls it, nothing for stubs; `kinds` what the count calls many.
  template <class Thing>
  void look_at(std::string_view kind, std::string_view kinds, const std::string& name, const Thing& thing) {
    const auto [count, is_new] = counts_.try_emplace(kinds);
    if (is_new) kinds_.push_back(kinds);
    ++count->second.all;
    if (thing.provenance != Provenance::assumed) return;
    ++count->second.assumed;
    context_.out << thing.where.to_string() << ": assumed: " << kind << (kind.empty() ? "" : " ") << name << '\n';
    if (!thing.note.empty()) context_.out << "  " << thing.note << '\n';
  }

  void look_at(const std::string& owner, const state::Machine& machine) {
    for (const auto& transition : machine.transitions)
      look_at("transition", "transitions", owner + "." + transition.name, transition);
  }

  void look_at(const state::Model& model) {
    for (const auto& error : model.errors) look_at("error", "errors", error.name, error);
    for (const auto& collection : model.collections) {
      look_at("collection", "collections", collection.name, collection);
      for (const auto& member : collection.members)
        look_at("member", "members", collection.name + "." + member.name, member);
      if (collection.machine) look_at(collection.name, *collection.machine);
    }
    for (const auto& machine : model.machines) look_at(machine.name, machine);
  }

  /// `2 of 15 stubs, 1 of 9 errors are assumed`.
  void finish() {
    std::string text;
    for (const std::string_view kinds : kinds_)
      text += (text.empty() ? "" : ", ") + std::to_string(counts_.at(kinds).assumed) + " of " +
              std::to_string(counts_.at(kinds).all) + " " + std::string{kinds};
    context_.out << (text.empty() ? "0 of 0 stubs" : text) << " are assumed\n";
  }

 private:
  struct Count {
    std::size_t assumed = 0, all = 0;
  };
  Context& context_;
  std::vector<std::string_view> kinds_;  ///< in the order they came
  std::map<std::string_view, Count> counts_;
};

/// What the packs say of the real server without knowing it: nothing of this may ever pass for documented.
void list_assumed(Context& context, const scenario::Scenario& scenario) {
  for (const auto& pack : scenario.packs) {
    if (is_assumed(scenario, pack.refuse))
      context.out << pack.refuse_where.to_string() << ": assumed: the refusal of " << pack.name << '\n';
    if (is_assumed(scenario, pack.fallback))
      context.out << pack.fallback_where.to_string() << ": assumed: the fallback of " << pack.name << '\n';
  }
  AssumedList list{context};
  for (const auto& stub : scenario.stubs) list.look_at({}, "stubs", stub.name, stub);
  if (scenario.model) list.look_at(*scenario.model);
  list.finish();
}

ExitCode lint(Context& context, const LintOptions& options) {
  auto report = empty_report(options.packs);
  Errors errors;
  const auto loaded = server::load_packs(context.files, options.packs, {options.profile}, errors);
  if (!loaded) {
    for (const Error& error : errors) report.diagnostics.push_back(to_diagnostic(error));
    sort_diagnostics(report.diagnostics);
    context.out << write(report, options.format);
    return ExitCode::bad_scenario;
  }
  const scenario::Scenario& scenario = *loaded->scenario;
  if (options.assumed) {
    list_assumed(context, scenario);
    return ExitCode::ok;
  }
  const scenario::Index index{scenario};
  const auto problems = lints::lint({scenario, index});
  report.diagnostics.assign(problems.begin(), problems.end());
  report.checked = {scenario.facts.sources.size(), scenario.stubs.size(), scenario.facts.fixtures.size(),
                    scenario.facts.tables.size()};
  context.out << write(report, options.format);
  return problems.empty() ? ExitCode::ok : ExitCode::findings;
}

}  // namespace

Action declare_lint(CLI::App& app) {
  const auto options = std::make_shared<LintOptions>();
  app.add_option("PACK", options->packs, "built-in packs, folders or files")->required()->option_text("...");
  std::vector<std::string> formats;
  for (const auto& row : reports::lint_formats()) formats.emplace_back(row.name);
  app.add_option("--format", options->format, "how the report is written (default: text)")
      ->check(CLI::IsMember(formats))
      ->option_text("text|json|sarif");
  app.add_flag("--assumed", options->assumed, "list what the packs assume of the real server, and check nothing");
  app.add_option("--profile", options->profile, "the product version to look at")->option_text("P");
  app.footer("Exit code 0 where nothing was found, 1 with findings, 3 where a pack does not load.");
  return [options](Context& context) { return lint(context, *options); };
}

}  // namespace phantomime::cli
