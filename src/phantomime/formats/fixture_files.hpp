#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "phantomime/base/file_store.hpp"
#include "phantomime/formats/pack_loader.hpp"

namespace phantomime::formats {

/// The fixtures that documents name, as far as that can be told before anything is understood.
struct FixtureMentions {
  std::set<std::string, std::less<>> paths;  ///< normalised
  bool any = false;                          ///< some name is put together from variables: every fixture may be meant

  /// Adds what stands under `file:` keys and in templates' calls.
  void collect(const Node& node);

 private:
  void add(std::string_view path);
};

/// Where a pack's fixtures lie (scenarios/README.md, "Fixtures"); nothing where there is no such folder.
/// `folder` is the pack's, or the one around a single file.
[[nodiscard]] std::optional<std::string> find_fixtures_folder(const FileStore& store, const std::string& folder,
                                                              bool single_file);

/// Reads one YAML file of a pack; reports its errors.
using DocumentReader = std::function<std::optional<Document>(const std::string& path)>;

/// Lists the fixtures a pack may use with their notes, and reads those that it names or that a field table describes.
/// A folder shared by several packs is only looked at where the pack names something in it.
void read_fixtures(const FileStore& store, const std::string& fixtures_folder, bool shared,
                   const FixtureMentions& mentions, const DocumentReader& read_document, PackFiles& pack,
                   Errors& errors);

}  // namespace phantomime::formats
