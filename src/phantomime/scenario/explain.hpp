#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/scenario/near_miss.hpp"

namespace phantomime::scenario {

/// Why a request gets the answer it gets: what `phantomime explain` prints. All text is redacted.
struct Explanation {
  enum class Outcome { matched, refused, fallback, unmatched };
  struct Considered {
    std::uint32_t stub = Index::none;
    bool matches = false;
    std::string why;                                ///< matches, but lost: the rule that decided
    std::vector<matchers::Difference> differences;  ///< does not match
  };
  static constexpr std::size_t most_considered = 20;

  Outcome outcome = Outcome::unmatched;
  std::uint32_t winner = Index::none;  ///< refused: the stub that would have answered, where there is one
  std::uint32_t pack = Index::none;    ///< whose credentials refused, or whose fallback answers
  int unmatched_status = 404;          ///< what the server says where nobody answers
  std::string error;                   ///< refused by the check of the pack: what it ended with
  int error_status = 401;              ///< the status of that
  Location error_where;                ///< where that answer is written, if it is
  std::vector<Considered>
      considered;                  ///< the stubs on the path in order of precedence; where none matches, the nearest
  std::size_t not_considered = 0;  ///< how many others there are
};

/// Where the scenario has state it is that of a world at its start: at the epoch of the first pack that has one, of
/// seed 0. What steps of stubs would do is not looked at.
[[nodiscard]] Explanation explain(const Scenario& scenario, const Index& index, const http::Request& request);
/// For people; golden-tested.
[[nodiscard]] std::string to_text(const Explanation& explanation, const Scenario& scenario,
                                  const http::Request& request);

}  // namespace phantomime::scenario
