#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace phantomime::reports {

/// What `phantomime run` has to say once its command has ended. All text is redacted; it may hold any bytes.
struct RunReport {
  /// Something that was to happen: `expect:` of a stub, or an entry of `--expect`.
  struct Expectation {
    std::string name;   ///< the stub's, or what was asked: "GET /rest/version"
    std::string where;  ///< file:line:column
    bool met = false;
    std::string expected;  ///< "exactly 1"
    std::uint64_t count = 0;
    std::vector<std::string> nearest;  ///< where too few came: the requests that came nearest, and what differed
    std::uint64_t forgotten = 0;       ///< requests that could not be looked at any more
  };
  /// Requests that no stub answered, alike in method, target and near miss.
  struct Unmatched {
    std::string request;  ///< METHOD TARGET
    int status = 0;
    std::string near_miss;            ///< the nearest stub and what differed; empty: nothing came near
    std::vector<std::string> spaces;  ///< in which they came, the default one not named
    bool more_spaces = false;         ///< there were others
    std::uint64_t times = 0;
  };

  std::string subject;  ///< the packs by name: "phantom"
  std::uint64_t matched = 0, refused = 0, bad_requests = 0;
  std::uint64_t unmatched_requests = 0;
  std::vector<Unmatched> unmatched;
  std::uint64_t unmatched_others = 0;  ///< requests of kinds that are not told apart any more
  bool unmatched_allowed = false;
  std::vector<Expectation> expectations;  ///< met ones too
  std::string world;                      ///< what makes a run the same again: "seed 7; clock frozen at ..."
};

/// Whether anything is to be complained of.
[[nodiscard]] bool has_findings(const RunReport& report) noexcept;

/// For people: one line of counts, then each finding. Control characters never reach the terminal.
[[nodiscard]] std::string run_text(const RunReport& report);
/// JUnit's XML, as build servers read it: a test case for each expectation and each kind of unmatched request.
/// Well-formed XML 1.0 whatever the texts hold.
[[nodiscard]] std::string run_junit(const RunReport& report);

}  // namespace phantomime::reports
