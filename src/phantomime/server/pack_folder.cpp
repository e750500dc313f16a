#include "phantomime/server/pack_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "phantomime/base/file_store.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime::server {
namespace {

Result<void> put(const std::string& folder, const formats::PackFile& file) {
  const std::filesystem::path path = std::filesystem::path{folder} / file.path;
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  if (failure)
    return Error{
        ErrorCode::io, "cannot make the folder " + path.parent_path().string() + ": " + failure.message(), {}, ""};
  return replace_file(path.string(), file.bytes);
}

/// Removes the fixtures that a pack of ours named and this one does not: they may hold what was taken out since.
void remove_unnamed(const formats::RecordedPack& pack, const std::string& folder, std::string_view earlier) {
  if (!earlier.starts_with(formats::recorded_pack_head)) return;
  const DiskFileStore files;
  const std::string fixtures = folder + "/fixtures";
  const auto entries = files.list(fixtures);
  if (!entries) return;
  for (const FileStore::Entry& entry : *entries) {
    const bool named = std::any_of(pack.files.begin(), pack.files.end(), [&](const formats::PackFile& file) {
      return file.path == "fixtures/" + entry.name;
    });
    std::error_code ignored;
    if (!named && earlier.find(entry.name) != std::string_view::npos)
      std::filesystem::remove(fixtures + "/" + entry.name, ignored);
  }
}

}  // namespace

bool holds_recorded_pack(const std::string& folder) {
  const auto text = DiskFileStore{}.read_part(folder + "/pack.yaml", 0, formats::recorded_pack_head.size());
  return text && *text == formats::recorded_pack_head;
}

Result<void> write_pack_folder(const formats::RecordedPack& pack, const std::string& folder) {
  constexpr std::size_t most_pack_bytes = 256u << 20;
  const auto earlier = DiskFileStore{}.read(folder + "/pack.yaml", most_pack_bytes);
  for (auto file = pack.files.rbegin(); file != pack.files.rend(); ++file)
    if (auto done = put(folder, *file); !done) return done.error();
  if (earlier) remove_unnamed(pack, folder, *earlier);
  return {};
}

Result<formats::GeneralisedSummary> keep_recorded_pack(std::span<recording::Recording> recordings,
                                                       const std::string& folder) {
  auto pack = formats::make_recorded_pack(recordings);
  if (!pack) return pack.error();
  if (auto written = write_pack_folder(*pack, folder); !written) return written.error();
  return std::move(pack->summary);
}

}  // namespace phantomime::server
