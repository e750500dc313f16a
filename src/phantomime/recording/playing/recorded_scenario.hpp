#pragma once

#include <memory>
#include <span>

#include "phantomime/base/error.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::recording {

/// How large a body may be that is played from a recording itself, in bytes: it is held in memory.
inline constexpr std::size_t most_played_body = 256u << 20;

/// Recordings as they are, nothing generalised: a request that was recorded (method, target, body; headers only where
/// they tell the answer) gets what it got, byte for byte. Equal requests get their answers in the recorded order, and
/// then the last one again. Where a body was not kept, the answer is 501 and says so. Exchanges without an answer of
/// the server are not played. Bodies must have been read: those that lie beside are as if not kept. Errors: not_found
/// (a recording without anything to play).
[[nodiscard]] Result<std::shared_ptr<scenario::Scenario>> recorded_scenario(std::span<const Recording> recordings);

/// The order in which a recording's requests came, for the stubs that answer them in a scenario: the one that it was
/// made into, or the one it is played by itself. Requests that no stub answers are free.
[[nodiscard]] std::shared_ptr<const scenario::Order> recorded_order(std::span<const Recording> recordings,
                                                                    const scenario::Scenario& scenario);

/// Whether the exchange is one that can be played: it has an answer, of which the client had not cut anything.
[[nodiscard]] bool is_playable(const Exchange& exchange) noexcept;

}  // namespace phantomime::recording
