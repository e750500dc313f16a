#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/scenario/coverage_ledger.hpp"
#include "phantomime/scenario/draws.hpp"
#include "phantomime/scenario/edition.hpp"
#include "phantomime/scenario/journal.hpp"
#include "phantomime/scenario/near_miss.hpp"
#include "phantomime/scenario/verdict.hpp"
#include "phantomime/state/performance.hpp"

namespace phantomime::scenario {

/// What the engine made of one request.
struct Played {
  enum class Kind { matched, refused, unmatched };
  http::Reply reply;
  Instant at{};  ///< when, by the clock
  Kind kind = Kind::unmatched;
  std::uint32_t stub = Index::none;
  std::optional<NearMiss> near_miss;          ///< of an unmatched request, where there is one
  std::string error;                          ///< a template that failed, a body that could not be made
  std::shared_ptr<const JournalEntry> entry;  ///< what the journal made of it; null where there is none
  /// Who is still to say the reply: whoever plays calls it once no lock is held, and then Engine::finish. Null: nobody.
  std::shared_ptr<const directives::Responder> responder;
};

/// Plays a scenario: request in, reply out. Holds what happened (calls per stub); the scenario itself never changes,
/// and engines of one edition share all that follows from it, so that another one costs little more than its counts.
/// `play` may be called from several threads; it does no I/O and takes no lock while matching.
class Engine {
 public:
  struct Options {
    std::uint64_t seed = 0;
    bool journal = true;
    Journal::Bounds journal_bounds = {};
    state::WorldBounds world_bounds = {};
    Instant world_start{};                          ///< where the clock began: what the rows' instants shift to
    std::shared_ptr<CoverageLedger> coverage = {};  ///< counts what is touched; null: nobody does
    /// Says the reply to what no stub matches, instead of the pack's fallback; null: nobody does.
    std::shared_ptr<const directives::Responder> missing = {};
  };
  Engine(std::shared_ptr<const Edition> edition, const Clock& clock, Options options);
  /// With an edition of its own.
  Engine(std::shared_ptr<const Scenario> scenario, const Clock& clock, Options options)
      : Engine{std::make_shared<const Edition>(std::move(scenario)), clock, std::move(options)} {}

  [[nodiscard]] Played play(const http::Request& request) { return play(http::Request{request}); }
  /// The request goes into the journal, or stays what it was where there is none or a responder is still to answer.
  [[nodiscard]] Played play(http::Request&& request);
  /// Puts a request into the journal whose responder has answered; `played.stub` becomes the stub's number here, if it
  /// still is there. `stub` names the stub: this engine may be of a later
  /// edition than the one that played it.
  void finish(http::Request&& request, Played& played, std::string_view stub);

  [[nodiscard]] const Scenario& scenario() const noexcept { return edition_->scenario(); }
  [[nodiscard]] const Index& index() const noexcept { return edition_->index(); }
  /// Whether a responder may say this request's reply: certainly where states do not decide which stub answers.
  [[nodiscard]] bool may_respond_in_code(const http::Request& request) const;
  [[nodiscard]] std::uint64_t calls(std::uint32_t stub) const noexcept;
  /// Where somebody who counts by stub too may keep what it found for it, on the line that is touched by the count
  /// here; null at first.
  [[nodiscard]] std::atomic<void*>& mark(std::uint32_t stub) const noexcept { return counted_[stub].mark; }
  [[nodiscard]] std::uint64_t unmatched() const noexcept { return unmatched_.load(); }
  [[nodiscard]] std::uint64_t refused() const noexcept { return refused_.load(); }
  [[nodiscard]] std::uint64_t matched() const noexcept { return matched_.load(); }
  [[nodiscard]] Journal& journal() noexcept { return journal_; }
  [[nodiscard]] const Journal& journal() const noexcept { return journal_; }
  /// Of the stub that answered, or would have with credentials; empty where there was none.
  [[nodiscard]] std::string_view stub_name(const JournalEntry& entry) const noexcept;
  /// What it remembers; null where the scenario has no state. Who uses it holds its mutex.
  [[nodiscard]] state::World* world() const noexcept { return world_.get(); }
  [[nodiscard]] const Clock& clock() const noexcept { return *clock_; }
  /// Takes over what happened from an engine that played an earlier edition (reload): the calls of stubs of the same
  /// name, the totals, the journal, and the world, where both editions have the same model. Before the first `play`.
  void inherit(const Engine& earlier);

  /// Stubs whose `expect:` the calls so far do not meet: index into Scenario::stubs.
  [[nodiscard]] std::vector<std::uint32_t> unmet_expectations() const;

 private:
  Played answer(const http::RequestView& request, Instant now);
  Played answer_verdict(const Verdict& verdict, const http::RequestView& request, Instant now);
  /// The same where something is remembered: checks, steps and templates see the world, one request at a time. `stub`
  /// is the one that matches if the states do that it is bound to.
  Played answer_with_state(std::uint32_t stub, const http::RequestView& request, Instant now);
  void act(std::uint32_t stub, state::Performance& performance, Played& played);
  void answer_failure(state::Performance& performance, Played& played);
  void play_stub(std::uint32_t stub, const http::RequestView& request, Instant now, Played& played);
  void render(const directives::ResponseSpec& spec, const http::RequestView& request,
              const matchers::Captures& captures, Instant now, Played& played);
  /// Where requests have an order and this one's turn has not come: it is unmatched, and the answer says what is
  /// expected.
  [[nodiscard]] bool plays_out_of_turn(std::uint32_t stub, const http::RequestView& request, Played& played);
  void refuse(std::uint32_t pack, const http::RequestView& request, Instant now, Played& played);
  void play_unmatched(const Verdict& verdict, const http::RequestView& request, Instant now, Played& played);
  [[nodiscard]] Random draws(const http::Request& request) { return draws_.of(request); }
  void note(http::Request&& request, Played& played, std::string_view gone_stub = {});
  /// Counts a call of a stub, where somebody wants to know, and what it answered, unless that could not be made.
  void cover(std::uint32_t stub, std::uint64_t call, bool answered) const noexcept;

  std::shared_ptr<const Edition> edition_;
  const Clock* clock_;
  Options options_;
  struct Counted {
    std::atomic<std::uint64_t> calls{0};
    std::atomic<void*> mark{nullptr};
  };
  std::unique_ptr<Counted[]> counted_;  ///< by stub
  std::shared_ptr<state::World> world_;
  std::unique_ptr<Turns> turns_;                ///< null: requests may come in any order
  std::shared_ptr<const CoverageMap> covered_;  ///< null: nobody wants to know
  Draws draws_;
  std::atomic<std::uint64_t> matched_{0}, unmatched_{0}, refused_{0};
  Journal journal_;
};

}  // namespace phantomime::scenario
