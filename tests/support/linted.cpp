#include "support/linted.hpp"

#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/lints/lint.hpp"

namespace phantomime::testing_support {

namespace {

std::shared_ptr<const scenario::Scenario> load(const FileStore& store, const std::string& pack, Errors& errors) {
  auto files = formats::read_pack(store, pack, errors);
  if (!files) return nullptr;
  std::vector<formats::PackFiles> packs;
  packs.push_back(std::move(*files));
  return formats::bind_packs(std::move(packs), {}, errors);
}

}  // namespace

std::shared_ptr<const scenario::Scenario> loaded(const FileStore& store, const std::string& pack) {
  Errors errors;
  return load(store, pack, errors);
}

reports::LintReport linted(const FileStore& store, const std::string& pack) {
  reports::LintReport report;
  report.subject = pack;
  report.rules.assign(error_rules().begin(), error_rules().end());
  for (const lints::Check& check : lints::checks()) report.rules.push_back({check.name, check.summary});

  Errors errors;
  const auto scenario = load(store, pack, errors);
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
