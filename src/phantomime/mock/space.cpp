// What a test asks of a space.
#include <mutex>
#include <stdexcept>
#include <utility>

#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/mock/converted.hpp"
#include "phantomime/mock/loaded_pack.hpp"
#include "phantomime/mock/said.hpp"
#include "phantomime/mock/told.hpp"
#include "phantomime/mock/world.hpp"
#include "phantomime/mock_server.hpp"
#include "phantomime/server/verification.hpp"
#include "phantomime/server/world_state.hpp"

namespace phantomime {

using detail::Access;
using detail::checked;
using detail::World;

namespace {

/// Asks the journal; what cannot be asked is told as a failure of the question.
Verification ask(World& world, server::Question question, const std::string& expected) {
  const auto engine = world.engine();
  const OrderedJson answer = server::answer_question(std::move(question), engine->journal());
  if (answer["passed"].get<bool>()) return {};
  return {false, detail::tell_not_called(expected, answer, *engine)};
}

std::optional<matchers::RequestSpec> load(World& world, const RequestMatcher& request, Place place,
                                          Verification& failed) {
  const detail::Said& said = Access::said(request);
  Errors errors = said.errors;
  auto spec = errors.empty() ? formats::load_run_time_request(said.node, world.packs(), errors, formats::Saying::code)
                             : std::nullopt;
  if (!spec) failed = {false, detail::failure_of(errors, place).text};
  return spec;
}

void throw_where(const Result<void>& result) {
  if (!result) throw std::invalid_argument(result.error().what);
}

}  // namespace

const std::shared_ptr<World>& Space::world() const {
  static_cast<void>(checked(world_));
  return world_;
}

std::string Space::name() const { return checked(world_).space().name(); }
std::string Space::http_url() const { return checked(world_).server().url(world_->space(), false); }
std::string Space::https_url() const { return checked(world_).server().url(world_->space(), true); }
std::string Space::url() const {
  const std::string plain = http_url();
  return plain.empty() ? https_url() : plain;
}

Given Space::given(const RequestMatcher& request, Place place) const {
  return Access::make_handle<Given>(world(), request, place);
}

std::vector<Request> Space::requests() const {
  std::vector<Request> requests;
  for (const auto& entry : checked(world_).engine()->journal().excerpt().entries)
    requests.push_back(detail::public_request(entry->request));
  return requests;
}

std::vector<Exchange> Space::exchanges() const {
  const auto engine = checked(world_).engine();
  std::vector<Exchange> exchanges;
  for (const auto& entry : engine->journal().excerpt().entries)
    exchanges.push_back(detail::public_exchange(*entry, *engine));
  return exchanges;
}

std::uint64_t Space::unmatched() const { return checked(world_).engine()->unmatched(); }

Verification Space::called(const RequestMatcher& request, Times times, Place place) const {
  Verification failed;
  auto spec = load(checked(world_), request, place, failed);
  if (!spec) return failed;
  server::Question question;
  question.times = {times.least(), times.has_most() ? std::optional{times.most()} : std::nullopt};
  const std::string expected = question.times.describe() + " of " + detail::describe(*spec);
  question.requests.push_back(std::move(*spec));
  return ask(*world_, std::move(question), expected);
}

Verification Space::called_within(std::chrono::milliseconds within, const RequestMatcher& request, Times times,
                                  Place place) const {
  const auto deadline = std::chrono::steady_clock::now() + within;
  detail::Arrivals& arrivals = checked(world_).server().arrivals();
  for (;;) {
    const std::uint64_t seen = arrivals.count();
    Verification found = called(request, times, place);
    if (found || !arrivals.wait(seen, deadline)) return found;
  }
}

Verification Space::called_in_order(std::initializer_list<RequestMatcher> requests, Place place) const {
  Verification failed;
  server::Question question;
  question.in_order = true;
  std::string expected = "in this order";
  for (const RequestMatcher& request : requests) {
    auto spec = load(checked(world_), request, place, failed);
    if (!spec) return failed;
    question.requests.push_back(std::move(*spec));
    expected += "\n  " + std::to_string(question.requests.size()) + ". " + detail::describe(question.requests.back());
  }
  return ask(checked(world_), std::move(question), expected);
}

Verification Space::verify() const {
  Verification result;
  for (const Failure& failure : checked(world_).findings({})) {
    result.passed = false;
    if (!result.text.empty()) result.text += '\n';
    if (failure.line > 0) result.text += failure.file + ":" + std::to_string(failure.line) + ": ";
    result.text += failure.text;
  }
  return result;
}

void Space::allow_unmatched(bool allowed) const { checked(world_).allow_unmatched(allowed); }
SpaceClock Space::clock() const { return Access::make_handle<SpaceClock>(world()); }
std::uint64_t Space::seed() const { return checked(world_).space().settings().seed; }
void Space::reset() const { checked(world_).reset(); }
void Space::forget_requests() const { checked(world_).space().stage().forget_journal(); }

std::string Space::state() const { return server::tell_state(*checked(world_).engine()).dump(); }

void Space::set_state(std::string_view json) const {
  const auto saved = parse_json(json);
  if (!saved) throw std::invalid_argument(saved.error().what + ": " + saved.error().hint);
  const auto fault = server::put_state(*checked(world_).engine(), *saved);
  if (fault) throw std::invalid_argument(fault->pointer + ": " + fault->what + ": " + fault->hint);
}

Reply Space::answer(const Request& request) const {
  const bool head = request.method == "HEAD";
  http::Request own = detail::own_request(request);
  const server::Space& space = checked(world_).space();
  if (!space.is_default()) own.headers.set(server::space_header, space.name());
  return detail::public_reply(world_->server().fixture().answer(own), head);
}

SpaceClock::Instant SpaceClock::now() const { return world_->space().clock().now(); }
bool SpaceClock::frozen() const { return world_->space().clock().frozen(); }
void SpaceClock::freeze() { world_->space().clock().freeze(); }
void SpaceClock::freeze_at(Instant instant) { throw_where(world_->space().clock().freeze_at(instant)); }
void SpaceClock::advance(std::chrono::nanoseconds by) { throw_where(world_->space().clock().advance(by)); }
void SpaceClock::run() { world_->space().clock().run(); }

}  // namespace phantomime
