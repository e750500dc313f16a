#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/contract/plan.hpp"
#include "phantomime/matchers/path_pattern.hpp"
#include "phantomime/server/verifier/asker.hpp"
#include "phantomime/server/verifier/judgement.hpp"

namespace phantomime::server {

/// What came of one item.
struct CheckedItem {
  reports::ContractReport::Check check;
  std::optional<Error> failure;  ///< no answer came at all
  int status = 0;                ///< of the answer; 0: none
  http::Request asked;
  matchers::Captures captures;  ///< that it was asked with
  std::vector<std::string> notes;
  std::string body;  ///< kept where something is fed by it
};

/// How one item is asked and judged.
struct CheckTools {
  const scenario::Scenario& scenario;
  Judgement& judgement;
  Asker& asker;
  Identity identity = Identity::ours;
  std::size_t page_limit = 50;
  /// How long what is under way (a queued run) is waited for, where no other row has settled; null: not at all.
  Patience* patience = nullptr;
  std::chrono::nanoseconds settle{0};
};

/// Asks for one item with each of these values for its holes in turn, until there is an answer other than 404 that is
/// not under way, and judges it. Empty `candidates` is one without any.
[[nodiscard]] CheckedItem check_item(const contract::Planned& item, const std::vector<matchers::Captures>& candidates,
                                     const CheckTools& tools);

}  // namespace phantomime::server
