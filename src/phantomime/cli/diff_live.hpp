#pragma once

#include <string>
#include <vector>

#include "phantomime/cli/context.hpp"
#include "phantomime/cli/verify_options.hpp"
#include "phantomime/cli/verify_run.hpp"
#include "phantomime/formats/exchange_source.hpp"

namespace phantomime::cli {

/// Whether a person named a live server rather than something on the disk.
[[nodiscard]] bool is_live_url(std::string_view name) noexcept;

/// A live server that `diff` asks, and as whom.
struct LiveSide {
  std::string url;
  LoginOptions login;
};

/// Asks a live server the safe requests of a pack's plan, ids from its own lists. `secrets` gets what must not be seen
/// of who asked. Errors: those of the login, and why
/// the server gives nothing to compare.
[[nodiscard]] Result<formats::ExchangeSource> ask_plan(Context& context, const LiveSide& side, LiveOptions options,
                                                       const VerifiedPack& pack, recording::ShapeNumbers& shapes,
                                                       std::vector<std::string>& secrets);

/// Asks a live server what was asked when `said` was recorded, as far as it is safe: the same targets in their order,
/// each once. `unsafe`: how many were left out.
[[nodiscard]] Result<formats::ExchangeSource> ask_again(Context& context, const LiveSide& side, LiveOptions options,
                                                        formats::ExchangeSource& said, recording::ShapeNumbers& shapes,
                                                        std::vector<std::string>& secrets, std::size_t& unsafe);

}  // namespace phantomime::cli
