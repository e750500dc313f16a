#pragma once

#include <string>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/net/certificate_authority.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

/// The generated certificate: EC P-256, self-signed or by a CA of its own kept beside it, named 127.0.0.1, ::1,
/// localhost and `extra_names`; made once and kept in `folder` (key 0600, written atomically under a lock, renewed 30
/// days before it expires or when a name is missing).
struct KeptCertificate {
  TlsFiles files;
  std::string ca;  ///< PEM file that clients may trust
};
/// Errors: io, naming the file and what to do (another folder through XDG_DATA_HOME, --tls-cert/--tls-key).
[[nodiscard]] Result<KeptCertificate> keep_certificate(const std::string& folder,
                                                       const std::vector<std::string>& extra_names);
/// The CA kept beside it, for a proxy that signs for the hosts it is asked for.
struct KeptAuthority {
  PemPair pair;
  std::string file;  ///< PEM file that clients may trust; no key in it
};
/// The same folder, lock and renewal. Errors: as keep_certificate.
[[nodiscard]] Result<KeptAuthority> keep_authority(const std::string& folder);
/// `${XDG_DATA_HOME:-~/.local/share}/phantomime/tls`.
[[nodiscard]] std::string default_certificate_folder();

}  // namespace phantomime::net
