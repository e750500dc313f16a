#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::server {

/// What a person named on the command line, loaded.
struct LoadedPacks {
  std::shared_ptr<const scenario::Scenario> scenario;
  std::vector<std::string> watched;  ///< files and folders whose change means: load again
};

/// The pack that plays when none is named.
inline constexpr std::string_view default_pack = "phantom";

/// Loads packs to be played together: each name is a built-in pack, or a path to a folder or file. A name without a
/// slash that is both is the built-in one (write `./name` for the folder). Reports every error of every file.
[[nodiscard]] std::optional<LoadedPacks> load_packs(const FileStore& store, const std::vector<std::string>& names,
                                                    const formats::LoadOptions& options, Errors& errors);

/// A pack built into the program.
struct BuiltinPack {
  std::string name;
  std::string summary;
  std::size_t stubs = 0;
  std::vector<std::string> profiles;
};
/// Errors only where the program was built wrongly.
[[nodiscard]] Result<std::vector<BuiltinPack>> builtin_packs();

}  // namespace phantomime::server
