#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario::testing {

/// A document node of JSON text: what the loaders of keys read.
[[nodiscard]] Node node_of(std::string_view json);

/// A stub as a scenario file has it, in JSON: name, request, response, priority, expect. Its place is
/// `pack.yaml:line`. Fails the test where the loaders report an error.
[[nodiscard]] Stub stub_of(std::string_view json, std::uint32_t line = 1);

[[nodiscard]] directives::ResponseSpec response_of(std::string_view json);
[[nodiscard]] std::shared_ptr<const matchers::Credential> credential_of(std::string_view json);
[[nodiscard]] Location place(std::string_view file, std::uint32_t line);

/// One pack named `acme` with these stubs, at lines 10, 20, 30, ...
[[nodiscard]] std::shared_ptr<Scenario> scenario_of(const std::vector<std::string_view>& stubs);

/// `METHOD TARGET`.
[[nodiscard]] http::Request request_of(std::string_view line, std::string body = {}, http::Headers headers = {});

}  // namespace phantomime::scenario::testing
