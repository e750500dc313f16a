#include "phantomime/cli/verify_pack.hpp"

#include "phantomime/formats/bindings_file.hpp"
#include "phantomime/formats/learned_file.hpp"
#include "phantomime/formats/recorded_pack/recorded_pack.hpp"
#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t longest_yaml = std::size_t{16} << 20;

std::optional<Document> read_document(const FileStore& files, const std::string& path, Errors& errors) {
  auto text = files.read(path, longest_yaml);
  if (!text) {
    errors.push_back(text.error());
    return std::nullopt;
  }
  return formats::read_yaml(std::make_shared<const Source>(path, *std::move(text)), errors);
}

/// What recordings taught of the packs; those built in have no folder.
contract::Learned learned_of(const FileStore& files, const scenario::Scenario& scenario, Errors& errors) {
  contract::Learned learned;
  for (const scenario::Pack& pack : scenario.packs) {
    if (pack.folder.empty()) continue;
    const std::string path = pack.folder + '/' + std::string{formats::learned_path};
    if (files.type(path) != FileStore::Type::file) continue;
    const auto document = read_document(files, path, errors);
    if (!document) continue;
    contract::Learned more = formats::load_learned(*document, errors);
    learned.insert(learned.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return learned;
}

}  // namespace

std::optional<VerifiedPack> load_verified(const FileStore& files, const std::string& name, const std::string& profile,
                                          const contract::PlanOptions& options, Errors& errors) {
  const auto loaded = server::load_packs(files, {name}, {profile}, errors);
  if (!loaded) return std::nullopt;
  VerifiedPack pack;
  pack.edition = std::make_shared<const scenario::Edition>(loaded->scenario);
  const contract::Learned learned = learned_of(files, *loaded->scenario, errors);
  pack.contracts = contract::make_contracts(pack.edition, learned);
  pack.plan = contract::make_plan(pack.edition, pack.contracts, options, errors);
  if (!errors.empty()) return std::nullopt;
  return pack;
}

std::vector<contract::Binding> read_bindings(const FileStore& files, const std::string& path, Errors& errors) {
  const auto document = read_document(files, path, errors);
  if (!document) return {};
  return formats::load_bindings(*document, errors);
}

}  // namespace phantomime::cli
