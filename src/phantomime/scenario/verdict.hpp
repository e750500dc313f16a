#pragma once

#include <cstdint>

#include "phantomime/scenario/index.hpp"

namespace phantomime::scenario {

/// Who answers a request: the one decision that the engine carries out and `explain` tells. Nothing is counted.
struct Verdict {
  enum class Kind { matched, refused, fallback, unmatched };
  Kind kind = Kind::unmatched;
  std::uint32_t stub = Index::none;  ///< matched, or refused although it matches
  std::uint32_t pack = Index::none;  ///< whose credentials refuse, or whose fallback answers
  int unmatched_status = 404;        ///< 400: stubs on the path look for JSON, and the body is none
};

/// The credentials of the winner's pack decide, unless the stub answers without them; where no stub wins, those of the
/// first pack that has any do (a real server says 401 before 404), then the first fallback answers.
/// What the state says (`check`) is not asked here.
[[nodiscard]] Verdict judge(const Scenario& scenario, const Index& index, const http::RequestView& request,
                            const StateGate* gate = nullptr);
/// The same where the stub that matches is known.
[[nodiscard]] Verdict judge_stub(const Scenario& scenario, std::uint32_t stub, const http::RequestView& request);
/// The pack whose credentials count for a request that this stub answers, or nobody; Index::none: none's.
[[nodiscard]] std::uint32_t guarding_pack(const Scenario& scenario, std::uint32_t stub);

/// Whether one of the accepted credentials is there; a pack that names none lets everybody in.
[[nodiscard]] bool lets_in(const Pack& pack, const http::RequestView& request);

}  // namespace phantomime::scenario
