#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/contract/contract.hpp"
#include "phantomime/contract/learned.hpp"
#include "phantomime/formats/acceptance/changed_files.hpp"
#include "phantomime/formats/tree_edit/tree_edit.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::formats {

/// A pack that is to be changed: loaded, and where what is said stands in its files.
class OpenedPack {
 public:
  /// Reports every error; empty if there was any.
  [[nodiscard]] static std::optional<OpenedPack> open(const ChangedFiles& files, const std::string& path,
                                                      const std::string& profile, Errors& errors);

  [[nodiscard]] const scenario::Scenario& scenario() const noexcept { return *scenario_; }
  /// The contract of a stub; what contradicts itself in it is an error. Empty for a name that no stub has.
  [[nodiscard]] std::optional<contract::Contract> contract_of(const std::string& stub, Errors& errors) const;

  /// What contradicts itself in the contracts of all stubs.
  [[nodiscard]] Errors contradictions() const;

  /// A place in a file: which file, and the way to the node.
  struct Spot {
    std::string file;
    TreePath path;
    Node node;  ///< as it is there
  };
  /// What stands at a place of a file that this pack was read from. Errors: not_found.
  [[nodiscard]] Result<Spot> spot_at(const Location& where) const;
  /// The value of the first member of a spot's mapping, where that member begins at the same place: block mappings and
  /// their first keys do.
  [[nodiscard]] static std::optional<Spot> first_member(const Spot& spot, const Location& where);
  /// The file in which a section such as `contracts` is to get an entry, as a whole: the profile in force if it has the
  /// entry, else the file that has it, else the one that has the section, else one that is to be made.
  [[nodiscard]] Spot file_for(const std::string& section, const std::string& entry) const;
  /// The fixture that a place stands in, or null.
  [[nodiscard]] const scenario::LoadFacts::Fixture* fixture_of(const Location& where) const;

  [[nodiscard]] const ChangedFiles& files() const noexcept { return *files_; }
  /// Errors: those of reading and parsing, located.
  [[nodiscard]] Result<Document> read(const std::string& file) const;

 private:
  struct File {
    std::string path;  ///< in the pack
    std::string name;  ///< on the disk
  };

  const ChangedFiles* files_ = nullptr;
  std::string path_;
  bool is_folder_ = false;
  std::vector<File> own_;
  std::shared_ptr<const scenario::Scenario> scenario_;
  std::shared_ptr<const scenario::Edition> edition_;
  contract::Learned learned_;
};

/// One file's change.
struct FileEdit {
  std::string file;
  TreeEdit edit;
};
/// What a file is before anything is written into it, where it is new.
[[nodiscard]] std::string new_pack_file();
/// Errors: those of edit_text.
[[nodiscard]] Result<void> apply_edit(ChangedFiles& files, const FileEdit& edit);
/// The edit that gives a node below `spot` the value, where perhaps nothing on the way to it is there yet.
[[nodiscard]] FileEdit edit_below(const OpenedPack::Spot& spot, const TreePath& way, const Node& value);

}  // namespace phantomime::formats
