#pragma once

#include <functional>
#include <string>
#include <vector>

#include "phantomime/contract/flow.hpp"
#include "phantomime/contract/plan.hpp"
#include "phantomime/server/verifier/ledger.hpp"
#include "phantomime/server/verifier/one_check.hpp"

namespace phantomime::server {

/// Whether an answer says that what was asked was done.
[[nodiscard]] constexpr bool succeeded(int status) noexcept { return status >= 200 && status < 300; }

/// What became of one thing in the ledger.
struct Cleaned {
  enum class Fate {
    deleted,  ///< it is there no more
    soft,     ///< it counts as deleted, and can still be read
    absent,   ///< nothing carries the marker: it was never made, or somebody else deleted it
    pending,  ///< nothing carries it, but it was asked for not long ago and not answered: a slow server may make it yet
    left,     ///< it is there still, or nobody could tell: `why`
  };
  LedgerEntry entry;
  std::string id;  ///< of one that was found
  Fate fate = Fate::left;
  std::string why;
};
/// For people, on one line; printable. `deleted  DELETE /rest/container/43  phantomime-...`.
[[nodiscard]] std::string describe(const Cleaned& cleaned, const contract::Contracts& contracts,
                                   const std::vector<contract::Flow>& flows);

/// Takes away what the ledger says may still be there, the youngest first: by its id, and by a list that is asked for
/// its marker where the answer that names it never came. What is gone is noted in the ledger; what is left, or may come
/// yet, stays in it.
class CleanUp {
 public:
  /// All must outlive it. `plan` has an item for each stub of the flows.
  CleanUp(const std::vector<contract::Flow>& flows, const contract::Plan& plan, const CheckTools& tools, Ledger& ledger,
          const Clock& clock)
      : flows_{flows}, plan_{plan}, tools_{tools}, ledger_{ledger}, clock_{clock} {}

  /// Told of each answer of a DELETE, where somebody judges them. May be empty.
  std::function<void(CheckedItem&&)> on_delete;

  /// Entries of this run's only, or all of them. Errors: io (of the ledger).
  [[nodiscard]] Result<std::vector<Cleaned>> clean(std::vector<LedgerEntry> entries);

 private:
  void clean(const LedgerEntry& entry, const contract::Flow& flow, std::vector<Cleaned>& cleaned);
  [[nodiscard]] Result<std::vector<std::string>> find(const contract::Flow& flow, const std::string& marker);
  [[nodiscard]] Cleaned take_away(const contract::Flow& flow, const LedgerEntry& entry, const std::string& id);
  [[nodiscard]] const contract::Planned* planned(std::optional<std::uint32_t> stub) const;
  [[nodiscard]] Result<LiveAnswer> ask_one(const contract::Planned& item, const std::string& id);

  const std::vector<contract::Flow>& flows_;
  const contract::Plan& plan_;
  const CheckTools& tools_;
  Ledger& ledger_;
  const Clock& clock_;
};

}  // namespace phantomime::server
