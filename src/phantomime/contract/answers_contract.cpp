#include "phantomime/contract/answers_contract.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/contract/header_policy.hpp"
#include "phantomime/contract/infer.hpp"

namespace phantomime::contract {

AnswersContract::AnswersContract(std::string_view stub, std::string_view request, int status, Provenance strength)
    : strength_{strength} {
  contract_.stub = stub;
  contract_.request = request;
  contract_.statuses = {status};
  contract_.shaped_status = status;
}

void AnswersContract::add(const http::Headers& headers, std::string_view body, const Location& where) {
  const Origin origin{Origin::Kind::answer, strength_, "the other answer", where};
  if (!any_) {
    contract_.where = where;
    contract_.origins.push_back(origin);
  }
  add_headers(headers);
  add_body(body, origin);
  any_ = true;
}

void AnswersContract::add_headers(const http::Headers& headers) {
  for (HeaderExpectation& known : contract_.headers) {
    const auto value = headers.find(known.name);
    if (!value)
      known.required = false;
    else if (known.value != value)
      known.value.reset();
  }
  for (const http::Header line : headers) {
    if (header_policy(line.name) == HeaderPolicy::ignored) continue;
    const bool known = std::any_of(contract_.headers.begin(), contract_.headers.end(),
                                   [&](const auto& header) { return http::same_name(header.name, line.name); });
    if (!known) contract_.headers.push_back({std::string{line.name}, !any_, std::string{line.value}, {}, 0});
  }
}

void AnswersContract::add_body(std::string_view body, const Origin& origin) {
  const auto json = read_located_json(body);
  const Contract::Body kind = body.empty() ? Contract::Body::none
                              : json       ? Contract::Body::json
                                           : Contract::Body::opaque;
  if (!any_) contract_.body = kind;
  if (kind != contract_.body && contract_.body != Contract::Body::unknown) {
    contract_.body = Contract::Body::unknown;
    contract_.unknown.emplace_back("its bodies are of several kinds: only status and headers are compared");
  }
  if (json) Inference{contract_.origins}.add(contract_.shape, *json, origin, OriginDetail::whole);
}

Contract AnswersContract::finish() && {
  Inference::finish(contract_.shape);
  return std::move(contract_);
}

}  // namespace phantomime::contract
