#pragma once

#include <optional>
#include <string>

#include "phantomime/http/request.hpp"
#include "phantomime/lints/lint.hpp"

namespace phantomime::lints {

/// Whether the pack of the stub lets the request in; true where the pack asks nobody.
[[nodiscard]] bool let_in(const Input& input, const scenario::Stub& stub, const http::RequestView& request);

/// The stub's example as a client of its pack would send it: with the first credential of the pack that can be put on
/// a request (where the state decides, its sample), unless it brings one that is accepted. Empty where the stub has no
/// example.
[[nodiscard]] std::optional<http::Request> example_of(const Input& input, const scenario::Stub& stub);

/// `'name' (file:line)`: how findings call another stub.
[[nodiscard]] std::string called(const scenario::Stub& stub);

}  // namespace phantomime::lints
