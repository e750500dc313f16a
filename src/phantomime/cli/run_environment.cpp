#include "phantomime/cli/run_environment.hpp"

#include <string_view>

namespace phantomime::cli {
namespace {

/// Who is let in, as the packs say: the first of each kind.
struct Account {
  std::string user, password, token;

  void add(const matchers::Credential& credential) {
    if (user.empty() && !credential.user.empty()) {
      user = credential.user;
      password = credential.password;
    }
    if (token.empty()) token = credential.token;
  }
};

Account account_of(const scenario::Scenario& scenario) {
  Account account;
  for (const auto& pack : scenario.packs) {
    for (const auto& credential : pack.accept) account.add(*credential);
    if (pack.sample) account.add(*pack.sample);
  }
  return account;
}

}  // namespace

Exports exports_of(const scenario::Scenario& scenario, const Served& served) {
  const Account account = account_of(scenario);
  const std::map<std::string_view, std::string> values{
      {"https_url", served.https_url.empty() ? served.http_url : served.https_url},
      {"http_url", served.http_url},
      {"admin_url", served.admin_url},
      {"ca_file", served.ca_file},
      {"user", account.user},
      {"password", account.password},
      {"token", account.token}};
  Exports exports;
  const auto set = [&exports](const std::string& name, const std::string& value) {
    exports[name] = value.empty() ? std::nullopt : std::optional{value};
  };
  for (const auto& pack : scenario.packs)
    for (const auto& [name, what] : pack.exports) set(name, values.at(what));
  set("PHANTOMIME_URL", values.at("https_url"));
  set("PHANTOMIME_HTTP_URL", served.http_url);
  set("PHANTOMIME_ADMIN_URL", served.admin_url);
  set("PHANTOMIME_CA_FILE", served.ca_file);
  set("PHANTOMIME_USER", account.user);
  set("PHANTOMIME_PASSWORD", account.password);
  set("PHANTOMIME_TOKEN", account.token);
  set("PHANTOMIME_ADMIN_TOKEN", served.admin_token);
  if (!served.coverage.empty()) set("PHANTOMIME_COVERAGE", served.coverage);
  if (!served.ca_bundle.empty())
    for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"}) set(name, served.ca_bundle);
  if (!served.ca_file.empty()) set("NODE_EXTRA_CA_CERTS", served.ca_file);
  return exports;
}

std::vector<std::string> lay_over(const char* const* inherited, const Exports& exports) {
  std::vector<std::string> lines;
  for (; inherited && *inherited; ++inherited) {
    const std::string_view line{*inherited};
    if (!exports.contains(std::string{line.substr(0, line.find('='))})) lines.emplace_back(line);
  }
  for (const auto& [name, value] : exports)
    if (value) lines.push_back(name + "=" + *value);
  return lines;
}

}  // namespace phantomime::cli
