#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/http/request.hpp"
#include "phantomime/matchers/request_spec.hpp"

namespace phantomime::scenario {

/// The equalities of all conditions together.
[[nodiscard]] std::vector<matchers::Facet> facets_of(const matchers::RequestSpec& spec);
/// Whether both ask for one field with different values.
[[nodiscard]] bool contradict(const std::vector<matchers::Facet>& a, const std::vector<matchers::Facet>& b);

/// A request that a spec with a literal path may match: its method and path and nothing else. Empty for other paths.
[[nodiscard]] std::optional<http::Request> plainest_request(const matchers::RequestSpec& spec);
/// Puts the fields on the request that it has not got yet. False where that cannot be done: one has another value, or
/// the body is of another kind. The result proves nothing by itself: ask the matchers.
[[nodiscard]] bool add_facets(http::Request& request, const std::vector<matchers::Facet>& facets);

/// `POST /x?a=1 with the header X-B: 2 and the body {"c":3}`, redacted: headers only where `added` names them.
[[nodiscard]] std::string show_request(const http::Request& request, const std::vector<matchers::Facet>& added);

}  // namespace phantomime::scenario
