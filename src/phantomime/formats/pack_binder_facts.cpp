// What PackBinder gathers for lint and reports beside the stubs themselves.
#include <algorithm>
#include <map>

#include "phantomime/formats/fixture_files.hpp"
#include "phantomime/formats/fixture_notes.hpp"
#include "phantomime/formats/pack_binder.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {

namespace {

/// The weakest provenance of the fixtures that a response shows: one assumed part makes it assumed.
void gather_provenance(const directives::ResponseSpec& response, FixtureFacts& facts, scenario::Provenance& weakest) {
  if (const auto* fixture = response.fixture.empty() ? nullptr : facts.find(normalise(response.fixture).value_or("")))
    weakest = std::max(weakest, fixture->provenance);
  for (const directives::ResponseSpec& step : response.sequence) gather_provenance(step, facts, weakest);
}

}  // namespace

/// Packs that share a folder speak of the same files; another pack's file of the same name is another file.
void PackBinder::add_fixtures(FixtureFacts& fixtures) {
  std::vector<scenario::LoadFacts::Fixture>& all = scenario_.facts.fixtures;
  std::map<std::string, std::size_t, std::less<>> known;
  for (std::size_t i = 0; i < all.size(); ++i) known.emplace(all[i].path, i);
  for (std::size_t i = 0; i < fixtures.fixtures.size(); ++i) {
    auto& fixture = fixtures.fixtures[i];
    const auto& bytes = files_.fixtures[i].bytes;
    if (!bytes) fixture.table.clear();  // nothing to compare: it was too large, which is an error where it is used
    if (const auto other = known.find(fixture.path); other != known.end()) {
      if (!bytes || *scenario_.fixture_bytes.emplace(fixture.path, bytes).first->second == *bytes) {
        all[other->second].used = all[other->second].used || fixture.used;
        continue;
      }
      fixture.path = pack_.name + ":" + fixture.path;
    }
    if (bytes) scenario_.fixture_bytes[fixture.path] = bytes;
    all.push_back(std::move(fixture));
  }
}

void PackBinder::add_tables(FixtureFacts& fixtures) {
  std::vector<scenario::LoadFacts::Table>& all = scenario_.facts.tables;
  for (auto& table : fixtures.tables) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const auto& other) {
      return other.name == table.name && other.where.to_string() == table.where.to_string();
    });
    if (!known) all.push_back(std::move(table));
  }
  for (auto& erratum : fixtures.errata) scenario_.facts.errata.push_back(std::move(erratum));
}

/// What a stub uses that another profile has replaced is no orphan.
void PackBinder::use_fixtures_of_profiles(FixtureFacts& fixtures) {
  if (profiles_.empty()) return;
  FixtureMentions mentions;
  for (const PackFiles::File& file : files_.files) mentions.collect(file.document.root);
  for (const std::string& path : mentions.paths)
    if (auto* fixture = fixtures.find(path)) fixture->used = true;
}

void PackBinder::add_facts() {
  scenario::LoadFacts& facts = scenario_.facts;
  LoadContext context{fixtures_, errors_};
  FixtureFacts fixtures = load_fixture_notes(files_, context);

  const auto first = scenario_.stubs.begin() + static_cast<std::ptrdiff_t>(scenario_.stubs.size()) -
                     std::count_if(scenario_.stubs.begin(), scenario_.stubs.end(),
                                   [&](const scenario::Stub& stub) { return stub.pack == scenario_.packs.size(); });
  for (auto stub = first; stub != scenario_.stubs.end(); ++stub)
    if (stub->provenance == scenario::Provenance::unstated)
      gather_provenance(stub->response, fixtures, stub->provenance);

  for (const std::string& path : fixtures_.used())
    if (auto* fixture = fixtures.find(path)) fixture->used = true;
  use_fixtures_of_profiles(fixtures);
  for (const auto& fixture : fixtures.fixtures)
    if (fixture.used && !fixture.as_printed.empty())
      if (auto* printed = fixtures.find(fixture.as_printed)) printed->used = true;

  add_fixtures(fixtures);
  add_tables(fixtures);
  for (const Variable& variable : variables_) facts.variables.push_back({variable.name, variable.where, variable.used});
  for (const PackFiles::File& file : files_.files) facts.sources.push_back(file.document.source);
  for (const PackFiles::FixtureNotes& notes : files_.notes) {
    facts.sources.push_back(notes.manifest.source);
    for (const Document& tables : notes.tables) facts.sources.push_back(tables.source);
    if (notes.errata) facts.sources.push_back(notes.errata->source);
  }
  facts.files.insert(facts.files.end(), files_.paths_read.begin(), files_.paths_read.end());
  scenario_.packs.push_back(std::move(pack_));
}

}  // namespace phantomime::formats
