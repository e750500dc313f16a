#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/exchange.hpp"
#include "phantomime/place.hpp"
#include "phantomime/words.hpp"

/// A fixture server inside of a program. All of it may be used from several threads, each object by one at a time
/// unless it says more; handles (Space, Stub, SpaceClock) are cheap to copy and outlive the server harmlessly: it is
/// stopped then, and its journal still tells.
namespace phantomime {

/// What a server says that is wrong: where in the test's source, and the whole text.
struct Failure {
  enum class Kind {
    setup,      ///< something that was said cannot be
    unmatched,  ///< requests that no stub matched
    calls,      ///< a stub that was called too often or too seldom
    responder,  ///< code that was to answer failed
  };
  Kind kind = Kind::setup;
  std::string file;
  unsigned line = 0;
  std::string text;  ///< several lines, redacted, without a line break at its end
};
/// Is told of failures that no return value can tell of: what was said and cannot be, what a server finds when it ends.
using Reporter = void (*)(const Failure&);
/// For the whole process; null: there is none, as at the start. gtest.hpp sets one. Returns the one before.
Reporter set_reporter(Reporter reporter) noexcept;

/// What was said cannot be, and there is no reporter to tell.
class SetupError : public std::runtime_error {
 public:
  explicit SetupError(Failure failure) : std::runtime_error{failure.text}, failure_{std::move(failure)} {}
  [[nodiscard]] const Failure& failure() const noexcept { return failure_; }

 private:
  Failure failure_;
};

/// What is played: packs that were loaded, shared by all servers they are given to. Copies are cheap.
class Pack {
 public:
  /// Nothing: every stub is said in code.
  Pack();

 private:
  friend detail::Access;
  explicit Pack(std::shared_ptr<const void> loaded) : loaded_{std::move(loaded)} {}
  std::shared_ptr<const void> loaded_;
};
/// A built-in pack, or the path of a folder or file. Built-in ones are loaded once in a process. Throws SetupError with
/// every error of every file.
[[nodiscard]] Pack pack(std::string_view name, std::string_view profile = {}, Place place = Place::here());
/// Several, played together: an earlier one wins where two match equally well.
[[nodiscard]] Pack packs(std::initializer_list<std::string_view> names, std::string_view profile = {},
                         Place place = Place::here());
/// A scenario written in place, as a file would have it; `phantomime: 1` at its top may be left out. Before the packs
/// `under` it, if any are named.
[[nodiscard]] Pack yaml(std::string_view scenario, std::initializer_list<std::string_view> under = {},
                        Place place = Place::here());

/// What a check found.
struct Verification {
  bool passed = true;
  std::string text;  ///< what was expected and what came; empty where it passed
  explicit operator bool() const noexcept { return passed; }
};

/// Answers in code, where data does not do. Called on threads of the server, several at a time; it may block and may
/// use the server. What it throws is answered with 500 and told when the space is verified.
using Responder = std::function<Response(const Request&)>;

namespace detail {
class Server;
class World;
class StubInCode;
}  // namespace detail

/// A stub that was said in code. What it is told changes the stub that is played.
class Stub {
 public:
  /// Verified at the end: see Space::verify.
  Stub& times(Times times, Place place = Place::here());
  /// The name in journal, log and failures; default: where it was said.
  Stub& named(std::string_view name, Place place = Place::here());
  /// The higher wins; default 0.
  Stub& priority(int priority, Place place = Place::here());
  /// Any key of a scenario's stub, in YAML: `"do: [...]"`, `"state: {door: shut}"`, `"example: GET /a/1"`.
  Stub& with(std::string_view yaml, Place place = Place::here());

  [[nodiscard]] std::string name() const;
  /// How often it answered.
  [[nodiscard]] std::uint64_t calls() const;
  void remove();

 private:
  friend detail::Access;
  explicit Stub(std::shared_ptr<detail::StubInCode> stub) : stub_{std::move(stub)} {}
  std::shared_ptr<detail::StubInCode> stub_;
};

/// A stub whose response is still to be said: nothing is played before.
class [[nodiscard("say what it responds")]] Given {
 public:
  Stub respond(const Response& response) const;
  Stub respond(Responder responder) const;

 private:
  friend detail::Access;
  Given(std::shared_ptr<detail::World> world, RequestMatcher request, Place place)
      : world_{std::move(world)}, request_{std::move(request)}, place_{place} {}
  std::shared_ptr<detail::World> world_;
  RequestMatcher request_;
  Place place_;
};

/// The time of a space: delays, `Date`, what happens by itself. Throws std::invalid_argument for times it cannot have.
class SpaceClock {
 public:
  using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;
  [[nodiscard]] Instant now() const;
  [[nodiscard]] bool frozen() const;
  void freeze();
  void freeze_at(Instant instant);
  /// Replies whose delay is over then are on their way when it returns.
  void advance(std::chrono::nanoseconds by);
  void run();

 private:
  friend detail::Access;
  explicit SpaceClock(std::shared_ptr<detail::World> world) : world_{std::move(world)} {}
  std::shared_ptr<detail::World> world_;
};

/// An isolated world on a server: own stubs, state, journal, clock and seed.
class Space {
 public:
  [[nodiscard]] std::string name() const;
  /// What a client asks: `http://127.0.0.1:4711`, of a space other than the default one with its prefix. HTTPS where
  /// the server speaks only that.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::string http_url() const;   ///< empty: it does not speak it
  [[nodiscard]] std::string https_url() const;  ///< the same

