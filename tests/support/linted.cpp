#include "support/linted.hpp"

#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/lints/lint.hpp"

namespace phantomime::testing_support {

reports::LintReport linted(const FileStore& store, const std::string& pack) {
  reports::LintReport report;
  report.subject = pack;
  report.rules.assign(error_rules().begin(), error_rules().end());
  for (const lints::Check& check : lints::checks()) report.rules.push_back({check.name, check.summary});

  Errors errors;
  std::shared_ptr<const scenario::Scenario> scenario;
  if (auto files = formats::read_pack(store, pack, errors)) {
    std::vector<formats::PackFiles> packs;
    packs.push_back(std::move(*files));
    scenario = formats::bind_packs(std::move(packs), {}, errors);
  }
  if (!scenario) {
    for (const Error& error : errors) report.diagnostics.push_back(to_diagnostic(error));
    sort_diagnostics(report.diagnostics);
    return report;
  }
  report.checked = {scenario->facts.sources.size(), scenario->stubs.size(), scenario->facts.fixtures.size(),
                    scenario->facts.tables.size()};
  const scenario::Index index{*scenario};
  report.diagnostics = lints::lint({*scenario, index});
  return report;
}

}  // namespace phantomime::testing_support
