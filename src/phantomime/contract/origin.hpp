#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "phantomime/base/error.hpp"
#include "phantomime/base/provenance.hpp"

namespace phantomime::contract {

/// Where an expectation comes from and how much that is worth: what a report says next to every finding.
struct Origin {
  enum class Kind : std::uint8_t {
    fixture,     ///< a body file: a page's example, or bytes that were recorded
    table,       ///< a field table of the documentation
    erratum,     ///< a correction of such a table
    rule,        ///< a person wrote it: `contract:` or `contracts:`
    collection,  ///< a field of a collection
    answer,      ///< what the pack itself answers, where no fixture says
    recording,   ///< learned from recordings
  };
  Kind kind = Kind::answer;
  /// documented, recorded or assumed; never unstated. Nothing that is only played is documented: a stub that claims to
  /// be, and whose linked pages do not print the member, gives `assumed`.
  Provenance strength = Provenance::assumed;
  std::string text;  ///< `REST Approval, /rest/approval · GET · Example response`, `erratum S001-14`, `rule`
  Location where;    ///< the fixture's line, the table's row, the rule
};
[[nodiscard]] std::string_view to_string(Origin::Kind kind) noexcept;

}  // namespace phantomime::contract
