#pragma once

#include "phantomime/contract/compare.hpp"

namespace phantomime::contract {

/// Holds the later contract of a stub against the earlier one: what a consumer that was written against `before` meets
/// where `after` is kept. Breaking: what it relied on is promised no more. Compatible: there is more, or less varies.
/// Noise: only where something is documented, or how well, is another. Findings have the origins of `before`; their
/// `actual` is what `after` says. Pure; safe from several threads.
[[nodiscard]] Comparison compare_contracts(const Contract& before, const Contract& after,
                                           const CompareBounds& bounds = {});

}  // namespace phantomime::contract
