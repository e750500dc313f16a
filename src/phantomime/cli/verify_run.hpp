#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "phantomime/cli/context.hpp"
#include "phantomime/cli/verify_options.hpp"
#include "phantomime/contract/flow.hpp"
#include "phantomime/contract/make_contracts.hpp"
#include "phantomime/server/verifier/asker.hpp"
#include "phantomime/server/verifier/login.hpp"

namespace phantomime::cli {

/// What a pack in one profile comes to for whoever checks a server.
struct VerifiedPack {
  std::shared_ptr<const scenario::Edition> edition;
  contract::Contracts contracts;  ///< with the contradictions among them
  contract::Plan plan;
  std::vector<contract::Flow> flows;
};

/// One run of `verify`, step by step; each step gives the exit code that ends it, or nothing.
class VerifyRun {
 public:
  VerifyRun(Context& context, const VerifyOptions& options) : context_{context}, options_{options} {}

  [[nodiscard]] ExitCode run();

 private:
  [[nodiscard]] std::optional<ExitCode> read_options();
  [[nodiscard]] std::optional<ExitCode> load(const std::string& profile);
  [[nodiscard]] ExitCode print_plan();
  /// Picks the profile by what the server says it is. The error: why nothing else is to be asked.
  [[nodiscard]] std::optional<Error> choose_profile(server::Asker& asker);
  [[nodiscard]] std::optional<ExitCode> ask_server();
  void carry_out(server::Asker& asker, server::Patience& patience);
  /// Takes away what earlier runs left.
  [[nodiscard]] ExitCode clean_up(server::Asker& asker);
  [[nodiscard]] server::Identity identity() const {
    return login_.kind == server::Login::Kind::nobody ? server::Identity::nobody : server::Identity::ours;
  }
  [[nodiscard]] ExitCode finish();
  [[nodiscard]] ExitCode fail(const Errors& errors, ExitCode code) const;
  [[nodiscard]] const scenario::Pack& pack() const { return pack_.edition->scenario().packs.front(); }

  Context& context_;
  const VerifyOptions& options_;
  std::vector<contract::Binding> bindings_;
  std::vector<ReportTarget> targets_;
  net::PooledClient::Options client_options_;
  std::chrono::nanoseconds settle_{0};
  server::Login login_;
  VerifiedPack pack_;
  std::string loaded_profile_;
  reports::ContractReport report_;
  std::optional<Error> gave_up_;
};

}  // namespace phantomime::cli
