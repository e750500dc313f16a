#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "phantomime/reports/contract_report.hpp"

namespace phantomime::reports {

/// What many answers to one kind of request came to, as one check of a report. Its size is that of its findings, not
/// of the answers. One thread.
class ContractTally {
 public:
  /// At most so many findings are kept; further ones are counted.
  static constexpr std::size_t most_findings = 200;

  ContractTally(std::string request, std::string stub, Location where);

  /// One answer that was compared.
  void add(contract::Comparison&& comparison);
  /// One difference that no comparison of answers could find.
  void add(contract::Finding finding);
  /// Something that was not looked at, and why; counted where it is said again.
  void unchecked(const std::string& why) { ++unchecked_[why]; }

  [[nodiscard]] std::size_t compared() const noexcept { return compared_; }
  /// `what` are compared: "pair". Where nothing was added the outcome is not_run.
  [[nodiscard]] ContractReport::Check finish(std::string_view what) &&;

 private:
  ContractReport::Check check_;
  std::size_t compared_ = 0;
  std::unordered_map<std::string, std::size_t> known_;  ///< findings by id
  std::map<std::string, std::size_t> unchecked_;
};

}  // namespace phantomime::reports
