#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/result.hpp"

namespace phantomime::server {

/// What a verifier made on a live server, or was about to.
struct LedgerEntry {
  std::string marker;     ///< what it carries, and nothing else in the world
  std::string stub;       ///< that creates it: its flow finds and deletes it
  std::string id;         ///< what the server calls it; empty: nobody knows
  Instant at{};           ///< when the request was about to leave
  bool answered = false;  ///< whether an answer came that says how it ended
};

/// A line of a ledger (base/checked_line.hpp), its line feed included: something is about to be made, has been made, or
/// is gone.
struct LedgerLine {
  enum class Kind { intent, made, gone };
  Kind kind = Kind::intent;
  LedgerEntry entry;  ///< of made: marker and id; of gone: marker alone
};
[[nodiscard]] std::string ledger_line(const LedgerLine& line);
/// Nothing where the line is torn, damaged, or none of a ledger.
[[nodiscard]] std::optional<LedgerLine> read_ledger_line(std::string_view line);

}  // namespace phantomime::server
