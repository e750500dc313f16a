#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "phantomime/cli/context.hpp"
#include "phantomime/server/fixture_server.hpp"

namespace phantomime::cli {

enum class LogFormat { text, json };

/// The packs by name: "phantom (profile 4.10) + orders".
[[nodiscard]] std::string packs_text(const scenario::Scenario& scenario);
/// What a run must be given again to be the same: the seed, and the clock where it stands.
[[nodiscard]] std::string world_text(const server::FixtureServer& server);

/// What `serve` tells while it runs, on standard error: a line per event, for people or (one JSON object a line) for
/// machines. Thread-safe: lines of different threads never mix.
class ServeLog {
 public:
  ServeLog(Context& context, LogFormat format, bool quiet) : context_{context}, format_{format}, quiet_{quiet} {}

  /// What is played, where, and a curl line to paste.
  void started(const server::FixtureServer& server, bool generated_certificate);
  void exchange(const server::ExchangeEvent& event);
  void warn(std::string_view what);
  void refused(const net::Refusal& refusal);
  void reloaded(const scenario::Scenario& scenario);
  void reload_failed(const Errors& errors);
  /// Counts by stub, unmet expectations, what went unmatched: of all spaces there were.
  void summary(const server::FixtureServer& server);
  /// How many requests were none, or too large, or too slow.
  [[nodiscard]] std::uint64_t bad_requests() const;

 private:
  void text_exchange(const server::ExchangeEvent& event);
  void json_exchange(const server::ExchangeEvent& event);
  void remember_unmatched(const server::ExchangeEvent& event);
  void line(std::string_view text);  ///< under the lock
  [[nodiscard]] std::string paint(std::string_view text, std::string_view colour) const;

  Context& context_;
  LogFormat format_;
  bool quiet_;
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> unmatched_;  ///< "METHOD target" → times, at most 100 different ones
  std::uint64_t unmatched_others_ = 0;
  std::uint64_t refused_by_net_ = 0;
};

}  // namespace phantomime::cli
