#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "phantomime/mock/arrivals.hpp"
#include "phantomime/mock/said.hpp"
#include "phantomime/mock_server.hpp"
#include "phantomime/server/fixture_server.hpp"

namespace phantomime::detail {

/// A stub that a test said: the tree of it, and what is played of that. Guarded by its world's mutex.
class StubInCode {
 public:
  std::shared_ptr<World> world;
  Said said;
  Responder responder;
  std::string name;
  bool played = false;  ///< false: it cannot be, or was taken away
  bool told = false;    ///< that it was called too often or too seldom

  explicit StubInCode(Said whole) : said{std::move(whole)} {}
};

/// What stands behind the handles of one space. Its mutex guards what a test said and what it was told; what is played
/// guards itself.
class World {
 public:
  World(std::shared_ptr<Server> server, std::shared_ptr<server::Space> space);

  [[nodiscard]] server::Space& space() const noexcept { return *space_; }
  [[nodiscard]] Server& server() const noexcept { return *server_; }
  [[nodiscard]] std::shared_ptr<scenario::Engine> engine() const { return space_->stage().engine(); }
  /// The packs as loaded: what stubs said in code are read against.
  [[nodiscard]] const scenario::Scenario& packs() const;

  [[nodiscard]] std::shared_ptr<StubInCode> add(std::shared_ptr<World> self, const RequestMatcher& request,
                                                const Response* response, Responder responder, Place place);
  /// Lays more over what a stub says, and plays that. `said` may hold a name: then it is another stub from now on.
  void change(StubInCode& stub, const Node& more, Said& said, Place place);
  void remove(StubInCode& stub);
  /// Drops everything that was said and played.
  void reset();
  /// What makes a circle of what a test may hold: for the end.
  void let_go();

  void allow_unmatched(bool allowed);
  void failed(Failure failure);
  /// What is wrong and was not told yet, oldest first. Where a failure lies at no line of its own it is at `place`.
  [[nodiscard]] std::vector<Failure> findings(Place place);
  [[nodiscard]] std::vector<std::shared_ptr<StubInCode>> stubs() const;

 private:
  [[nodiscard]] bool play(StubInCode& stub, Place place);
  void find_unmet(std::vector<Failure>& found);
  void find_unmatched(std::vector<Failure>& found, Place place);

  const std::shared_ptr<Server> server_;
  const std::shared_ptr<server::Space> space_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<StubInCode>> stubs_;
  std::vector<Failure> failures_;
  bool unmatched_allowed_ = false;
  std::uint64_t unmatched_told_ = 0;
};

/// A server with its worlds: what a MockServer holds, and every handle as long as it is held.
class Server {
 public:
  Server(const Pack& pack, ServerOptions options, Place place);

  [[nodiscard]] server::FixtureServer& fixture() const noexcept { return *fixture_; }
  [[nodiscard]] const scenario::Edition& edition() const noexcept { return *edition_; }
  [[nodiscard]] const ServerOptions& options() const noexcept { return options_; }
  [[nodiscard]] const std::string& ca_file() const noexcept { return ca_; }
  [[nodiscard]] Arrivals& arrivals() noexcept { return arrivals_; }
  [[nodiscard]] std::uint16_t port(bool tls) const;
  [[nodiscard]] std::string url(const server::Space& space, bool tls) const;

  [[nodiscard]] std::shared_ptr<World> world(const std::shared_ptr<Server>& self, std::shared_ptr<server::Space> space);
  [[nodiscard]] std::shared_ptr<World> default_world(const std::shared_ptr<Server>& self);
  void drop(const World& world, Place place);
  /// Stops, and tells what no one asked about. Never throws.
  void finish(const std::shared_ptr<Server>& self) noexcept;

 private:
  void tell_end(const Failure& failure) noexcept;
  void tell_unmet_of_packs();
  void keep_coverage();

  const std::shared_ptr<const scenario::Edition> edition_;
  const ServerOptions options_;
  const Place place_;
  std::string ca_;
  Arrivals arrivals_;                                         ///< before the server, whose threads add to it
  const std::string coverage_file_;                           ///< empty: none
  const std::shared_ptr<scenario::CoverageLedger> coverage_;  ///< null: nobody wants to know
  std::unique_ptr<server::FixtureServer> fixture_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<World>, std::less<>> worlds_;  ///< by name
};

/// What is asked of a world whose server has not been moved from.
[[nodiscard]] World& checked(const std::shared_ptr<World>& world);

}  // namespace phantomime::detail
