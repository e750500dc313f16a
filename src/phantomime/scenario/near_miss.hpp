#pragma once

#include <string>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/scenario/index.hpp"

namespace phantomime::scenario {

/// The stub that almost matched, with each field that differed. All text is redacted.
/// One record of this feeds the 404 body, the header, the log, the journal and `explain`.
struct NearMiss {
  std::uint32_t stub = Index::none;
  std::string stub_name;
  Location where;
  std::vector<matchers::Difference>
      differences;      ///< in the order of a request: method, path, query, headers, ..., body
  double distance = 1;  ///< 0 to 1

  /// `run a playbook: body $.scope is "all", not "new"`: one line of visible ASCII, at most 512 bytes.
  [[nodiscard]] std::string header_line() const;
};

/// The `limit` nearest stubs, nearest first; empty where nothing is comparable (no stubs). Cost is bounded: with many
/// stubs only those on the nearest paths are looked into.
[[nodiscard]] std::vector<NearMiss> near_misses(const Scenario& scenario, const Index& index,
                                                const http::RequestView& request, std::size_t limit = 1,
                                                const StateGate* gate = nullptr);

/// As it stands in `nearest` of problem JSON: stub, where, differences.
[[nodiscard]] OrderedJson to_json(const NearMiss& miss);
/// Each with field, expected, actual, edit; at most 20.
[[nodiscard]] OrderedJson to_json(const std::vector<matchers::Difference>& differences);

/// The fields in which a request differs from a stub, in the order of a request. HEAD is compared as GET with a stub
/// that does not name it. Without a gate every state is as it should be.
[[nodiscard]] std::vector<matchers::Difference> differences(const Stub& stub, const http::RequestView& request,
                                                            const StateGate* gate = nullptr);

/// RFC 9457 problem JSON for an unmatched request: type, title, status, detail, and `nearest` with each difference.
/// With status 400 it says that the body is no JSON, which the stubs on this path look for.
[[nodiscard]] std::string problem_json(const http::Request& request, const std::vector<NearMiss>& nearest,
                                       int status = 404);

}  // namespace phantomime::scenario
