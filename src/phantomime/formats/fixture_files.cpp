#include "phantomime/formats/fixture_files.hpp"

#include <algorithm>

#include "phantomime/formats/paths.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::formats {

namespace {

constexpr std::size_t max_fixture_bytes = 64u << 20;
/// Of fixtures that are read although nothing names them outright.
constexpr std::size_t max_unnamed_bytes = 64u << 20;
constexpr std::size_t max_fixtures = 100'000;
constexpr std::size_t max_folder_depth = 32;

/// Walks a fixtures folder for one pack.
class FixtureFolder {
 public:
  FixtureFolder(const FileStore& store, const std::string& root, const FixtureMentions& mentions,
                const DocumentReader& read_document, PackFiles& pack, Errors& errors)
      : store_{store}, root_{root}, mentions_{mentions}, read_document_{read_document}, pack_{pack}, errors_{errors} {}

  void run(bool shared) {
    const auto real = store_.real_path(root_);
    if (!real) return fail(root_, real.error());
    real_root_ = *real;
    pack_.fixtures_folder = root_;
    pack_.paths_read.push_back(root_);
    const auto entries = store_.list(root_);
    if (!entries) return fail(root_, entries.error());
    const bool noted = add_notes({}, *entries);
    for (const FileStore::Entry& entry : *entries) {
      if (entry.name.starts_with('.')) continue;
      if (noted && is_tables_folder(entry.name)) continue;
      if (entry.type == FileStore::Type::folder) {
        if (!shared || names_something_in(entry.name)) add_folder(entry.name, noted, 1);
      } else if (!shared || mentions_.paths.contains(entry.name)) {
        add_file(entry.name, noted);
      }
    }
    std::sort(pack_.fixtures.begin(), pack_.fixtures.end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    read_needed();
  }

 private:
  [[nodiscard]] bool names_something_in(std::string_view folder) const {
    return mentions_.any || std::any_of(mentions_.paths.begin(), mentions_.paths.end(),
                                        [&](const std::string& path) { return first_folder(path) == folder; });
  }

  /// The manifest, tables and errata of a folder; whether it has a manifest.
  bool add_notes(const std::string& folder, const std::vector<FileStore::Entry>& entries) {
    const auto has = [&](std::string_view name, FileStore::Type type) {
      return std::any_of(entries.begin(), entries.end(),
                         [&](const FileStore::Entry& entry) { return entry.name == name && entry.type == type; });
    };
    if (!has("fixtures.yaml", FileStore::Type::file)) return false;
    const std::string at = join(root_, folder);
    PackFiles::FixtureNotes notes;
    notes.folder = folder;
    if (has("tables", FileStore::Type::folder)) {
      const std::string tables = join(at, "tables");
      pack_.paths_read.push_back(tables);
      const auto files = store_.list(tables);
      if (!files) fail(tables, files.error());
      for (const FileStore::Entry& file : files ? *files : std::vector<FileStore::Entry>{})
        if (file.type == FileStore::Type::file && is_yaml_file_name(file.name))
          if (auto document = read_document_(join(tables, file.name))) notes.tables.push_back(std::move(*document));
    }
    if (has("errata.yaml", FileStore::Type::file)) notes.errata = read_document_(join(at, "errata.yaml"));
    if (auto manifest = read_document_(join(at, "fixtures.yaml"))) {
      notes.manifest = std::move(*manifest);
      pack_.notes.push_back(std::move(notes));
    }
    return true;
  }

  void add_folder(const std::string& folder, bool noted, std::size_t depth) {
    if (depth > max_folder_depth) return;  // a link to a folder around it, most likely
    const auto entries = store_.list(join(root_, folder));
    if (!entries) return fail(join(root_, folder), entries.error());
    pack_.paths_read.push_back(join(root_, folder));
    if (depth == 1 && add_notes(folder, *entries)) noted = true;
    for (const FileStore::Entry& entry : *entries) {
      if (entry.name.starts_with('.')) continue;
      const std::string path = folder + "/" + entry.name;
      if (entry.type != FileStore::Type::folder)
        add_file(path, noted);
      else if (!(noted && is_tables_folder(path)))
        add_folder(path, noted, depth + 1);
    }
  }

  [[nodiscard]] bool is_tables_folder(std::string_view path) const {
    return std::any_of(pack_.notes.begin(), pack_.notes.end(),
                       [&](const auto& notes) { return path == join(notes.folder, "tables"); });
  }

  /// Files that speak of fixtures are none.
  [[nodiscard]] bool is_note(std::string_view path) const {
    const std::string_view name = name_of(path);
    if (name == "README.md") return true;
    if (name != "fixtures.yaml" && name != "errata.yaml") return false;
    return std::any_of(pack_.notes.begin(), pack_.notes.end(),
                       [&](const auto& notes) { return path == join(notes.folder, name); });
  }

  void add_file(const std::string& path, bool noted) {
    if (pack_.fixtures.size() >= max_fixtures) return;
    if (noted && is_note(path)) return;
    pack_.fixtures.push_back({path, nullptr, PackFiles::Fixture::State::unread});
  }

  /// Fixtures that lint compares with a field table.
  [[nodiscard]] std::set<std::string, std::less<>> described() const {
    std::set<std::string, std::less<>> paths;
    for (const PackFiles::FixtureNotes& notes : pack_.notes)
      if (const Node* fixtures = notes.manifest.root.find("fixtures"); fixtures && fixtures->is_mapping())
        for (std::size_t entry = 0; entry < fixtures->size(); ++entry)
          if (fixtures->value(entry).find("table")) paths.insert(join(notes.folder, fixtures->key(entry).text()));
    return paths;
  }

  void read_needed() {
    const auto described_by_tables = described();
    std::size_t unnamed_bytes = 0;
    for (PackFiles::Fixture& fixture : pack_.fixtures) {
      const bool named = mentions_.paths.contains(fixture.path);
      if (!named && !mentions_.any && !described_by_tables.contains(fixture.path)) continue;
      read(fixture, named ? max_fixture_bytes : max_unnamed_bytes - unnamed_bytes);
      if (!named && fixture.bytes) unnamed_bytes += fixture.bytes->size();
    }
  }

  void read(PackFiles::Fixture& fixture, std::size_t limit) {
    const std::string path = join(root_, fixture.path);
    const auto real = store_.real_path(path);
    if (!real) return fail(path, real.error());
    if (!lies_in(*real, real_root_)) {
      fixture.state = PackFiles::Fixture::State::outside;
      return;
    }
    auto bytes = store_.read(path, limit);
    if (!bytes) {
      if (bytes.error().code != ErrorCode::limit) return fail(path, bytes.error());
      fixture.state = PackFiles::Fixture::State::too_large;
      return;
    }
    fixture.bytes = std::make_shared<const std::string>(std::move(*bytes));
    fixture.state = PackFiles::Fixture::State::read;
    pack_.paths_read.push_back(path);
  }

  void fail(const std::string& path, Error error) {
    if (!error.where) error.where = Location{std::make_shared<const Source>(path, ""), 0, 0};
    errors_.push_back(std::move(error));
  }

  const FileStore& store_;
  const std::string& root_;
  const FixtureMentions& mentions_;
  const DocumentReader& read_document_;
  PackFiles& pack_;
  Errors& errors_;
  std::string real_root_;
};

/// A folder's path in which at least the last two segments are names, so that its parent can be named.
std::string spelled_out(const FileStore& store, const std::string& folder) {
  const std::string parent = folder_of(folder);
  const auto is_name = [](std::string_view name) { return !name.empty() && name != "." && name != ".."; };
  if (is_name(name_of(folder)) && is_name(name_of(parent))) return folder;
  const auto real = store.real_path(folder);
  return real ? *real : folder;
}

}  // namespace

void FixtureMentions::add(std::string_view path) {
  if (path.find("${") != std::string_view::npos) {
    any = true;
  } else if (auto normal = normalise(path)) {
    paths.insert(std::move(*normal));
  }
}

void FixtureMentions::collect(const Node& node) {
  if (node.is_mapping()) {
    for (std::size_t entry = 0; entry < node.size(); ++entry) {
      const std::string& key = node.key(entry).text();  // `rows` of a step is no path, which does no harm
      if ((key == "file" || key == "rows") && node.value(entry).is_scalar()) add(node.value(entry).text());
      if (key == "fixtures")  // of a contract
        for (const Node& fixture : node.value(entry).items()) add(fixture.text());
      collect(node.value(entry));
    }
  } else if (node.is_sequence()) {
    for (const Node& item : node.items()) collect(item);
  } else if (const std::string& text = node.text(); text.find("fixture") != std::string::npos) {
    for (std::size_t at = text.find('"'); at != std::string::npos;) {
      const std::size_t end = text.find('"', at + 1);
      if (end == std::string::npos) break;
      add(std::string_view{text}.substr(at + 1, end - at - 1));
      at = text.find('"', end + 1);
    }
  }
}

std::optional<std::string> find_fixtures_folder(const FileStore& store, const std::string& folder, bool single_file) {
  const auto is_folder = [&](const std::string& path) { return store.type(path) == FileStore::Type::folder; };
  if (const std::string own = join(folder, "fixtures"); is_folder(own)) return own;
  const std::string full = spelled_out(store, folder);
  std::string scenarios = folder_of(full);
  if (single_file && name_of(full) == "scenarios") scenarios = full;
  if (name_of(scenarios) != "scenarios") return std::nullopt;
  if (std::string beside = join(folder_of(scenarios), "fixtures"); is_folder(beside)) return beside;
  return std::nullopt;
}

void read_fixtures(const FileStore& store, const std::string& fixtures_folder, bool shared,
                   const FixtureMentions& mentions, const DocumentReader& read_document, PackFiles& pack,
                   Errors& errors) {
  if (shared && !mentions.any && mentions.paths.empty()) return;
  FixtureFolder{store, fixtures_folder, mentions, read_document, pack, errors}.run(shared);
}

}  // namespace phantomime::formats
