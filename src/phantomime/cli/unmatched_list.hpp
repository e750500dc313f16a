#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "phantomime/reports/run_report.hpp"
#include "phantomime/server/fixture_server.hpp"

namespace phantomime::cli {

/// Remembers the requests that went unmatched, in whatever space and whether or not that is still there: equal ones
/// together, bounded in number and length. Thread-safe.
class UnmatchedList {
 public:
  static constexpr std::size_t most_kinds = 100;
  static constexpr std::size_t most_spaces = 3;  ///< that are named for each kind

  /// Others than unmatched exchanges are skipped.
  void add(const server::ExchangeEvent& event);
  /// Into `unmatched`, `unmatched_others` and `unmatched_requests` of the report, in the order in which they came.
  void tell(reports::RunReport& report) const;

 private:
  mutable std::mutex mutex_;
  std::vector<reports::RunReport::Unmatched> kinds_;
  std::map<std::string, std::size_t> place_;  ///< method, target and near miss → in `kinds_`
  std::uint64_t all_ = 0, others_ = 0;
};

}  // namespace phantomime::cli
