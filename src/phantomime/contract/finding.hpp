#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/contract/origin.hpp"

namespace phantomime::contract {

/// What kind of difference a finding is.
enum class FindingKind : std::uint8_t {
  status,
  header,
  not_json,
  truncated,
  extra,
  missing,
  type,
  null,
  value,
  format,
  order,
  count,
  invariant,
};
[[nodiscard]] std::string_view to_string(FindingKind kind) noexcept;

/// What it means for a consumer that was written against the contract.
enum class Impact : std::uint8_t {
  breaking,    ///< it fails, or does the wrong thing
  compatible,  ///< a tolerant reader goes on
  noise,       ///< nobody is concerned; shown on request
};
[[nodiscard]] std::string_view to_string(Impact impact) noexcept;

/// Whose fault it is.
enum class Blame : std::uint8_t {
  unknown,  ///< nobody compared with the project's own replay
  server,   ///< the replay keeps what is documented or recorded, the live server does not
  fixture,  ///< what the project says of the server is a guess, incomplete, or contradicts both
  engine,   ///< the live server keeps it, the project's replay does not
};
[[nodiscard]] std::string_view to_string(Blame blame) noexcept;

/// One difference between a contract and an answer. Texts are redacted and shortened; they may hold any characters.
struct Finding {
  /// 16 hexadecimal digits of stub, general place and kind: the same in every run, for whatever element of an array.
  std::string id;
  std::string stub;
  std::string request;  ///< `GET /rest/approval/21`, secrets in its query redacted
  std::string place;    ///< `$.data[0].due_time`, `header Content-Type`, `status`
  std::string general;  ///< the same for every element: `$.data[*].due_time`
  FindingKind kind = FindingKind::value;
  std::string expected;
  std::string actual;
  Impact impact = Impact::breaking;
  std::string reason;  ///< why it has this impact
  Origin origin;       ///< who says what is expected
  Blame blame = Blame::unknown;
  std::string blame_reason;
  std::size_t times = 1;  ///< at so many places of the answer; `place` is the first

  /// What came, as JSON text, for whoever writes it down (`accept`): the value, the status, the header's value, the
  /// number of elements. Empty where nothing came, or where `unobserved` says why it is not kept.
  std::string observed;
  std::string unobserved;  ///< `it holds a secret`; empty where it is kept

  /// Somebody put it into the pack's quarantine: it is shown and counted, and fails nothing until its time is over.
  struct SetAside {
    std::string owner, reason;
    std::string until;  ///< the last day: `2026-12-31`
    bool over = false;  ///< that day has passed: it fails again
    Location where;     ///< of the entry
  };
  std::optional<SetAside> set_aside;
  /// Whether it counts as set aside today.
  [[nodiscard]] bool is_set_aside() const noexcept { return set_aside && !set_aside->over; }
};

/// The id of a finding.
[[nodiscard]] std::string finding_id(std::string_view stub, std::string_view general_place, FindingKind kind);

}  // namespace phantomime::contract
