#include "phantomime/scenario/example_request.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/scenario/witness.hpp"

namespace phantomime::scenario {
namespace {

bool keeps(const http::Headers& after, const http::Headers& before) {
  return std::all_of(before.begin(), before.end(), [&](const http::Header& line) {
    return std::find(after.begin(), after.end(), line) != after.end();
  });
}

}  // namespace

bool let_in(const Scenario& scenario, const Stub& stub, const http::RequestView& request) {
  const auto& accept = scenario.packs[stub.pack].accept;
  return accept.empty() || std::any_of(accept.begin(), accept.end(),
                                       [&](const auto& credential) { return credential->matches(request); });
}

http::Request with_credentials(const Scenario& scenario, const Stub& stub, http::Request request) {
  const Pack& pack = scenario.packs[stub.pack];
  // An example's own header stays: one that is refused is a finding, not something to paper over.
  const auto add = [&request](const matchers::Credential& credential) {
    http::Request with = request;
    const bool added = credential.apply(with.headers) && keeps(with.headers, request.headers);
    if (added) request = std::move(with);
    return added;
  };
  if (!pack.check.empty()) {
    // Whether the state lets it in is not lint's to know.
    if (pack.sample && !stub.request.without_pack_credentials) static_cast<void>(add(*pack.sample));
  } else if (!let_in(scenario, stub, http::RequestView{request})) {
    static_cast<void>(std::any_of(pack.accept.begin(), pack.accept.end(),
                                  [&add](const auto& credential) { return add(*credential); }));
  }
  return request;
}

std::optional<http::Request> example_of(const Scenario& scenario, const Stub& stub) {
  if (!stub.example) return std::nullopt;
  return with_credentials(scenario, stub, *stub.example);
}

std::optional<http::Request> reaching_request(const Scenario& scenario, const Stub& stub) {
  if (stub.example) return example_of(scenario, stub);
  auto request = plainest_request(stub.request);
  if (!request || !add_facets(*request, facets_of(stub.request))) return std::nullopt;
  return with_credentials(scenario, stub, std::move(*request));
}

}  // namespace phantomime::scenario
