// How an engine answers where a scenario has state. What happens to one request happens at once for all others: checks,
// steps and the answer see the same world, and either all of it stays or nothing.
#include <algorithm>
#include <utility>

#include "phantomime/scenario/engine.hpp"
#include "phantomime/scenario/world_gate.hpp"
#include "phantomime/state/clockwork.hpp"

namespace phantomime::scenario {
namespace {

/// RFC 9457, for a mistake that the pack has no answer for.
http::Reply plain_failure(const state::Failure& failure) {
  const state::ErrorKind* const kind = state::error_kind(failure.error);
  const int status = kind ? kind->status : 400;
  OrderedJson problem = {{"type", "about:blank"},
                         {"title", http::reason_phrase(status)},
                         {"status", status},
                         {"detail", failure.text.empty() && kind ? std::string{kind->summary} : failure.text},
                         {"error", failure.error}};
  if (!failure.member.empty()) problem["member"] = failure.member;
  http::Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/problem+json");
  if (status == 401) reply.headers.add("WWW-Authenticate", "Basic realm=\"phantomime\"");
  reply.body = std::make_shared<const std::string>(problem.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
  return reply;
}

Json as_name(const state::Failure& failure) {
  const state::ErrorKind* const kind = state::error_kind(failure.error);
  return {{"kind", failure.error},
          {"collection", failure.collection},
          {"member", failure.member},
          {"value", failure.value},
          {"text", failure.text.empty() && kind ? std::string{kind->summary} : failure.text}};
}

}  // namespace

Played Engine::answer_with_state(std::uint32_t stub, const http::RequestView& request, Instant now) {
  Played played;
  Random random = draws(request.request());
  if (stub == Index::none) index().prepare_nearby();  // nobody else is to wait for that
  const std::lock_guard lock{world_->mutex()};
  if (const auto wrong = state::catch_up(*world_, now)) played.error = directives::failure_message(*wrong);
  const WorldGate gate{*world_};
  if (stub != Index::none && edition_->prepared(stub).bound) stub = index().find(request, &gate);
  const Verdict verdict = judge_stub(scenario(), stub, request);
  played.stub = verdict.stub;
  if (verdict.kind == Verdict::Kind::refused) {
    refuse(verdict.pack, request, now, played);
    return played;
  }
  matchers::Captures captures;
  if (verdict.stub != Index::none)
    static_cast<void>(scenario().stubs[verdict.stub].request.path_matches(request.path(), captures));
  const state::Performance::Stage stage{*world_, request, captures, now, random};
  state::Performance performance{stage};
  world_->begin();
  world_->count_machines();
  const std::uint32_t guarding = guarding_pack(scenario(), verdict.stub);
  if (guarding != Index::none && !performance.run(scenario().packs[guarding].check)) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    played.kind = Played::Kind::refused;
    answer_failure(performance, played);
  } else if (verdict.stub == Index::none) {
    world_->commit();
    play_unmatched(verdict, request, now, played);
  } else {
    if (plays_out_of_turn(verdict.stub, request, played))
      world_->commit();
    else
      act(verdict.stub, performance, played);
  }
  return played;
}

void Engine::act(std::uint32_t stub, state::Performance& performance, Played& played) {
  const Stub& whole = scenario().stubs[stub];
  played.kind = Played::Kind::matched;
  matched_.fetch_add(1, std::memory_order_relaxed);
  const std::uint64_t call = counted_[stub].calls.fetch_add(1, std::memory_order_relaxed);
  if (!performance.run(whole.steps)) {
    if (covered_) cover(stub, call, false);
    return answer_failure(performance, played);
  }
  const directives::ResponseSpec& spec = whole.response.at_call(call);
  played.responder = spec.responder;
  if (spec.responder) {
    if (covered_) cover(stub, call, true);
    return world_->commit();
  }
  std::string wrong;
  played.reply = spec.render(performance.context(), wrong);
  if (covered_) cover(stub, call, wrong.empty());
  if (wrong.empty()) return world_->commit();
  world_->roll_back();
  played.error = std::move(wrong);
}

void Engine::answer_failure(state::Performance& performance, Played& played) {
  world_->roll_back();
  const state::Failure& failure = performance.failure();
  if (failure.broken) {
    played.error = directives::failure_message(*failure.broken);
    played.reply = directives::failed_reply(played.error);
    return;
  }
  const state::ErrorAnswer* const answer = scenario().model->error(failure.error);
  if (!answer) {
    played.reply = plain_failure(failure);
    return;
  }
  directives::Names names = performance.names();
  names.set("error", as_name(failure));
  directives::RenderContext context = performance.context();
  context.names = &names;
  std::string wrong;
  played.reply = answer->response.at_call(0).render(context, wrong);
  if (covered_ && wrong.empty()) covered_->answered_mistake(failure.error);
  if (!wrong.empty()) played.error = std::move(wrong);
}

}  // namespace phantomime::scenario
