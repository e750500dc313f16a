#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "phantomime/base/clock.hpp"
#include "phantomime/contract/compare.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/scenario/edition.hpp"
#include "phantomime/scenario/engine.hpp"

namespace phantomime::contract {

/// The project's own answers, played in this process as the live server is asked. One thread; its world remembers what
/// it was asked, as the live server's does.
class Replay {
 public:
  Replay(std::shared_ptr<const scenario::Edition> edition, Instant now, std::uint64_t seed = 0);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// An answer with what it needs to live.
  struct Answer {
    http::Request request;  ///< what was played: the one asked, or the stub's example
    http::Reply reply;
    Instant at{};
    [[nodiscard]] Observed observed() const;
  };
  /// The answer to the live server's request where the contract's stub gives it and its status is one of the
  /// contract's; else to a request that reaches the stub, since the ids of the live server are not those of the pack.
  /// Empty where nothing reaches it.
  [[nodiscard]] std::optional<Answer> answer(const Contract& contract, const http::Request& asked);

 private:
  std::shared_ptr<const scenario::Edition> edition_;
  FixedClock clock_;
  scenario::Engine engine_;
};

/// compare() of the live answer, with the blame of each finding from the project's own replay of the same request, and
/// the findings that only the replay has (blame: engine). `replay` null: every blame stays as far as origins tell.
[[nodiscard]] Comparison compare_three_ways(const Contract& contract, const Observed& live, const Observed* replay,
                                            const CompareBounds& bounds = {});

}  // namespace phantomime::contract
