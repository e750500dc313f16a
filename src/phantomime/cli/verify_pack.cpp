#include "phantomime/cli/verify_pack.hpp"

#include "phantomime/formats/bindings_file.hpp"
#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/server/pack_contracts.hpp"

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

}  // namespace

std::optional<VerifiedPack> load_verified(const FileStore& files, const std::string& name, const std::string& profile,
                                          const contract::PlanOptions& options, Errors& errors) {
  auto loaded = server::load_pack_contracts(files, name, profile, errors);
  if (!loaded) return std::nullopt;
  VerifiedPack pack;
  pack.edition = std::move(loaded->edition);
  pack.contracts = std::move(loaded->contracts);
  pack.plan = contract::make_plan(pack.edition, pack.contracts, options, errors);
  pack.flows = contract::make_flows(pack.edition->scenario());
  contract::plan_flows(pack.flows, options.allowed, pack.plan);
  if (!errors.empty()) return std::nullopt;
  return pack;
}

std::vector<contract::Binding> read_bindings(const FileStore& files, const std::string& path, Errors& errors) {
  const auto document = read_document(files, path, errors);
  if (!document) return {};
  return formats::load_bindings(*document, errors);
}

}  // namespace phantomime::cli
