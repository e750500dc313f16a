#include "phantomime/server/pack_source.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/suggest.hpp"
#include "phantomime/server/builtin_packs.hpp"

namespace phantomime::server {
namespace {

/// The built-in packs as files; parsed when the program was built, so this costs no YAML.
Result<std::vector<formats::PackFiles>> unpack() {
  if (builtin::packs().empty()) return std::vector<formats::PackFiles>{};
  return formats::unpack_packs(builtin::packs());
}

Error unknown_pack(const std::string& name, const std::vector<formats::PackFiles>& builtin) {
  std::vector<std::string_view> names;
  names.reserve(builtin.size());
  for (const auto& pack : builtin) names.push_back(pack.name);
  std::string hint;
  if (const auto meant = nearest(name, names); !meant.empty()) hint = "did you mean '" + std::string{meant} + "'? ";
  hint += "built-in packs:";
  for (const auto known : names) hint += (known == names.front() ? " " : ", ") + std::string{known};
  return Error{ErrorCode::not_found,
               "there is no file, folder or built-in pack '" + name + "'",
               {},
               hint + "; or give the path of a scenario file or folder"};
}

}  // namespace

std::optional<LoadedPacks> load_packs(const FileStore& store, const std::vector<std::string>& names,
                                      const formats::LoadOptions& options, Errors& errors) {
  auto builtin = unpack();
  if (!builtin) {
    errors.push_back(builtin.error());
    return {};
  }
  LoadedPacks loaded;
  std::vector<formats::PackFiles> packs;
  const std::size_t before = errors.size();
  for (const std::string& name : names) {
    const auto known =
        std::find_if(builtin->begin(), builtin->end(), [&](const auto& pack) { return pack.name == name; });
    if (known != builtin->end()) {
      packs.push_back(*known);
      continue;
    }
    if (store.type(name) == FileStore::Type::missing) {
      errors.push_back(unknown_pack(name, *builtin));
      continue;
    }
    if (auto pack = formats::read_pack(store, name, errors)) {
      loaded.watched.push_back(name);
      loaded.watched.insert(loaded.watched.end(), pack->paths_read.begin(), pack->paths_read.end());
      packs.push_back(std::move(*pack));
    }
  }
  if (errors.size() != before) return {};
  loaded.scenario = formats::bind_packs(std::move(packs), options, errors);
  if (!loaded.scenario) return {};
  return loaded;
}

Result<std::vector<BuiltinPack>> builtin_packs() {
  auto files = unpack();
  if (!files) return std::move(files).error();
  std::vector<BuiltinPack> packs;
  for (auto& pack : *files) {
    Errors errors;
    const std::string name = pack.name;
    const auto scenario = formats::bind_packs({std::move(pack)}, {}, errors);
    if (!scenario)
      return errors.empty() ? Error{ErrorCode::syntax, "pack '" + name + "' does not load", {}, ""} : errors.front();
    packs.push_back({name, scenario->packs.front().summary, scenario->stubs.size(), scenario->packs.front().profiles});
  }
  return packs;
}

}  // namespace phantomime::server
