#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/contract/finding.hpp"
#include "phantomime/contract/plan.hpp"
#include "phantomime/net/pooled_client.hpp"
#include "phantomime/reports/contract_report.hpp"

namespace CLI {
class App;
}

namespace phantomime::cli {

/// How whoever asks is named on the command line.
struct LoginOptions {
  std::string user;  ///< USER or USER:PASS
  std::string token;
  bool netrc = false;
};

/// How a live server is reached: what `verify` and `diff` share.
struct LiveOptions {
  std::string target;
  bool insecure = false;
  std::string ca_file, certificate, key;
  std::string timeout = "30s";
  std::size_t jobs = 4;
  double rate = 0;
};

/// What `verify` is told.
struct VerifyOptions {
  std::string pack;
  LiveOptions live;
  LoginOptions login;
  std::string profile;
  bool plan = false, clean_up = false;
  std::vector<std::string> allow, only, bind, reports;
  std::string bindings;
  std::size_t page_limit = 50;
  std::string settle = "10s";
  std::string fail_on = "compatible";
};

/// Declares all of them; `options` must outlive the app.
void declare_verify_options(CLI::App& app, VerifyOptions& options);
/// Those of them that say how a live server is reached.
void declare_live_options(CLI::App& app, LiveOptions& options);
void declare_login_options(CLI::App& app, LoginOptions& options);
void declare_report_options(CLI::App& app, std::vector<std::string>& reports);

/// Errors: usage, syntax, with the option's name before them.
[[nodiscard]] Result<net::PooledClient::Options> client_options_of(const LiveOptions& options);

/// Errors: usage.
[[nodiscard]] Result<std::chrono::nanoseconds> settle_of(const VerifyOptions& options);

/// `--report FORMAT=FILE`, understood.
struct ReportTarget {
  const reports::ContractFormat* format = nullptr;
  std::string file;  ///< `-`: standard output
};
/// Errors: usage, with the formats there are.
[[nodiscard]] Result<std::vector<ReportTarget>> report_targets_of(const std::vector<std::string>& texts);

/// The bindings of the command line. Errors: usage, for what is no NAME=VALUE.
[[nodiscard]] Result<std::vector<contract::Binding>> bindings_of(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<contract::Safety> allowed_of(const std::vector<std::string>& words);

}  // namespace phantomime::cli
