#include <algorithm>
#include <set>

#include "phantomime/formats/fixture_files.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/formats/paths.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::formats {

namespace {

constexpr std::size_t max_files = 10'000;

/// Reads the files of one pack. What they mean is the binder's business; includes are followed, no more.
class PackReader {
 public:
  PackReader(const FileStore& store, Errors& errors) : store_{store}, errors_{errors} {}

  std::optional<PackFiles> read(const std::string& path) {
    const std::size_t before = errors_.size();
    switch (store_.type(path)) {
      case FileStore::Type::folder:
        read_folder(path);
        break;
      case FileStore::Type::file:
        single_file_ = true;
        pack_.name = stem_of(path);
        pack_.folder = folder_of(path);
        (void)add_file(std::string{name_of(path)}, nullptr);
        break;
      case FileStore::Type::missing:
        errors_.push_back({ErrorCode::not_found, "there is no file or folder '" + path + "'", std::nullopt,
                           "give a scenario file or a folder of them"});
        break;
      case FileStore::Type::other:
        errors_.push_back({ErrorCode::io, "'" + path + "' is neither a file nor a folder", std::nullopt,
                           "give a scenario file or a folder of them"});
        break;
    }
    if (!pack_.files.empty()) read_rest();
    if (errors_.size() > before) return std::nullopt;
    return std::move(pack_);
  }

 private:
  void read_folder(const std::string& path) {
    std::string folder = path;
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    pack_.folder = folder;
    pack_.name = name_of(folder);
    if (pack_.name == "." || pack_.name == "..")
      if (const auto real = store_.real_path(folder)) pack_.name = name_of(*real);
    pack_.paths_read.push_back(folder);
    const auto entries = store_.list(folder);
    if (!entries) return fail(folder, nullptr, entries.error());
    bool any = false;
    for (const FileStore::Entry& entry : *entries) {
      if (entry.type != FileStore::Type::file || !is_yaml_file_name(entry.name)) continue;
      any = true;
      (void)add_file(entry.name, nullptr);
    }
    if (!any)
      errors_.push_back({ErrorCode::not_found, "the folder '" + folder + "' holds no scenario", std::nullopt,
                         "a scenario is a file named *.yaml directly in it"});
    // The file that speaks for the pack comes first; the others stay in the order of their names.
    std::stable_partition(pack_.files.begin(), pack_.files.end(),
                          [](const PackFiles::File& file) { return file.document.root.find("pack") != nullptr; });
  }

  void read_rest() {
    // Includes are appended while this runs, and followed in turn.
    for (std::size_t at = 0; at < pack_.files.size(); ++at) follow_includes(at);
    if (!single_file_) read_profiles();
    FixtureMentions mentions;
    for (const PackFiles::File& file : pack_.files) mentions.collect(file.document.root);
    const auto fixtures = find_fixtures_folder(store_, pack_.folder, single_file_);
    if (!fixtures) return;
    const bool shared = *fixtures != join(pack_.folder, "fixtures");
    read_fixtures(
        store_, *fixtures, shared, mentions, [this](const std::string& path) { return document(path, nullptr); }, pack_,
        errors_);
  }

  void read_profiles() {
    const std::string profiles = join(pack_.folder, "profiles");
    if (store_.type(profiles) != FileStore::Type::folder) return;
    pack_.paths_read.push_back(profiles);
    const auto entries = store_.list(profiles);
    if (!entries) return fail(profiles, nullptr, entries.error());
    for (const FileStore::Entry& entry : *entries)
      if (entry.type == FileStore::Type::file && is_yaml_file_name(entry.name))
        (void)add_file("profiles/" + entry.name, nullptr);
  }

  void follow_includes(std::size_t at) {
    const Node* includes = pack_.files[at].document.root.find("include");
    if (!includes) return;
    const std::vector<Node> wanted{includes->items().begin(), includes->items().end()};  // files will move
    const std::string beside = folder_of(pack_.files[at].path);
    for (const Node& item : wanted) {
      const std::string* text = item.as_string();
      if (!text) continue;  // the binder reports the wrong type
      const auto path = normalise(join(beside, *text));
      if (is_absolute(*text) || !path) {
        errors_.push_back({ErrorCode::outside_folder, "'" + *text + "' leads out of the pack's folder", item.location(),
                           "included files lie in '" + pack_.folder + "'; paths are relative to this file"});
        continue;
      }
      if (!loaded_.contains(*path) && stays_inside(*path, item)) (void)add_file(*path, &item);
    }
  }

  /// Looks behind links.
  bool stays_inside(const std::string& path, const Node& wanted) {
    const std::string on_disk = join(pack_.folder, path);
    if (store_.type(on_disk) != FileStore::Type::file) {
      errors_.push_back({ErrorCode::not_found, "there is no file '" + on_disk + "'", wanted.location(),
                         "paths are relative to the file that includes"});
      return false;
    }
    const auto real_folder = store_.real_path(pack_.folder);
    const auto real = store_.real_path(on_disk);
    if (!real_folder || !real) {
      fail(on_disk, &wanted, real_folder ? real.error() : real_folder.error());
      return false;
    }
    if (lies_in(*real, *real_folder)) return true;
    errors_.push_back({ErrorCode::outside_folder, "'" + path + "' is a link that leads out of the pack's folder",
                       wanted.location(), "copy the file into '" + pack_.folder + "'"});
    return false;
  }

  bool add_file(const std::string& path, const Node* wanted) {
    if (pack_.files.size() >= max_files) {
      errors_.push_back({ErrorCode::limit, "the pack has more than " + std::to_string(max_files) + " files",
                         std::nullopt, "merge some"});
      return false;
    }
    loaded_.insert(path);
    auto read = document(join(pack_.folder, path), wanted);
    if (!read) return false;
    pack_.files.push_back({path, std::move(*read)});
    return true;
  }

  std::optional<Document> document(const std::string& path, const Node* wanted) {
    const YamlLimits limits;
    auto text = store_.read(path, limits.bytes);
    if (!text) {
      fail(path, wanted, text.error());
      return std::nullopt;
    }
    pack_.paths_read.push_back(path);
    return read_yaml(std::make_shared<const Source>(path, std::move(*text)), errors_, limits);
  }

  void fail(const std::string& path, const Node* wanted, Error error) {
    error.where = Location{std::make_shared<const Source>(path, ""), 0, 0};
    if (error.code == ErrorCode::limit) {
      error.what = "the file is larger than 64 MiB";
      error.hint = "split it; the parts can be named under include:";
    } else if (wanted) {
      error.where = wanted->location();
    }
    errors_.push_back(std::move(error));
  }

  const FileStore& store_;
  Errors& errors_;
  PackFiles pack_;
  std::set<std::string, std::less<>> loaded_;
  bool single_file_ = false;
};

}  // namespace

std::optional<PackFiles> read_pack(const FileStore& store, const std::string& path, Errors& errors) {
  return PackReader{store, errors}.read(path);
}

}  // namespace phantomime::formats
