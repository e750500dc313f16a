#include "phantomime/server/pack_contracts.hpp"

#include <iterator>
#include <utility>

#include "phantomime/formats/learned_file.hpp"
#include "phantomime/formats/recorded_pack/recorded_pack.hpp"
#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t most_learned_bytes = 64u << 20;

void read_learned(const FileStore& files, const std::string& path, contract::Learned& learned, Errors& errors) {
  auto text = files.read(path, most_learned_bytes);
  if (!text) return errors.push_back(text.error());
  const auto source = std::make_shared<const Source>(path, std::move(*text));
  const auto document = formats::read_yaml(source, errors);
  if (!document) return;
  contract::Learned more = formats::load_learned(*document, errors);
  learned.insert(learned.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What recordings taught of the packs; those built in have no folder.
contract::Learned learned_of(const FileStore& files, const scenario::Scenario& scenario, Errors& errors) {
  contract::Learned learned;
  for (const scenario::Pack& pack : scenario.packs) {
    const std::string path = pack.folder + '/' + std::string{formats::learned_path};
    if (!pack.folder.empty() && files.type(path) == FileStore::Type::file) read_learned(files, path, learned, errors);
  }
  return learned;
}

}  // namespace

std::optional<PackContracts> load_pack_contracts(const FileStore& files, const std::string& name,
                                                 const std::string& profile, Errors& errors) {
  const std::size_t before = errors.size();
  const auto loaded = load_packs(files, {name}, {profile}, errors);
  if (!loaded) return {};
  const contract::Learned learned = learned_of(files, *loaded->scenario, errors);
  if (errors.size() != before) return {};
  PackContracts made;
  made.edition = std::make_shared<const scenario::Edition>(loaded->scenario);
  made.contracts = contract::make_contracts(made.edition, learned);
  return made;
}

}  // namespace phantomime::server
