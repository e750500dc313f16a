#include "phantomime/formats/acceptance/opened_pack.hpp"

#include <algorithm>

#include "phantomime/contract/make_contracts.hpp"
#include "phantomime/formats/json_reader.hpp"
#include "phantomime/formats/learned_file.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/formats/recorded_pack/recorded_pack.hpp"
#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/scenario/fixture_source.hpp"

namespace phantomime::formats {
namespace {

constexpr std::size_t file_limit = 64UL << 20;

TreePath path_of(std::string_view pointer) {
  TreePath path;
  while (!pointer.empty()) {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    std::string step;
    for (std::size_t at = 1; at < end; ++at) {
      const bool escaped = pointer[at] == '~' && at + 1 < end;
      step += escaped ? (pointer[at + 1] == '1' ? '/' : '~') : pointer[at];
      if (escaped) ++at;
    }
    path.push_back(std::move(step));
    pointer.remove_prefix(end);
  }
  return path;
}

contract::Learned learned_in(const ChangedFiles& files, const std::string& folder, Errors& errors) {
  const std::string path = folder + "/" + std::string{learned_path};
  if (files.type(path) != FileStore::Type::file) return {};
  auto text = files.read(path, file_limit);
  if (!text) {
    errors.push_back(text.error());
    return {};
  }
  const auto document = read_yaml(std::make_shared<const Source>(path, std::move(*text)), errors);
  return document ? load_learned(*document, errors) : contract::Learned{};
}

}  // namespace

std::optional<OpenedPack> OpenedPack::open(const ChangedFiles& files, const std::string& path,
                                           const std::string& profile, Errors& errors) {
  OpenedPack opened;
  opened.files_ = &files;
  opened.path_ = path;
  opened.is_folder_ = files.type(path) == FileStore::Type::folder;
  const std::size_t before = errors.size();
  auto read = read_pack(files, path, errors);
  if (!read) return std::nullopt;
  for (const PackFiles::File& file : read->files) opened.own_.push_back({file.path, file.document.source->name});
  if (opened.is_folder_) opened.learned_ = learned_in(files, path, errors);
  std::vector<PackFiles> packs;
  packs.push_back(std::move(*read));
  opened.scenario_ = bind_packs(std::move(packs), {profile, false}, errors);
  if (!opened.scenario_ || errors.size() > before) return std::nullopt;
  opened.edition_ = std::make_shared<const scenario::Edition>(opened.scenario_);
  return opened;
}

std::optional<contract::Contract> OpenedPack::contract_of(const std::string& stub, Errors& errors) const {
  const auto& stubs = scenario_->stubs;
  const auto found = std::find_if(stubs.begin(), stubs.end(), [&](const auto& one) { return one.name == stub; });
  if (found == stubs.end()) return std::nullopt;
  return contract::make_contract(edition_, static_cast<std::uint32_t>(found - stubs.begin()), learned_, errors);
}

Errors OpenedPack::contradictions() const { return contract::make_contracts(edition_, learned_).errors; }

Result<Document> OpenedPack::read(const std::string& file) const {
  auto text = files_->read(file, file_limit);
  if (!text) return text.error();
  return read_tree(std::make_shared<const Source>(file, std::move(*text)));
}

Result<OpenedPack::Spot> OpenedPack::spot_at(const Location& where) const {
  const auto& read_files = scenario_->facts.files;
  if (!where.source || std::find(read_files.begin(), read_files.end(), where.source->name) == read_files.end())
    return Error{ErrorCode::not_found, "no file of the pack says it", {}, ""};
  const auto document = read(where.source->name);
  if (!document) return document.error();
  const auto pointer = pointer_at(*document, {document->source, where.line, where.column});
  if (!pointer) return Error{ErrorCode::not_found, "nothing stands there", where, ""};
  Spot spot{where.source->name, path_of(*pointer), {}};
  spot.node = *node_at(document->root, spot.path);
  return spot;
}

std::optional<OpenedPack::Spot> OpenedPack::first_member(const Spot& spot, const Location& where) {
  if (!spot.node.is_mapping() || spot.node.size() == 0) return std::nullopt;
  const Node& key = spot.node.key(0);
  if (key.line() != where.line || key.column() != where.column) return std::nullopt;
  Spot inner{spot.file, spot.path, spot.node.value(0)};
  inner.path.push_back(key.text());
  return inner;
}

OpenedPack::Spot OpenedPack::file_for(const std::string& section, const std::string& entry) const {
  const std::string profile = "profiles/" + scenario_->packs.front().profile;
  Spot best{is_folder_ ? path_ + "/" + section + ".yaml" : path_, {}, {}};
  int best_rank = -1;
  for (const File& file : own_) {
    const bool is_profile = file.path.starts_with("profiles/");
    if (is_profile && file.path != profile + ".yaml" && file.path != profile + ".yml") continue;
    const auto document = read(file.name);
    if (!document) continue;
    const Node* const node = document->root.find(section);
    const bool has_entry = node && node->find(entry), is_named_so = file.name == best.file;
    int rank = is_profile && has_entry ? 4 : has_entry ? 3 : is_profile ? -1 : node ? 1 : -1;
    if (is_named_so && rank < 2) rank = node ? 2 : 0;
    if (rank <= best_rank) continue;
    best = Spot{file.name, {}, document->root};
    best_rank = rank;
  }
  if (best_rank >= 0) return best;
  const auto made = read_tree(std::make_shared<const Source>(best.file, new_pack_file()));
  if (made) best.node = made->root;
  return best;
}

const scenario::LoadFacts::Fixture* OpenedPack::fixture_of(const Location& where) const {
  if (!where.source) return nullptr;
  for (const auto& fixture : scenario_->facts.fixtures)
    if (where.source->name.ends_with(fixture.path) &&
        scenario::fixture_source(*scenario_, fixture.path)->name == where.source->name)
      return &fixture;
  return nullptr;
}

std::string new_pack_file() { return "phantomime: 1\n"; }

Result<void> apply_edit(ChangedFiles& files, const FileEdit& edit) {
  auto text = files.type(edit.file) == FileStore::Type::missing ? Result<std::string>{new_pack_file()}
                                                                : files.read(edit.file, file_limit);
  if (!text) return text.error();
  auto made = edit_text(std::make_shared<const Source>(edit.file, std::move(*text)), edit.edit);
  if (!made) return made.error();
  files.change(edit.file, std::move(*made));
  return {};
}

FileEdit edit_below(const OpenedPack::Spot& spot, const TreePath& way, const Node& value) {
  FileEdit made{spot.file, {TreeEdit::Kind::replace, spot.path, {}, value}};
  const Node* node = &spot.node;
  std::size_t step = 0;
  for (; step < way.size(); ++step) {
    const Node* const next = node->find(way[step]);
    if (!next) break;
    made.edit.path.push_back(way[step]);
    node = next;
  }
  if (step == way.size()) return made;
  for (std::size_t left = way.size(); left-- > step + 1;) {
    std::vector<Node> entry;
    entry.push_back(Node::scalar(way[left], Node::Style::quoted));
    entry.push_back(std::move(made.edit.value));
    made.edit.value = Node::mapping(std::move(entry));
  }
  if (node->is_mapping()) {
    made.edit.kind = TreeEdit::Kind::add;
    made.edit.key = way[step];
    return made;
  }
  std::vector<Node> entry;
  entry.push_back(Node::scalar(way[step], Node::Style::quoted));
  entry.push_back(std::move(made.edit.value));
  made.edit.value = Node::mapping(std::move(entry));
  return made;
}

}  // namespace phantomime::formats
