#include "phantomime/scenario/witness.hpp"

#include <algorithm>
#include <string_view>

#include "phantomime/base/json.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/http/request_view.hpp"

namespace phantomime::scenario {
namespace {

using matchers::Facet;
using Kind = matchers::FacetKey::Kind;

/// A canonical path as a target: what is encoded in it stays so.
std::string to_target(std::string_view canonical) {
  std::string target;
  for (const char letter : canonical) {
    if (letter == '/' || letter == '%')
      target += letter;
    else
      target += http::percent_encode({&letter, 1});
  }
  return target;
}

/// The inverse of matchers::json_facet_value.
std::optional<Json> json_of(const std::string& facet_value) {
  if (facet_value.starts_with('"')) return Json(facet_value.substr(1));
  auto parsed = parse_json(facet_value);
  if (!parsed) return std::nullopt;
  return std::move(parsed).value();
}

bool add_json(http::Request& request, const Facet& facet) {
  auto body = request.body.empty() ? Result<Json>{Json::object()} : parse_json(request.body);
  const auto value = json_of(facet.value);
  // Only members of members: an index into an array says nothing of what stands before it.
  if (!body || !value || !facet.key.name.starts_with('/') || facet.key.name.find('~') != std::string::npos)
    return false;
  Json* at = &*body;
  std::string_view rest = std::string_view{facet.key.name}.substr(1);
  while (true) {
    if (!at->is_object()) return false;
    const std::size_t end = rest.find('/');
    Json& member = (*at)[std::string{rest.substr(0, end)}];
    if (end == std::string_view::npos) {
      if (!member.is_null()) return false;
      member = *value;
      break;
    }
    if (member.is_null()) member = Json::object();
    at = &member;
    rest.remove_prefix(end + 1);
  }
  request.body = body->dump();
  return true;
}

bool add_facet(http::Request& request, const Facet& facet) {
  switch (facet.key.kind) {
    case Kind::query: {
      const bool has_query = request.target.find('?') != std::string::npos;
      request.target +=
          (has_query ? "&" : "?") + http::percent_encode(facet.key.name) + "=" + http::percent_encode(facet.value);
      return true;
    }
    case Kind::header:
      request.headers.add(facet.key.name, facet.value);
      return true;
    case Kind::cookie: {
      const auto before = request.headers.find("Cookie");
      const std::string kept = before ? std::string{*before} + "; " : std::string{};
      request.headers.set("Cookie", kept + facet.key.name + "=" + facet.value);
      return true;
    }
    case Kind::form:
      if (request.body.starts_with('{') || request.body.starts_with('[')) return false;
      request.body += (request.body.empty() ? "" : "&") + http::percent_encode(facet.key.name) + "=" +
                      http::percent_encode(facet.value);
      return true;
    case Kind::json:
      break;
  }
  return add_json(request, facet);
}

}  // namespace

std::vector<Facet> facets_of(const matchers::RequestSpec& spec) {
  std::vector<Facet> facets;
  for (const auto& condition : spec.conditions) condition->facets(facets);
  return facets;
}

bool contradict(const std::vector<Facet>& a, const std::vector<Facet>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Facet& mine) {
    return std::any_of(b.begin(), b.end(),
                       [&](const Facet& theirs) { return mine.key == theirs.key && mine.value != theirs.value; });
  });
}

std::optional<http::Request> plainest_request(const matchers::RequestSpec& spec) {
  if (!spec.path || spec.path->kind() != matchers::PathPattern::Kind::literal) return std::nullopt;
  http::Request request;
  request.method = spec.methods.empty() ? "GET" : spec.methods.front();
  request.target = to_target(spec.path->canonical());
  return request;
}

bool add_facets(http::Request& request, const std::vector<Facet>& facets) {
  for (const Facet& facet : facets) {
    std::vector<std::string> values;
    matchers::facet_values(http::RequestView{request}, facet.key, values);
    const bool there = std::find(values.begin(), values.end(), facet.value) != values.end();
    if (!there && (!values.empty() || !add_facet(request, facet))) return false;
  }
  return true;
}

std::string show_request(const http::Request& request, const std::vector<Facet>& added) {
  std::string text = request.method + " " + http::redact_url(request.target);
  std::vector<std::string> shown;
  for (const http::Header& header : request.headers) {
    const bool asked = std::any_of(added.begin(), added.end(), [&](const Facet& facet) {
      return (facet.key.kind == Kind::header && http::same_name(facet.key.name, header.name)) ||
             (facet.key.kind == Kind::cookie && http::same_name("Cookie", header.name));
    });
    const std::string line = std::string{header.name} + ": " + http::redact_header(header.name, header.value);
    if (asked && std::find(shown.begin(), shown.end(), line) == shown.end()) shown.push_back(line);
  }
  for (const std::string& line : shown) text += (&line == &shown.front() ? " with the header " : " and ") + line;
  if (!request.body.empty())
    text += (shown.empty() ? " with the body " : " and the body ") + http::redact_body(request.body, 120);
  return text;
}

}  // namespace phantomime::scenario
