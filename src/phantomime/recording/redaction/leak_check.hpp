#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "phantomime/base/file_store.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/recording/redaction/rules.hpp"

namespace phantomime::recording {

/// A secret that is left in what was written. Never says the secret itself.
struct Leak {
  std::string file;            ///< within the folder
  std::uint64_t line = 0;      ///< from 1; 0: unknown
  std::uint64_t exchange = 0;  ///< its number; 0: not in the log
  std::string kind;            ///< what it looks like, or `known secret`
  std::string where;           ///< as in Secret::where; empty in other files
};

struct LeakReport {
  std::vector<Leak> leaks;  ///< at most `most_leaks`
  bool more = false;        ///< there were more of them
  std::uint64_t files = 0, bytes = 0, exchanges = 0;
  std::vector<std::string> unread;  ///< what could not be looked at, and why: no leak, but no proof either
};

inline constexpr std::size_t most_leaks = 200;

/// Reads all that lies in a recording's folder: log, bodies beside, a pack made of it. Finds the secrets in `known` as
/// they are, percent-encoded, in base64 and below content codings, by decoding what is there and not in the way in
/// which the redactor finds them; and likely secrets by name and looks that are no placeholder which the log lists.
/// `rules`: those it was made with, for what they keep. All arguments must outlive it. One thread.
class LeakCheck {
 public:
  LeakCheck(const FileStore& files, const std::string& folder, const RedactionRules& rules,
            const std::vector<std::string>& known);
  ~LeakCheck();

  /// The log and the bodies beside it, where there is one. Errors: not_found, io, version.
  [[nodiscard]] Result<void> log();
  /// All other files, by what the log told. Errors: not_found, io.
  [[nodiscard]] Result<void> rest();
  [[nodiscard]] const LeakReport& report() const noexcept;

 private:
  class Search;
  std::unique_ptr<Search> search_;
};

/// The whole of it. Errors: those of LeakCheck.
[[nodiscard]] Result<LeakReport> check_leaks(const FileStore& files, const std::string& folder,
                                             const RedactionRules& rules = {},
                                             const std::vector<std::string>& known = {});

}  // namespace phantomime::recording
