#include "phantomime/server/verifier/login.hpp"

#include "phantomime/base/base64.hpp"
#include "phantomime/formats/sample_credentials.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::server {
namespace {

/// Whether a secret line is one that carries something else.
bool is_no_token(const http::Header& line) {
  for (const std::string_view other : {"Authorization", "Proxy-Authorization", "Cookie"})
    if (http::same_name(line.name, other)) return true;
  return false;
}

/// Where the packs' credentials carry a token.
formats::TokenPlace place_of_token(const scenario::Scenario& scenario) {
  for (const scenario::Pack& pack : scenario.packs) {
    for (const auto& one : pack.accept)
      if (auto place = formats::token_place(*one)) return *std::move(place);
    if (!pack.sample) continue;
    if (auto place = formats::token_place(*pack.sample)) return *std::move(place);
  }
  // A pack of recordings has no credentials: its examples show what carried them.
  for (const scenario::Stub& stub : scenario.stubs) {
    if (!stub.example) continue;
    for (const http::Header line : stub.example->headers)
      if (http::is_secret_name(line.name) && !is_no_token(line)) return {std::string{line.name}, {}};
  }
  return {"Authorization", "Bearer "};
}

std::string basic_of(const Login& login) { return encode_base64(login.user + ':' + login.password); }

}  // namespace

http::Headers login_lines(const Login& login, const scenario::Scenario& scenario) {
  http::Headers lines;
  if (login.kind == Login::Kind::basic) lines.add("Authorization", "Basic " + basic_of(login));
  if (login.kind == Login::Kind::token) {
    const formats::TokenPlace place = place_of_token(scenario);
    lines.add(place.header, place.before + login.token);
  }
  return lines;
}

std::vector<std::string> secrets_of(const Login& login) {
  if (login.kind == Login::Kind::basic) return {login.password, basic_of(login)};
  if (login.kind == Login::Kind::token) return {login.token};
  return {};
}

}  // namespace phantomime::server
