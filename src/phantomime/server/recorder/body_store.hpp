#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "phantomime/base/digest.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/net/descriptor.hpp"

namespace phantomime::server {

/// Where a body lies that is too long for the log.
struct StoredBody {
  std::string digest;  ///< SHA-256 of its bytes
  std::string file;    ///< within the recording's folder: `bodies/<digest>`
};

/// The bodies beside a recording's log, each in a file named by its digest; equal ones are one file. A file appears
/// under its name whole and synced, so that a line that names it never names half of one. Thread-safe.
class BodyStore {
 public:
  /// What files may be read by: everybody whom the umask lets, or the owner alone.
  enum class Access { usual, owner };
  /// Of a recording's folder, which must be there; makes `bodies` in it, and removes what a killed recorder left half
  /// written. Errors: io.
  [[nodiscard]] static Result<BodyStore> open(const std::string& folder, Access access);
  BodyStore(BodyStore&& other) noexcept
      : folder_{std::move(other.folder_)}, mode_{other.mode_}, directory_{std::move(other.directory_)} {}

  /// Keeps a body. Errors: io.
  [[nodiscard]] Result<StoredBody> keep(std::string_view bytes);

  /// A body that is written piece by piece; removed where it is not finished. One thread.
  class Spool {
   public:
    Spool(Spool&& other) noexcept
        : store_{other.store_},
          path_{std::exchange(other.path_, {})},
          file_{std::move(other.file_)},
          digest_{std::move(other.digest_)} {}
    Spool& operator=(Spool&&) = delete;
    ~Spool();
    /// Errors: io.
    [[nodiscard]] Result<void> write(std::string_view bytes);
    /// Gives it its name. Once. Errors: io.
    [[nodiscard]] Result<StoredBody> finish();

   private:
    friend class BodyStore;
    Spool(const BodyStore& store, std::string path, net::Descriptor file)
        : store_{&store}, path_{std::move(path)}, file_{std::move(file)} {}
    const BodyStore* store_;
    std::string path_;  ///< empty: it has its name, or was moved from
    net::Descriptor file_;
    Digest digest_;
  };
  /// Errors: io.
  [[nodiscard]] Result<Spool> begin();

 private:
  BodyStore(std::string folder, unsigned mode, net::Descriptor directory)
      : folder_{std::move(folder)}, mode_{mode}, directory_{std::move(directory)} {}
  [[nodiscard]] std::string path_of(const StoredBody& body) const { return folder_ + "/" + body.file; }
  [[nodiscard]] bool has(const StoredBody& body, std::uint64_t size) const;

  std::string folder_;
  unsigned mode_;
  net::Descriptor directory_;  ///< `bodies`, to sync names
  std::atomic<std::uint64_t> spools_{0};
};

/// Removes all bodies of a recording, and nothing that is not ours. Errors: io.
[[nodiscard]] Result<void> remove_bodies(const std::string& folder);

}  // namespace phantomime::server
