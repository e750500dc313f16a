#include "phantomime/server/pack_folder.hpp"

#include <filesystem>
#include <system_error>

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

}  // namespace

Result<void> write_pack_folder(const formats::RecordedPack& pack, const std::string& folder) {
  for (auto file = pack.files.rbegin(); file != pack.files.rend(); ++file)
    if (auto done = put(folder, *file); !done) return done.error();
  return {};
}

Result<formats::GeneralisedSummary> keep_recorded_pack(std::span<const recording::Recording> recordings,
                                                       const std::string& folder) {
  auto pack = formats::make_recorded_pack(recordings);
  if (!pack) return pack.error();
  if (auto written = write_pack_folder(*pack, folder); !written) return written.error();
  return std::move(pack->summary);
}

}  // namespace phantomime::server
