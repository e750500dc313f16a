#include "phantomime/scenario/engine.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "phantomime/scenario/world_gate.hpp"

namespace phantomime::scenario {
namespace {

constexpr std::size_t nearest_told = 3;

bool draws_at_random(const directives::ResponseSpec& spec) {
  using directives::DelaySpec;
  return spec.delay.kind == DelaySpec::Kind::uniform || spec.delay.kind == DelaySpec::Kind::log_normal ||
         spec.fault.draws() || spec.is_templated();
}

http::Reply bare_refusal(const Pack& pack) {
  std::string realm = "Basic realm=\"";
  for (const char c : pack.name)
    if (c >= ' ' && c <= '~') realm += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
  http::Reply reply;
  reply.status = 401;
  reply.headers.add("WWW-Authenticate", realm + '"');
  return reply;
}

}  // namespace

Engine::Engine(std::shared_ptr<const Edition> edition, const Clock& clock, Options options)
    : edition_{std::move(edition)},
      clock_{&clock},
      options_{std::move(options)},
      counted_{std::make_unique<Counted[]>(scenario().stubs.size())},
      draws_{options_.seed},
      journal_{options_.journal_bounds} {
  if (scenario().order) turns_ = std::make_unique<Turns>(scenario().order);
  if (scenario().model)
    world_ =
        std::make_shared<state::World>(scenario().model, options_.world_start, options_.seed, options_.world_bounds);
  if (!options_.coverage) return;
  covered_ = options_.coverage->map_of(edition_);
  if (world_) world_->count_by(covered_);
}

Played Engine::play(http::Request&& request) {
  const Instant now = clock_->now();
  Played played = answer(http::RequestView{request}, now);
  played.at = now;
  if (options_.journal && !played.responder) note(std::move(request), played);  // nobody looks at it any more
  return played;
}

bool Engine::may_respond_in_code(const http::Request& request) const {
  if (!edition_->has_responders() && !options_.missing) return false;
  const std::uint32_t stub = index().find(http::RequestView{request});
  if (stub == Index::none) return options_.missing != nullptr;
  return edition_->prepared(stub).bound || scenario().stubs[stub].response.answers_in_code();
}

void Engine::finish(http::Request&& request, Played& played, std::string_view stub) {
  if (!options_.journal) return;
  const auto& stubs = scenario().stubs;
  if (played.stub >= stubs.size() || stubs[played.stub].name != stub) {
    const auto found = std::find_if(stubs.begin(), stubs.end(), [&](const Stub& other) { return other.name == stub; });
    played.stub = found == stubs.end() ? Index::none : static_cast<std::uint32_t>(found - stubs.begin());
  }
  note(std::move(request), played, played.stub == Index::none ? stub : std::string_view{});
}

Played Engine::answer(const http::RequestView& request, Instant now) {
  // The way of most requests first; what it asks is what judge() asks. It takes no lock: where the best stub is not
  // bound to states, no stub before it is, and none of them asks what is remembered.
  const std::uint32_t stub = index().find(request);
  if (stub != Index::none) {
    // Counting is a locked instruction, which would wait for its memory only once all before it is done.
    __builtin_prefetch(&counted_[stub], 1);
    const Edition::Prepared& prepared = edition_->prepared(stub);
    if (prepared.alone && (prepared.open || lets_in(scenario().packs[prepared.pack], request))) {
      Played played;
      play_stub(stub, request, now, played);
      return played;
    }
  }
  if (world_) return answer_with_state(stub, request, now);
  return answer_verdict(judge_stub(scenario(), stub, request), request, now);
}

Played Engine::answer_verdict(const Verdict& verdict, const http::RequestView& request, Instant now) {
  Played played;
  played.stub = verdict.stub;
  if (verdict.kind == Verdict::Kind::refused)
    refuse(verdict.pack, request, now, played);
  else
    play_unmatched(verdict, request, now, played);
  return played;
}

void Engine::play_stub(std::uint32_t stub, const http::RequestView& request, Instant now, Played& played) {
  if (plays_out_of_turn(stub, request, played)) return;
  played.kind = Played::Kind::matched;
  played.stub = stub;
  matched_.fetch_add(1, std::memory_order_relaxed);
  const Edition::Prepared& prepared = edition_->prepared(stub);
  const std::uint64_t call = counted_[stub].calls.fetch_add(1, std::memory_order_relaxed);
  if (prepared.head) {
    played.reply = prepared.head->reply(prepared.body, now);
    if (covered_) cover(stub, call, true);
    return;
  }
  const Stub& whole = scenario().stubs[stub];
  matchers::Captures captures;
  static_cast<void>(whole.request.path_matches(request.path(), captures));
  render(whole.response.at_call(call), request, captures, now, played);
  if (covered_) cover(stub, call, played.error.empty());
}

void Engine::cover(std::uint32_t stub, std::uint64_t call, bool answered) const noexcept {
  covered_->played(stub, answered ? scenario().stubs[stub].response.answer_number(call) : CoverageMap::no_answer);
}

void Engine::render(const directives::ResponseSpec& spec, const http::RequestView& request,
                    const matchers::Captures& captures, Instant now, Played& played) {
  played.responder = spec.responder;
  if (spec.responder) return;
  // Most answers draw nothing: they are spared the hash over their request.
  Random random = draws_at_random(spec) ? draws(request.request()) : Random{options_.seed};
  played.reply = spec.render({request, captures, now, random}, played.error);
}

void Engine::refuse(std::uint32_t pack, const http::RequestView& request, Instant now, Played& played) {
  played.kind = Played::Kind::refused;
  const std::uint64_t call = refused_.fetch_add(1, std::memory_order_relaxed);
  const Pack& refusing = scenario().packs[pack];
  if (!refusing.refuse) {
    played.reply = bare_refusal(refusing);
    return;
  }
  render(refusing.refuse->at_call(call), request, {}, now, played);
  if (covered_ && played.error.empty()) covered_->refused(pack, refusing.refuse->answer_number(call));
}

void Engine::play_unmatched(const Verdict& verdict, const http::RequestView& request, Instant now, Played& played) {
  played.kind = Played::Kind::unmatched;
  const std::uint64_t call = unmatched_.fetch_add(1, std::memory_order_relaxed);
  std::optional<WorldGate> gate;  // whoever plays a world holds its mutex
  if (world_) gate.emplace(*world_);
  const bool falls_back = verdict.kind == Verdict::Kind::fallback;
  std::vector<NearMiss> nearest =
      near_misses(scenario(), index(), request, falls_back ? 1 : nearest_told, gate ? &*gate : nullptr);
  if (falls_back) {
    const directives::ResponseSpec& fallback = *scenario().packs[verdict.pack].fallback;
    render(fallback.at_call(call), request, {}, now, played);
    if (covered_ && played.error.empty()) covered_->fell_back(verdict.pack, fallback.answer_number(call));
  } else {
    played.reply.status = verdict.unmatched_status;
    played.reply.headers.add("Content-Type", "application/problem+json");
    played.reply.body =
        std::make_shared<const std::string>(problem_json(request.request(), nearest, verdict.unmatched_status));
  }
  played.reply.headers.set("X-Phantomime-Near-Miss",
                           nearest.empty() ? "there are no stubs" : nearest.front().header_line());
  if (!nearest.empty()) played.near_miss = std::move(nearest.front());
  if (options_.missing) played.responder = options_.missing;
}

void Engine::note(http::Request&& request, Played& played, std::string_view gone_stub) {
  auto entry = std::make_shared<JournalEntry>();
  entry->at = played.at;
  entry->request = std::move(request);
  entry->status = played.reply.status;
  entry->stub = played.stub;
  entry->gone_stub = gone_stub;
  entry->unmatched = played.kind == Played::Kind::unmatched;
  entry->refused = played.kind == Played::Kind::refused;
  played.entry = journal_.add(std::move(entry));
}

std::string_view Engine::stub_name(const JournalEntry& entry) const noexcept {
  return entry.stub < scenario().stubs.size() ? std::string_view{scenario().stubs[entry.stub].name} : entry.gone_stub;
}

std::uint64_t Engine::calls(std::uint32_t stub) const noexcept {
  return counted_[stub].calls.load(std::memory_order_relaxed);
}

void Engine::inherit(const Engine& earlier) {
  std::unordered_map<std::string_view, std::uint32_t> by_name;
  for (std::uint32_t stub = 0; stub < scenario().stubs.size(); ++stub)
    by_name.emplace(scenario().stubs[stub].name, stub);
  for (std::uint32_t stub = 0; stub < earlier.scenario().stubs.size(); ++stub) {
    const auto found = by_name.find(earlier.scenario().stubs[stub].name);
    if (found != by_name.end()) counted_[found->second].calls = earlier.calls(stub);
  }
  draws_.inherit(earlier.draws_);
  if (turns_ && earlier.turns_) turns_->inherit(*earlier.turns_);
  // Where the model is another one, rows of the old would fit neither its members nor its machines.
  if (world_ && earlier.scenario().model == scenario().model) world_ = earlier.world_;
  matched_ = earlier.matched();
  unmatched_ = earlier.unmatched();
  refused_ = earlier.refused();
  journal_.take_over(earlier.journal_, [&](JournalEntry& entry) {
    const std::string_view name = earlier.stub_name(entry);
    const auto found = by_name.find(name);
    entry.stub = found == by_name.end() ? Index::none : found->second;
    entry.gone_stub = found == by_name.end() ? std::string{name} : std::string{};
  });
}

std::vector<std::uint32_t> Engine::unmet_expectations() const {
  std::vector<std::uint32_t> unmet;
  for (std::uint32_t stub = 0; stub < scenario().stubs.size(); ++stub) {
    const auto& expect = scenario().stubs[stub].expect;
    if (expect && !expect->met_by(calls(stub))) unmet.push_back(stub);
  }
  return unmet;
}

}  // namespace phantomime::scenario
