#pragma once

#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "phantomime/formats/fixture_notes.hpp"
#include "phantomime/formats/pack_fixtures.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/formats/state_sections.hpp"
#include "phantomime/formats/stub_loader.hpp"
#include "phantomime/formats/variables.hpp"

namespace phantomime::formats {

/// The names of stubs of all packs that are played together, with where each was first written.
using StubNames = std::unordered_map<std::string, Location>;

/// Makes one pack of a scenario from its files.
class PackBinder {
 public:
  /// `files` is changed: variables are replaced in its documents.
  PackBinder(PackFiles& files, scenario::Scenario& scenario, state::Model& model, StubNames& names, Errors& errors);

  /// Bodies note their members: see LoadOptions.
  void note_members();
  /// The profiles there are.
  [[nodiscard]] std::vector<std::string> profiles() const;
  /// Binds everything; `profile` is empty (the pack's own default) or one of profiles(). Reports every error.
  void bind(const std::string& profile);

 private:
  struct File {
    PackFiles::File* file = nullptr;
    LoadContext context;
    bool sound = false;  ///< a mapping of a known version: worth looking into
    VariableScope scope;
    Defaults defaults;
  };
  struct StubNode {
    const Node* node = nullptr;
    File* file = nullptr;
    std::string name;           ///< empty where it has none
    bool is_operation = false;  ///< of a collection: made, not written
  };

  void check_files();
  void check_file(File& file, bool is_profile);
  void find_pack_file();
  void choose_profile(const std::string& wanted);
  void define_variables();
  void define_own_variables(File& file);
  void inherit_variables(File& file, File& from, std::vector<const File*>& seen);
  void substitute_variables();
  void load_defaults();
  void keep_defaults();
  void collect(File& file, std::vector<const File*>& seen);
  void collect_stubs(File& file, std::vector<StubNode>& stubs);
  void apply_profile();
  void bind_state();
  void bind_stubs();
  void bind_contracts();
  void bind_contract(const Node& key, const Node& value, File& file, bool exact);
  void bind_quarantine();
  void bind_pack_section();
  void add_facts();
  void add_fixtures(FixtureFacts& fixtures);
  void add_tables(FixtureFacts& fixtures);
  void use_fixtures_of_profiles(FixtureFacts& fixtures);

  [[nodiscard]] std::vector<File*> included_by(const File& file);
  [[nodiscard]] bool is_profile(const PackFiles::File& file) const;
  [[nodiscard]] std::vector<File*> bound_files();

  PackFiles& files_;
  scenario::Scenario& scenario_;
  state::Model& model_;
  StubNames& names_;
  Errors& errors_;
  PackFixtures fixtures_;
  VariableStore variables_;
  VariableScope pack_scope_;
  std::deque<File> bound_;  ///< every file but profiles, in the order of PackFiles
  std::deque<File> profiles_;
  File* pack_file_ = nullptr;
  File* profile_ = nullptr;  ///< the one in force
  StateSections state_;
  std::vector<StubNode> stubs_;
  scenario::Pack pack_;
};

}  // namespace phantomime::formats
