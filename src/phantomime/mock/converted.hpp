#pragma once

#include "phantomime/exchange.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/scenario/engine.hpp"

/// Between the values that tests see and those of the house.
namespace phantomime::detail {

[[nodiscard]] Request public_request(const http::Request& request);
[[nodiscard]] http::Request own_request(const Request& request);
/// As it would go over the wire, save for what the connection adds.
[[nodiscard]] Reply public_reply(const http::Reply& reply, bool head_request);
[[nodiscard]] Exchange public_exchange(const scenario::JournalEntry& entry, const scenario::Engine& engine);

}  // namespace phantomime::detail
