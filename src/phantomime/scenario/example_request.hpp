#pragma once

#include <optional>

#include "phantomime/http/request.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario {

/// Whether the pack of the stub lets the request in; true where the pack asks nobody.
[[nodiscard]] bool let_in(const Scenario& scenario, const Stub& stub, const http::RequestView& request);

/// The request with what a client of the stub's pack would send: the first credential of the pack that can be put on it
/// (where the state decides, its sample), unless it brings one that is accepted.
[[nodiscard]] http::Request with_credentials(const Scenario& scenario, const Stub& stub, http::Request request);

/// The stub's example, with credentials. Empty where the stub has no example.
[[nodiscard]] std::optional<http::Request> example_of(const Scenario& scenario, const Stub& stub);

/// A request that should reach the stub, with credentials: its example, or what method, path and conditions spell out
/// where it needs none. Empty where neither says.
[[nodiscard]] std::optional<http::Request> reaching_request(const Scenario& scenario, const Stub& stub);

}  // namespace phantomime::scenario
