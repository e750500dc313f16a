#pragma once

#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::formats {

/// What the files beside fixtures say (fixtures/README.md), understood.
struct FixtureFacts {
  std::vector<scenario::LoadFacts::Fixture> fixtures;  ///< one for each of the pack's, in their order; none used yet
  std::vector<scenario::LoadFacts::Table> tables;      ///< errata applied
  std::vector<scenario::LoadFacts::Erratum> errata;

  /// By path, or null.
  [[nodiscard]] scenario::LoadFacts::Fixture* find(std::string_view path);
};

/// Reads manifests, tables and errata; reports every error.
[[nodiscard]] FixtureFacts load_fixture_notes(const PackFiles& pack, LoadContext& context);

}  // namespace phantomime::formats
