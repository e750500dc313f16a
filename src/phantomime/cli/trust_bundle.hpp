#pragma once

#include <string>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/cli/context.hpp"

namespace phantomime::cli {

/// A file with the certificates that this system trusts and one more, for clients that take one file and nothing
/// beside it. It lies in a temporary folder of its own (in TMPDIR, or /tmp) and goes with it.
class TrustBundle {
 public:
  /// The system's are those of SSL_CERT_FILE, CURL_CA_BUNDLE or REQUESTS_CA_BUNDLE where the environment names a file
  /// that can be read, else those where systems keep them; none where there is none. Errors: io, not_found (`ca_file`).
  [[nodiscard]] static Result<TrustBundle> make(const Context& context, const std::string& ca_file);
  TrustBundle(TrustBundle&& other) noexcept : folder_{std::move(other.folder_)} { other.folder_.clear(); }
  TrustBundle& operator=(TrustBundle&&) = delete;
  ~TrustBundle();

  [[nodiscard]] std::string file() const { return folder_ + "/ca-bundle.pem"; }
  /// What there is to remove: the file, then the folder.
  [[nodiscard]] std::vector<std::string> paths() const { return {file(), folder_}; }

 private:
  explicit TrustBundle(std::string folder) : folder_{std::move(folder)} {}

  std::string folder_;  ///< empty: moved from
};

}  // namespace phantomime::cli
