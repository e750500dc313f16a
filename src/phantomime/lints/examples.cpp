#include "phantomime/lints/examples.hpp"

#include <algorithm>

namespace phantomime::lints {
namespace {

bool keeps(const http::Headers& after, const http::Headers& before) {
  return std::all_of(before.begin(), before.end(), [&](const http::Header& line) {
    return std::find(after.begin(), after.end(), line) != after.end();
  });
}

}  // namespace

bool let_in(const Input& input, const scenario::Stub& stub, const http::RequestView& request) {
  const auto& accept = input.scenario.packs[stub.pack].accept;
  return accept.empty() || std::any_of(accept.begin(), accept.end(),
                                       [&](const auto& credential) { return credential->matches(request); });
}

std::optional<http::Request> example_of(const Input& input, const scenario::Stub& stub) {
  if (!stub.example) return std::nullopt;
  http::Request request = *stub.example;
  const scenario::Pack& pack = input.scenario.packs[stub.pack];
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
  } else if (!let_in(input, stub, http::RequestView{request})) {
    static_cast<void>(std::any_of(pack.accept.begin(), pack.accept.end(),
                                  [&add](const auto& credential) { return add(*credential); }));
  }
  return request;
}

std::string called(const scenario::Stub& stub) {
  std::string text = "'" + stub.name + "'";
  if (stub.where.source) text += " (" + stub.where.source->name + ":" + std::to_string(stub.where.line) + ")";
  return text;
}

}  // namespace phantomime::lints
