// What `contracts:` says of stubs by their names, and the findings in `quarantine:`.
#include "phantomime/base/suggest.hpp"
#include "phantomime/base/wildcard.hpp"
#include "phantomime/contract/quarantine.hpp"
#include "phantomime/contract/rules.hpp"
#include "phantomime/formats/pack_binder.hpp"

namespace phantomime::formats {
namespace {

bool is_pattern(std::string_view name) { return name.find('*') != std::string_view::npos; }

}  // namespace

/// Patterns before names, so that what is said of one stub comes after what is said of many; a profile's entry replaces
/// the pack's of the same key.
void PackBinder::bind_contracts() {
  for (const bool exact : {false, true})
    for (File* file : bound_files()) {
      const Node* const section = file->sound ? file->file->document.root.find("contracts") : nullptr;
      if (!section || !section->is_mapping()) continue;
      for (std::size_t entry = 0; entry < section->size(); ++entry)
        if (is_pattern(section->key(entry).text()) != exact)
          bind_contract(section->key(entry), section->value(entry), *file, exact);
    }
}

void PackBinder::bind_contract(const Node& key, const Node& value, File& file, bool exact) {
  const std::string& name = key.text();
  if (&file != profile_ && profile_ && profile_->sound) {
    const Node* const over = profile_->file->document.root.find("contracts");
    if (over && over->find(name)) return;
  }
  const auto pack = static_cast<std::uint32_t>(scenario_.packs.size());
  std::vector<scenario::Stub*> stubs;
  std::vector<std::string_view> known;
  for (scenario::Stub& stub : scenario_.stubs) {
    if (stub.pack != pack) continue;
    known.push_back(stub.name);
    if (exact ? stub.name == name : wildcard_matches(name, stub.name)) stubs.push_back(&stub);
  }
  if (value.is_null()) return;
  if (stubs.empty() && !(is_pattern(name) && known.empty())) {
    const std::string_view meant = nearest(name, known);
    return file.context.error(key, ErrorCode::not_found, "there is no stub '" + name + "'",
                              meant.empty() ? std::string{} : "did you mean '" + std::string{meant} + "'?");
  }
  file.context.captures.clear();
  const auto rules = contract::load_rules(value, file.context);
  if (!rules) return;
  for (scenario::Stub* stub : stubs) {
    // The stub's own `contract:` is the last word.
    const bool has_own = !stub->contracts.empty() && stub->contracts.back()->of == contract::Rules::Of::stub;
    stub->contracts.insert(stub->contracts.end() - (has_own ? 1 : 0), rules);
  }
}

/// The entries of all files of the pack are one quarantine.
void PackBinder::bind_quarantine() {
  contract::Quarantine all;
  for (File* file : bound_files()) {
    const Node* const section = file->sound ? file->file->document.root.find("quarantine") : nullptr;
    if (section) contract::load_quarantine(*section, file->context, all);
  }
  if (!all.entries.empty()) pack_.quarantine = std::make_shared<const contract::Quarantine>(std::move(all));
}

}  // namespace phantomime::formats
