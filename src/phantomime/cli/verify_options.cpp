#include "phantomime/cli/verify_options.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "phantomime/base/suggest.hpp"
#include "phantomime/base/time_text.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t most_jobs = 256;

std::string is_named(const std::string& path) { return path.empty() ? "it has no name" : ""; }

Error usage_of(const std::string& option, const std::string& what, std::string hint) {
  return {ErrorCode::usage, option + ": " + what, {}, std::move(hint)};
}

std::string formats_text() {
  std::string text;
  for (const reports::ContractFormat& format : reports::contract_formats())
    text += (text.empty() ? "" : ", ") + std::string{format.name};
  return text;
}

}  // namespace

void declare_live_options(CLI::App& app, LiveOptions& options) {
  app.add_flag("-k,--insecure", options.insecure, "take any certificate of the server's");
  app.add_option("--cacert", options.ca_file, "trust this CA, PEM, and no other")->option_text("F")->check(is_named);
  app.add_option("--cert", options.certificate, "a client certificate, PEM")->option_text("F");
  app.add_option("--key", options.key, "its key, PEM")->option_text("F");
  app.add_option("--jobs", options.jobs, "requests under way at once (default: 4)")
      ->check(CLI::Range(std::size_t{1}, most_jobs))
      ->option_text("N");
  app.add_option("--rate", options.rate, "no more than N requests a second (default: as many as come)")
      ->check(CLI::Range(0.001, 1e6))
      ->option_text("N");
  app.add_option("--timeout", options.timeout, "for one answer, with connecting (default: 30s)")->option_text("D");
}

void declare_login_options(CLI::App& app, LoginOptions& options) {
  app.add_option("-u,--user", options.user, "Basic credentials; the password is asked for")->option_text("USER[:PASS]");
  app.add_option("--token", options.token, "a token, in the header that the pack's credentials name")->option_text("T");
  app.add_flag("--netrc", options.netrc, "user and password from $NETRC or ~/.netrc");
}

void declare_report_options(CLI::App& app, std::vector<std::string>& reports) {
  app.add_option("--report", reports,
                 "also write a report: " + formats_text() + "; FILE - is\nstandard output; may be repeated")
      ->expected(1)
      ->take_all()
      ->option_text("FORMAT=FILE");
}

void declare_verify_options(CLI::App& app, VerifyOptions& options) {
  app.add_option("PACK", options.pack, "a built-in pack, a folder or a file")->required()->option_text(" ");
  app.add_option("--target", options.live.target, "the server to check: http(s)://HOST[:PORT][/PATH]")
      ->option_text("URL");
  declare_login_options(app, options.login);
  declare_live_options(app, options.live);
  app.add_option("--profile", options.profile, "hold it against this product version, whatever it says it is")
      ->option_text("P");
  app.add_flag("--plan", options.plan, "send nothing: say what would be sent, and what cannot be");
  app.add_flag("--clean-up", options.clean_up, "check nothing: delete what earlier runs made, and say what is left");
  app.add_option("--allow", options.allow, "also what is not safe; may be repeated")
      ->check(CLI::IsMember({"idempotent", "creates", "destroys"}))
      ->expected(1)
      ->take_all()
      ->option_text("idempotent|creates|destroys");
  app.add_option("--bind", options.bind, "a value for a path, such as approval.id=21; may be repeated")
      ->expected(1)
      ->take_all()
      ->option_text("NAME=VALUE");
  app.add_option("--bindings", options.bindings, "a YAML file of such")->option_text("FILE")->check(is_named);
  app.add_option("--only", options.only, "only stubs or requests like this, * for any text; may be repeated")
      ->expected(1)
      ->take_all()
      ->option_text("GLOB");
  app.add_option("--page-limit", options.page_limit,
                 "pages of one list that are fetched where a rule looks at all of them (default: 50)")
      ->check(CLI::Range(std::size_t{0}, std::size_t{10'000}))
      ->option_text("N");
  app.add_option(
         "--settle", options.settle,
         "how long to wait for what is under way, such as a queued run, where no other row is done (default: 10s)")
      ->option_text("D");
  declare_report_options(app, options.reports);
  app.add_option("--fail-on", options.fail_on, "the least that makes the exit code 1 (default: compatible)")
      ->check(CLI::IsMember({"breaking", "compatible"}))
      ->option_text("breaking|compatible");
}

Result<net::PooledClient::Options> client_options_of(const LiveOptions& options) {
  const auto duration = parse_duration(options.timeout);
  if (!duration) return usage_of("--timeout", duration.error().what, duration.error().hint);
  const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(*duration);
  if (timeout.count() <= 0)
    return usage_of("--timeout", "no time at all lets nothing happen", "write a duration such as 30s");
  if (options.certificate.empty() != options.key.empty())
    return usage_of(options.certificate.empty() ? "--key" : "--cert", "a certificate and its key go together",
                    "give both: --cert FILE --key FILE");
  net::PooledClient::Options client;
  client.target = options.target;
  client.timeout = timeout;
  client.upstream.verify = options.insecure ? net::Upstream::Verify::nobody : net::Upstream::Verify::peer;
  client.upstream.ca_file = options.ca_file;
  client.upstream.certificate = options.certificate;
  client.upstream.key = options.key;
  return client;
}

Result<std::chrono::nanoseconds> settle_of(const VerifyOptions& options) {
  auto settle = parse_duration(options.settle);
  if (!settle) return usage_of("--settle", settle.error().what, settle.error().hint);
  return settle;
}

Result<std::vector<ReportTarget>> report_targets_of(const std::vector<std::string>& texts) {
  std::vector<ReportTarget> targets;
  std::vector<std::string_view> names;
  for (const reports::ContractFormat& format : reports::contract_formats()) names.push_back(format.name);
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size())
      return usage_of("--report", "'" + text + "' is no FORMAT=FILE", "such as --report json=verify.json");
    const std::string name = text.substr(0, equals);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      const auto meant = nearest(name, names);
      return usage_of(
          "--report", "there is no format '" + name + "'",
          (meant.empty() ? "" : "did you mean '" + std::string{meant} + "'? ") + "formats: " + formats_text());
    }
    targets.push_back(
        {&reports::contract_formats()[static_cast<std::size_t>(found - names.begin())], text.substr(equals + 1)});
  }
  return targets;
}

Result<std::vector<contract::Binding>> bindings_of(const std::vector<std::string>& texts) {
  std::vector<contract::Binding> bindings;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      return usage_of("--bind", "'" + text + "' is no NAME=VALUE", "such as --bind approval.id=21");
    bindings.push_back({text.substr(0, equals), text.substr(equals + 1), {}});
  }
  return bindings;
}

std::vector<contract::Safety> allowed_of(const std::vector<std::string>& words) {
  std::vector<contract::Safety> allowed;
  for (const auto safety : {contract::Safety::idempotent, contract::Safety::creates, contract::Safety::destroys})
    if (std::find(words.begin(), words.end(), to_string(safety)) != words.end()) allowed.push_back(safety);
  return allowed;
}

}  // namespace phantomime::cli
