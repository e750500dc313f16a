#include "phantomime/formats/pack_binder.hpp"

#include <algorithm>
#include <unordered_set>

#include "phantomime/base/suggest.hpp"
#include "phantomime/formats/format_version.hpp"
#include "phantomime/formats/key_tables.hpp"
#include "phantomime/formats/pack_section.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {

namespace {

/// Past these nobody reads on, and each costs a look through its file when it is shown.
constexpr std::size_t max_errors = 200;

std::string name_of_stub(const Node& stub) {
  const Node* name = stub.find("name");
  return name && name->is_scalar() ? name->text() : std::string{};
}

/// `remove:` and `include:`: lists of names.
void check_list_of_strings(const Node& root, std::string_view key, LoadContext& context) {
  const Node* list = root.find(key);
  if (!list || !expect_sequence(*list, context, key)) return;
  for (const Node& item : list->items())
    (void)read_string(item, context, std::string{"an entry of "} + std::string{key});
}

/// The value under `key` of the mapping under `section` of a file, or null.
const Node* find_below(const Node& root, std::string_view section, std::string_view key) {
  const Node* mapping = root.find(section);
  return mapping ? mapping->find(key) : nullptr;
}

/// A mapping with the entries of another laid over it, one by one.
Node overlay(const Node* below, const Node* above) {
  if (!below || !below->is_mapping()) return above ? *above : Node{};
  Node merged = *below;
  if (!above || !above->is_mapping()) return merged;
  for (std::size_t entry = 0; entry < above->size(); ++entry) {
    bool replaced = false;
    for (std::size_t at = 0; at < merged.size() && !replaced; ++at)
      if (merged.key(at).text() == above->key(entry).text()) {
        merged.children()[at * 2] = above->key(entry);
        merged.children()[at * 2 + 1] = above->value(entry);
        replaced = true;
      }
    if (replaced) continue;
    merged.children().push_back(above->key(entry));
    merged.children().push_back(above->value(entry));
  }
  return merged;
}

/// A profile's `pack` over the pack's own; of the credentials each key by itself, so that `check` need not be repeated.
Node pack_overlay(const Node& own, const Node& over) {
  Node merged = overlay(&own, &over);
  const Node* const below = own.find("credentials");
  const Node* const above = over.find("credentials");
  if (!below || !above) return merged;
  for (std::size_t at = 0; at < merged.size(); ++at)
    if (merged.key(at).text() == "credentials") merged.children()[at * 2 + 1] = overlay(below, above);
  return merged;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

PackBinder::PackBinder(PackFiles& files, scenario::Scenario& scenario, state::Model& model, StubNames& names,
                       Errors& errors)
    : files_{files}, scenario_{scenario}, model_{model}, names_{names}, errors_{errors}, fixtures_{files} {
  pack_.name = files.name;
  pack_.folder = files.folder;
  for (PackFiles::File& file : files.files) {
    File bound{&file, LoadContext{fixtures_, errors}, false, {}, {}};
    (is_profile(file) ? profiles_ : bound_).push_back(std::move(bound));
  }
  pack_.profiles = profiles();
  if (!files.files.empty()) {
    pack_.where = files.files.front().document.root.location();
    pack_.fallback_where = pack_.refuse_where = pack_.where;
  }
}

void PackBinder::note_members() {
  for (std::deque<File>* const files : {&bound_, &profiles_})
    for (File& file : *files) file.context.note_members = true;
}

bool PackBinder::is_profile(const PackFiles::File& file) const { return folder_of(file.path) == "profiles"; }

std::vector<std::string> PackBinder::profiles() const {
  std::vector<std::string> names;
  for (const File& file : profiles_) names.emplace_back(stem_of(file.file->path));
  return names;
}

/// The files that are played: the pack's own and the profile in force.
std::vector<PackBinder::File*> PackBinder::bound_files() {
  std::vector<File*> files;
  for (File& file : bound_) files.push_back(&file);
  if (profile_) files.push_back(profile_);
  return files;
}

void PackBinder::bind(const std::string& profile) {
  check_files();
  find_pack_file();
  choose_profile(profile);
  define_variables();
  substitute_variables();
  load_defaults();
  keep_defaults();
  std::vector<const File*> seen;
  for (File& file : bound_) collect(file, seen);
  bind_state();
  apply_profile();
  bind_stubs();
  bind_contracts();
  bind_quarantine();
  add_facts();
}

void PackBinder::check_files() {
  for (File& file : bound_) check_file(file, false);
  for (File& file : profiles_) check_file(file, true);
}

void PackBinder::check_file(File& file, bool is_profile) {
  const Node& root = file.file->document.root;
  LoadContext& context = file.context;
  file.sound = check_version(root, context);
  if (!file.sound) return;
  read_mapping(root, context, "a scenario", file_keys(), [](const KeyRow&, const Node&) {});
  check_list_of_strings(root, "include", context);
  check_list_of_strings(root, "remove", context);
  if (const Node* remove = root.find("remove"); remove && !is_profile)
    context.error(*remove, ErrorCode::conflict, "'remove' has a meaning in profiles only",
                  "delete the stubs, or put this file into the folder profiles");
  if (const Node* include = root.find("include"); include && is_profile)
    context.error(*include, ErrorCode::conflict, "a profile cannot include files", "write its stubs into it");
  for (const std::string_view section : {"pack", "defaults", "variables", "contracts"})
    if (const Node* node = root.find(section)) (void)expect_mapping(*node, context, section);
  if (const Node* stubs = root.find("stubs")) (void)expect_sequence(*stubs, context, "stubs");
}

void PackBinder::find_pack_file() {
  for (File& file : bound_) {
    const Node* section = file.sound ? file.file->document.root.find("pack") : nullptr;
    if (!section) continue;
    if (pack_file_)
      file.context.error(
          *section, ErrorCode::conflict, "the pack speaks of itself in two files",
          "the other is " + pack_file_->file->document.root.find("pack")->location().to_string() + ": merge them");
    else
      pack_file_ = &file;
  }
}

void PackBinder::choose_profile(const std::string& wanted) {
  const Node* by_default = pack_file_ ? find_below(pack_file_->file->document.root, "pack", "profile") : nullptr;
  const std::string name = !wanted.empty() || !by_default ? wanted : by_default->text();
  if (name.empty()) return;
  for (File& file : profiles_)
    if (stem_of(file.file->path) == name) profile_ = &file;
  pack_.profile = name;
  if (profile_) return;
  if (!by_default || !wanted.empty()) return;  // bind_packs looked before
  if (profiles_.empty()) return;               // then it is but the name of the version that the pack plays
  pack_file_->context.error(*by_default, ErrorCode::not_found, "there is no profile '" + name + "'",
                            "there are: " + listed(pack_.profiles));
}

void PackBinder::define_own_variables(File& file) {
  const Node* variables = file.sound ? file.file->document.root.find("variables") : nullptr;
  if (!variables || !variables->is_mapping()) return;
  for (std::size_t entry = 0; entry < variables->size(); ++entry) {
    const Node& key = variables->key(entry);
    if (!is_variable_name(key.text())) {
      file.context.error(key, ErrorCode::bad_value, "'" + key.text() + "' is no name of a variable",
                         "letters, digits and '_', no digit first");
      continue;
    }
    Variable& variable = variables_.emplace_back();
    variable.name = key.text();
    variable.value = variables->value(entry);
    variable.where = key.location();
    variable.home = &file.scope;
    file.scope.define(variable);
  }
}

void PackBinder::inherit_variables(File& file, File& from, std::vector<const File*>& seen) {
  if (std::find(seen.begin(), seen.end(), &from) != seen.end()) return;
  seen.push_back(&from);
  for (File* included : included_by(from)) {
    file.scope.inherit(included->scope);
    inherit_variables(file, *included, seen);
  }
}

void PackBinder::define_variables() {
  for (File& file : bound_) define_own_variables(file);
  if (profile_) define_own_variables(*profile_);
  // What a file defines comes before what it includes, that before what the whole pack sees.
  for (File& file : bound_) {
    std::vector<const File*> seen;
    inherit_variables(file, file, seen);
  }
  if (pack_file_) pack_scope_ = pack_file_->scope;
  for (File* file : bound_files()) file->scope.inherit(pack_scope_);
  // The profile's hide all others. Hidden ones count as used: without the profile they are.
  if (!profile_) return;
  for (Variable& variable : variables_) {
    if (variable.home != &profile_->scope) continue;
    for (Variable& hidden : variables_)
      if (hidden.name == variable.name && &hidden != &variable) hidden.used = true;
    for (File& file : bound_) file.scope.define(variable);
  }
}

void PackBinder::substitute_variables() {
  Substitution substitution{errors_};
  for (File* file : bound_files()) {
    if (!file->sound) continue;
    Node& root = file->file->document.root;
    for (std::size_t entry = 0; entry < root.size(); ++entry) {
      const std::string_view key = root.key(entry).text();
      if (key != "phantomime" && key != "include" && key != "variables")
        file->scope.substitute(root.children()[entry * 2 + 1], substitution);
    }
  }
}

void PackBinder::load_defaults() {
  const auto lay = [](File& from, File& over) {
    const Node* defaults = from.sound ? from.file->document.root.find("defaults") : nullptr;
    if (defaults && defaults->is_mapping()) over.defaults.load(*defaults, from.context);
  };
  Defaults whole_pack;
  if (pack_file_) {
    lay(*pack_file_, *pack_file_);
    whole_pack = pack_file_->defaults;
  }
  if (profile_) {
    profile_->defaults = whole_pack;
    lay(*profile_, *profile_);
    whole_pack = profile_->defaults;
    if (pack_file_) pack_file_->defaults = whole_pack;
  }
  for (File& file : bound_) {
    if (&file == pack_file_) continue;
    file.defaults = whole_pack;
    lay(file, file);
  }
}

std::vector<PackBinder::File*> PackBinder::included_by(const File& file) {
  std::vector<File*> included;
  const Node* list = file.sound ? file.file->document.root.find("include") : nullptr;
  if (!list) return included;
  for (const Node& item : list->items()) {
    const auto path = normalise(join(folder_of(file.file->path), item.text()));
    for (File& other : bound_)
      if (path && other.file->path == *path) included.push_back(&other);
  }
  return included;
}

/// A file's stubs, then those of the files it includes; each file once.
void PackBinder::collect(File& file, std::vector<const File*>& seen) {
  if (std::find(seen.begin(), seen.end(), &file) != seen.end()) return;
  seen.push_back(&file);
  collect_stubs(file, stubs_);
  for (File* included : included_by(file)) {
    // One that lies directly in the pack's folder has its place by name.
    if (folder_of(included->file->path) != ".") collect(*included, seen);
  }
}

void PackBinder::collect_stubs(File& file, std::vector<StubNode>& stubs) {
  const Node* list = file.sound ? file.file->document.root.find("stubs") : nullptr;
  if (!list) return;
  for (const Node& stub : list->items()) stubs.push_back({&stub, &file, name_of_stub(stub)});
}

void PackBinder::apply_profile() {
  if (!profile_ || !profile_->sound) return;
  std::vector<std::string_view> known;
  for (const StubNode& stub : stubs_) known.push_back(stub.name);
  const auto find = [this](std::string_view name) {
    return std::find_if(stubs_.begin(), stubs_.end(), [&](const StubNode& stub) { return stub.name == name; });
  };
  std::unordered_set<std::string> removed;
  if (const Node* remove = profile_->file->document.root.find("remove"))
    for (const Node& item : remove->items()) {
      if (find(item.text()) != stubs_.end()) {
        removed.insert(item.text());
        continue;
      }
      const std::string_view meant = nearest(item.text(), known);
      profile_->context.error(item, ErrorCode::not_found, "there is no stub '" + item.text() + "' to remove",
                              meant.empty() ? std::string{} : "did you mean '" + std::string{meant} + "'?");
    }
  std::vector<StubNode> overlays;
  collect_stubs(*profile_, overlays);
  for (StubNode& stub : overlays) {
    const auto below = stub.name.empty() ? stubs_.end() : find(stub.name);
    if (below == stubs_.end() ||
        below->file == profile_)  // a name that the profile has twice is reported with all others
      stubs_.push_back(std::move(stub));
    else
      *below = std::move(stub);
  }
  stubs_.erase(
      std::remove_if(stubs_.begin(), stubs_.end(),
                     [&](const StubNode& stub) { return stub.file != profile_ && removed.contains(stub.name); }),
      stubs_.end());
}

void PackBinder::bind_stubs() {
  scenario_.stubs.reserve(scenario_.stubs.size() + stubs_.size());
  const auto pack = static_cast<std::uint32_t>(scenario_.packs.size());
  for (const StubNode& entry : stubs_) {
    if (errors_.size() >= max_errors) {
      errors_.push_back({ErrorCode::limit,
                         "there are more errors than these: the stubs from here on were not looked at",
                         entry.node->location(), "mend these first"});
      return;
    }
    scenario::Stub stub = load_stub(*entry.node, entry.file->context, entry.file->defaults);
    stub.pack = pack;
    if (!stub.name.empty()) {
      const auto [first, is_new] = names_.emplace(stub.name, stub.where);
      if (!is_new)
        errors_.push_back({ErrorCode::conflict, "the stub name '" + stub.name + "' is taken", stub.where,
                           "it is the name of the stub at " + first->second.to_string() + ": choose another"});
    }
    scenario_.stubs.push_back(std::move(stub));
  }
}

/// Collections, what they are made from, and what lets in: stubs see the names that these make.
void PackBinder::bind_state() {
  for (File& file : bound_)
    if (file.sound) state_.add(file.file->document.root, file.context, file.defaults);
  if (profile_ && profile_->sound)
    state_.lay_over(profile_->file->document.root, profile_->context, profile_->defaults);
  std::vector<std::string> collections;
  for (const state::Collection& collection : model_.collections) collections.push_back(collection.name);
  const std::size_t first = collections.size();
  for (std::string& name : state_.collections()) collections.push_back(std::move(name));
  for (File* file : bound_files()) file->context.collections = collections;

  bind_pack_section();
  for (File* file : bound_files()) file->context.names = pack_.check_names;
  state_.bind(model_);
  for (std::size_t at = first; at < model_.collections.size(); ++at) model_.collections[at].epoch = pack_.epoch;
  for (const StateSections::Operation& operation : state_.operations())
    for (File* file : bound_files())
      if (&file->context == operation.context) stubs_.push_back({&operation.stub, file, operation.name, true});
}

void PackBinder::keep_defaults() {
  const File* file = pack_file_ ? pack_file_ : profile_;
  if (!file && bound_.size() == 1) file = &bound_.front();
  if (!file) return;
  pack_.default_request = file->defaults.request;
  pack_.default_response = file->defaults.response;
}

void PackBinder::bind_pack_section() {
  const Node* own = pack_file_ ? pack_file_->file->document.root.find("pack") : nullptr;
  const Node* over = profile_ && profile_->sound ? profile_->file->document.root.find("pack") : nullptr;
  if (own && own->is_mapping() && over && over->is_mapping())
    load_pack_section(pack_overlay(*own, *over), profile_->context, profile_->defaults, pack_);
  else if (over && over->is_mapping())
    load_pack_section(*over, profile_->context, profile_->defaults, pack_);
  else if (own && own->is_mapping())
    load_pack_section(*own, pack_file_->context, pack_file_->defaults, pack_);
}

}  // namespace phantomime::formats
