#include "phantomime/server/pack_contracts.hpp"

#include <utility>

#include "phantomime/formats/learned_file.hpp"
#include "phantomime/formats/recorded_pack/recorded_pack.hpp"
#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::server {
namespace {

constexpr std::size_t most_learned_bytes = 64u << 20;

contract::Learned read_learned(const FileStore& files, const std::string& folder, Errors& errors) {
  const std::string path = folder + "/" + std::string{formats::learned_path};
  if (files.type(path) != FileStore::Type::file) return {};
  auto text = files.read(path, most_learned_bytes);
  if (!text) {
    errors.push_back(text.error());
    return {};
  }
  const auto source = std::make_shared<const Source>(path, std::move(*text));
  const auto document = formats::read_yaml(source, errors);
  return document ? formats::load_learned(*document, errors) : contract::Learned{};
}

}  // namespace

std::optional<PackContracts> load_pack_contracts(const FileStore& files, const std::string& name,
                                                 const std::string& profile, Errors& errors) {
  const std::size_t before = errors.size();
  const auto loaded = load_packs(files, {name}, {profile}, errors);
  // A name of a built-in pack leads to no folder.
  const auto learned = loaded && !loaded->watched.empty() ? read_learned(files, name, errors) : contract::Learned{};
  if (!loaded || errors.size() != before) return {};
  PackContracts made;
  made.edition = std::make_shared<const scenario::Edition>(loaded->scenario);
  made.contracts = contract::make_contracts(made.edition, learned);
  return made;
}

}  // namespace phantomime::server