  /// Another stub, before those of the packs where both match equally well: end it with `respond`.
  [[nodiscard]] Given given(const RequestMatcher& request, Place place = Place::here()) const;

  /// What came, oldest first, as far as the journal goes back (10,000 exchanges, 16 MiB).
  [[nodiscard]] std::vector<Request> requests() const;
  [[nodiscard]] std::vector<Exchange> exchanges() const;
  [[nodiscard]] std::uint64_t unmatched() const;  ///< how many requests no stub matched

  /// Whether so many requests came, whatever was answered.
  [[nodiscard]] Verification called(const RequestMatcher& request, Times times, Place place = Place::here()) const;
  [[nodiscard]] Verification called(const RequestMatcher& request, Place place = Place::here()) const {
    return called(request, Times::at_least(1), place);
  }
  /// The same, but waits for it as long as `within` of the machine's time: for clients that ask in a thread of their
  /// own.
  [[nodiscard]] Verification called_within(std::chrono::milliseconds within, const RequestMatcher& request,
                                           Times times = Times::at_least(1), Place place = Place::here()) const;
  /// Whether these came one after the other, others between them perhaps.
  [[nodiscard]] Verification called_in_order(std::initializer_list<RequestMatcher> requests,
                                             Place place = Place::here()) const;
  /// What nobody asked about: requests that no stub matched (unless allowed), stubs called too often or too seldom,
  /// responders that failed. Each is told once.
  [[nodiscard]] Verification verify() const;
  /// Requests that no stub matches are no failure here.
  void allow_unmatched(bool allowed = true) const;

  [[nodiscard]] SpaceClock clock() const;
  [[nodiscard]] std::uint64_t seed() const;
  /// Collections and machines as JSON, as the admin API tells them.
  [[nodiscard]] std::string state() const;
  /// Replaces those that it names, all or nothing. Throws std::invalid_argument, saying what is wrong.
  void set_state(std::string_view json) const;
  /// Back to the start: no stubs of its own, no state changes, an empty journal; the clock too.
  void reset() const;
  void forget_requests() const;

  /// Answers without a socket, at once whatever the delay: `Reply::delay` says it. Goes into the journal.
  [[nodiscard]] Reply answer(const Request& request) const;

  /// The stubs said in code as a scenario, to be played before the packs that the server plays. Throws
  /// std::invalid_argument where one cannot be written (it answers in code) or needs an example that nobody gave.
  [[nodiscard]] std::string to_yaml() const;
  /// The same as `FOLDER/pack.yaml`, in a folder that is made where there is none. Throws std::runtime_error also where
  /// it cannot be written.
  void write_pack(const std::string& folder) const;

 protected:
  friend detail::Access;
  Space() = default;
  explicit Space(std::shared_ptr<detail::World> world) : world_{std::move(world)} {}
  [[nodiscard]] const std::shared_ptr<detail::World>& world() const;
  std::shared_ptr<detail::World> world_;
};

struct ServerOptions {
  enum class Sockets {
    http,
    https,
    both,
    none,  ///< only `answer` is asked
  };
  Sockets sockets = Sockets::http;
  std::string host = "127.0.0.1";
  std::uint16_t http_port = 0;  ///< 0: a free one
  std::uint16_t https_port = 0;
  std::uint64_t seed = 0;
  /// "real", "frozen" (at the pack's epoch) or "frozen@2020-01-22T19:40:00Z".
  std::string clock = "real";
  bool allow_unmatched = false;
  /// Is told what the server finds when it ends, instead of the reporter.
  std::function<void(const Failure&)> on_failure = {};
};

/// A server on a port of its own that is known when the constructor returns. What is asked of it as of a space is its
/// default one. The end of its scope stops it, lets replies in flight finish for at most two seconds, and verifies
/// every space; nothing is thrown there. Moving it moves the handle, requests in flight do not notice; what was moved
/// from may only be destroyed or assigned to, and throws std::logic_error otherwise.
class MockServer : public Space {
 public:
  /// Throws SetupError where a port is taken or the certificate cannot be made.
  explicit MockServer(const Pack& pack = {}, const ServerOptions& options = {}, Place place = Place::here());
  explicit MockServer(const ServerOptions& options, Place place = Place::here()) : MockServer{Pack{}, options, place} {}
  ~MockServer();
  MockServer(MockServer&& other) noexcept = default;
  MockServer& operator=(MockServer&& other) noexcept;
  MockServer(const MockServer&) = delete;
  MockServer& operator=(const MockServer&) = delete;

  /// A space by its name ([A-Za-z0-9._-]{1,64}), made where there is none. Throws std::invalid_argument where it is no
  /// name, std::length_error where there are too many.
  [[nodiscard]] Space space(std::string_view name) const;
  [[nodiscard]] Space space(std::string_view name, std::uint64_t seed, std::string_view clock = "real") const;
  /// Verifies a space and forgets it: its requests in flight get their answers, its name is free again. Failures that
  /// have no line of their own are told at `place`. Never the default space.
  void drop(const Space& space, Place place = Place::here()) const;

  [[nodiscard]] std::uint16_t http_port() const;   ///< 0: it does not speak it
  [[nodiscard]] std::uint16_t https_port() const;  ///< the same
  /// PEM file that clients of `https_url` may trust; empty without HTTPS.
  [[nodiscard]] std::string ca_file() const;
  [[nodiscard]] std::string admin_url() const;

  /// Stops serving; what was played can still be asked. Idempotent.
  void stop();

 private:
  std::shared_ptr<detail::Server> server_;
};

}  // namespace phantomime
