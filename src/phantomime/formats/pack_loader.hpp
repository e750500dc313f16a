#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::formats {

/// The files of one pack, read and parsed but not yet understood: what a folder holds, or what was compiled into the
/// program. Binding it to a Scenario costs no YAML parse.
struct PackFiles {
  struct File {
    std::string path;  ///< relative to the pack's folder, e.g. "approval.yaml", "profiles/4.5.yaml"
    Document document;
  };
  std::string name;         ///< the folder's, or the file's without its ending
  std::string folder;       ///< as given; empty for built-in packs
  std::vector<File> files;  ///< pack file first, then by name; then included ones and profiles
  /// What lies beside fixtures and speaks of them (fixtures/README.md).
  struct FixtureNotes {
    std::string folder;  ///< under the fixtures folder, e.g. "phantom"; empty: the fixtures folder itself
    Document manifest;   ///< fixtures.yaml
    std::vector<Document> tables;
    std::optional<Document> errata;
  };
  std::vector<FixtureNotes> notes;
  struct Fixture {
    enum class State : std::uint8_t {
      read,
      unread,   ///< nothing in the pack names it
      outside,  ///< a link leads out of the fixtures folder
      too_large,
    };
    std::string path;                          ///< under the fixtures folder, e.g. "phantom/approval/list.json"
    std::shared_ptr<const std::string> bytes;  ///< of the ones that are read; else null
    State state = State::read;
  };
  std::vector<Fixture> fixtures;        ///< every file of the fixtures folder that this pack may use, by path
  std::string fixtures_folder;          ///< where they lie, for messages; empty: there is none
  std::vector<std::string> paths_read;  ///< files and folders whose change means: load again
};

struct LoadOptions {
  std::string profile;        ///< empty: the pack's own default
  bool note_members = false;  ///< responses note the members of their bodies (ResponseSpec::members)
};

/// Reads a folder or a single file. Reports every error of every file; empty if there was any.
[[nodiscard]] std::optional<PackFiles> read_pack(const FileStore& store, const std::string& path, Errors& errors);

/// Makes a scenario of packs that are played together, in this order. Reports every error of every file.
[[nodiscard]] std::shared_ptr<const scenario::Scenario> bind_packs(std::vector<PackFiles> packs,
                                                                   const LoadOptions& options, Errors& errors);

/// The compiled form of packs, for building them into the program: documents and fixtures in one byte string. A format
/// of this build only, never kept: `unpack_packs` refuses bytes of another version.
[[nodiscard]] std::string compile_packs(const std::vector<PackFiles>& packs);
[[nodiscard]] Result<std::vector<PackFiles>> unpack_packs(std::string_view bytes);

}  // namespace phantomime::formats
