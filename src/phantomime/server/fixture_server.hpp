#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/net/transport.hpp"
#include "phantomime/scenario/engine.hpp"
#include "phantomime/server/disk_journal/disk_journal.hpp"
#include "phantomime/server/doors.hpp"
#include "phantomime/server/metrics.hpp"
#include "phantomime/server/spaces.hpp"

namespace phantomime::server {

/// One exchange as it may be told: every text is redacted.
struct ExchangeEvent {
  Instant at;
  std::string space;  ///< empty: the default one
  std::string peer;
  std::string method;
  std::string target;
  int status = 0;
  scenario::Played::Kind kind = scenario::Played::Kind::unmatched;
  std::string stub;        ///< the name of the stub that answered
  std::string near_miss;   ///< of an unmatched request: the nearest stub and what differed
  bool passed_on = false;  ///< an unmatched request that Options::missing answered
  std::string error;       ///< a template that failed
  std::chrono::nanoseconds took{0};
  std::chrono::nanoseconds delay{0};
  std::string fault;  ///< what went wrong with the reply, as http::fault_text() says it; empty: nothing
};

/// Is told what happens. Called from worker threads, several at a time; empty functions are skipped.
struct Observer {
  std::function<void(const ExchangeEvent&)> exchange;
  bool only_unmatched = false;  ///< exchanges that a stub answered are of no interest: their events are not even made
  /// A request that was no HTTP, too large or too slow, or for which there is no space.
  std::function<void(const net::Refusal&)> refused;
  /// What people should know of the journal on disk.
  std::function<void(std::string_view)> warning;
};

/// Plays a scenario on sockets: spaces behind the transport, with the admin API beside them.
/// `start` has bound when it returns; the destructor stops, joins, and lets replies in flight finish.
class FixtureServer final : private Doors {
 public:
  struct Options {
    std::vector<net::Listener> listeners;  ///< none: it has no sockets, and only `answer` is asked
    net::TlsFiles tls;
    net::Limits limits;
    unsigned workers = 0;
    std::uint64_t seed = 0;
    /// Where the played world's clock starts; frozen without an instant: at the epoch of the first pack that has one.
    VirtualClock::Start clock;
    std::string admin_token;     ///< whoever sends it may use the admin API from anywhere; empty: loopback only
    std::string journal_folder;  ///< where the journal is kept in full; empty: nowhere
    /// Counts what is touched of what is played, in all spaces there are and were; null: nobody does.
    std::shared_ptr<scenario::CoverageLedger> coverage = {};
    /// Answers what no stub matches, on the side pool; null: the pack's fallback does.
    std::shared_ptr<const directives::Responder> missing = {};
    /// See Spaces::Options.
    std::size_t most_spaces = Spaces::Options{}.most;
    std::optional<std::chrono::nanoseconds> space_idle = Spaces::Options{}.idle;
  };

  /// `machine` must outlive the server. Errors: those of net::Server::start and DiskJournal::open.
  [[nodiscard]] static Result<std::unique_ptr<FixtureServer>> start(std::shared_ptr<const scenario::Scenario> scenario,
                                                                    const Clock& machine, Options options,
                                                                    Observer observer);
  /// The same of an edition that several servers may share.
  [[nodiscard]] static Result<std::unique_ptr<FixtureServer>> start(std::shared_ptr<const scenario::Edition> edition,
                                                                    const Clock& machine, Options options,
                                                                    Observer observer);
  ~FixtureServer() override;

  /// Answers a request that came by no socket, as if it had: its space is chosen by prefix and header. Thread-safe.
  [[nodiscard]] http::Reply answer(http::Request& request);
  /// Stubs may be played from now on whose responders block: their requests go to the side pool.
  void expect_responders() noexcept { responders_expected_.store(true, std::memory_order_release); }

  /// `https://127.0.0.1:8443` of the first listener of that kind; empty where there is none.
  [[nodiscard]] std::string https_url() const;
  [[nodiscard]] std::string http_url() const;
  /// Of the plain listener where there is one.
  [[nodiscard]] std::string admin_url() const;
  [[nodiscard]] std::vector<std::uint16_t> ports() const {
    return server_ ? server_->ports() : std::vector<std::uint16_t>{};
  }

  /// Plays another edition from the next request on; requests in flight end with the old one. Calls are carried over
  /// by the names of stubs; what the admin API changed stays laid over it.
  void replace(std::shared_ptr<const scenario::Scenario> scenario);
  /// The engine in force in the default space. Valid as long as it is held.
  [[nodiscard]] std::shared_ptr<scenario::Engine> engine() const;

  /// The clock of everything that is played in the default space: templates, `Date`, delays, journal. Thread-safe;
  /// lives as long as the server.
  [[nodiscard]] VirtualClock& clock() noexcept { return spaces_->default_space().clock(); }
  [[nodiscard]] const VirtualClock& clock() const noexcept { return spaces_->default_space().clock(); }
  [[nodiscard]] Spaces& spaces() noexcept { return *spaces_; }
  [[nodiscard]] const Spaces& spaces() const noexcept { return *spaces_; }
  [[nodiscard]] std::uint64_t seed() const noexcept { return options_.seed; }
  /// Null where none is kept.
  [[nodiscard]] const DiskJournal* journal() const noexcept { return journal_.get(); }

  /// Stops serving, and frees the spaces that were dropped.
  void stop();

 private:
  FixtureServer(const Clock& machine, Options options, Observer observer);
  [[nodiscard]] Result<void> serve();
  void prepare_misses(std::shared_ptr<const scenario::Edition> edition);
  [[nodiscard]] bool may_block(const http::Request& request);
  [[nodiscard]] http::Reply play(http::Request&& request, Space& space);
  void write_down(const scenario::Played& played, const scenario::Engine& engine, const Space& space) noexcept;
  [[nodiscard]] http::Reply answer_admin_api(http::Request& request);
  [[nodiscard]] Result<Opened> open(std::uint16_t port, bool tls) override;
  void close(std::uint32_t listener) override;
  [[nodiscard]] std::string url(bool tls) const override;
  [[nodiscard]] std::string url(const Opened& door) const override;

  const Clock& machine_;
  Options options_;
  Observer observer_;
  Instant started_;  ///< of the machine
  Metrics metrics_;
  std::unique_ptr<DiskJournal> journal_;
  std::unique_ptr<Spaces> spaces_;
  std::mutex preparing_mutex_;
  std::future<void> preparing_;  ///< guarded by the above; its end waits for what it does
  std::atomic<bool> responders_expected_{false};
  std::atomic<net::Server*> doors_{nullptr};  ///< `server_` once it is there: requests may come before
  std::unique_ptr<net::Server> server_;       ///< last: its threads use everything above
};

}  // namespace phantomime::server
