#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/scenario/scenario.hpp"

namespace phantomime::cli {

/// What a command under `phantomime run` may be told of the server; empty: there is none.
struct Served {
  std::string https_url, http_url, admin_url;
  std::string ca_file;        ///< the certificate to trust
  std::string ca_bundle;      ///< the system's and ours in one file
  std::string admin_token;    ///< that the admin API asks for
  std::string coverage = {};  ///< the file to which servers of its own add what they touched
};

/// Names with their values; without one the name is to be taken out of the environment.
using Exports = std::map<std::string, std::optional<std::string>>;

/// The environment that `run` exports (README.md, "run"): PHANTOMIME_*, the packs' `exports:`, and what makes the usual
/// clients trust the certificate. Where there is no HTTPS, https_url is the plain one. A name of ours without a value
/// is taken out, so that nothing meant for another server, a real one's password least of all, reaches the tests.
[[nodiscard]] Exports exports_of(const scenario::Scenario& scenario, const Served& served);

/// NAME=VALUE lines: `inherited` (null-terminated, may be null) with the exports laid over it.
[[nodiscard]] std::vector<std::string> lay_over(const char* const* inherited, const Exports& exports);

}  // namespace phantomime::cli
