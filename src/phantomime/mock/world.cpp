#include "phantomime/mock/world.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "phantomime/directives/responder.hpp"
#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/mock/converted.hpp"
#include "phantomime/mock/loaded_pack.hpp"
#include "phantomime/mock/told.hpp"

namespace phantomime::detail {
namespace {

Failure failure_at(Place place, Failure::Kind kind, std::string text) {
  return {kind, place.file, place.line, std::move(text)};
}

/// A test's lambda as the engine knows it.
class InCode final : public directives::Responder {
 public:
  InCode(std::weak_ptr<World> world, phantomime::Responder answer, std::string stub, Place place)
      : world_{std::move(world)}, answer_{std::move(answer)}, stub_{std::move(stub)}, place_{place} {}

  [[nodiscard]] http::Reply respond(const http::Request& request, Instant now) const override {
    try {
      return render(answer_(public_request(request)), request, now);
    } catch (const std::exception& error) {
      return failed(std::string{"it threw: "} + error.what());
    } catch (...) {
      return failed("it threw something that is no std::exception");
    }
  }

 private:
  [[nodiscard]] http::Reply render(const Response& response, const http::Request& request, Instant now) const {
    const auto world = world_.lock();
    if (!world) return directives::failed_reply("the server has ended");
    const Said& said = Access::said(response);
    Errors errors = said.errors;
    const auto spec = formats::load_run_time_response(said.node, world->packs(), errors);
    if (!spec || !errors.empty()) return failed("what it said cannot be:\n" + failure_of(errors, place_).text);
    Random random{mix_seed(world->space().settings().seed, request.target)};
    std::string wrong;
    http::Reply reply = spec->at_call(0).render({http::RequestView{request}, {}, now, random}, wrong);
    if (!wrong.empty()) return failed(wrong);
    return reply;
  }

  [[nodiscard]] http::Reply failed(const std::string& why) const {
    const std::string text = "the responder of the stub '" + stub_ + "' failed: " + http::redact_text(why);
    if (const auto world = world_.lock()) world->failed(failure_at(place_, Failure::Kind::responder, text));
    return directives::failed_reply(text);
  }

  const std::weak_ptr<World> world_;
  const phantomime::Responder answer_;
  const std::string stub_;
  const Place place_;
};

std::string default_name(Place place) {
  const std::string_view file{place.file};
  const auto slash = file.rfind('/');
  return "stub at " + std::string{slash == std::string_view::npos ? file : file.substr(slash + 1)} + ":" +
         std::to_string(place.line);
}

}  // namespace

World::World(std::shared_ptr<Server> server, std::shared_ptr<server::Space> space)
    : server_{std::move(server)}, space_{std::move(space)}, unmatched_allowed_{server_->options().allow_unmatched} {}

const scenario::Scenario& World::packs() const { return server_->edition().scenario(); }

std::shared_ptr<StubInCode> World::add(std::shared_ptr<World> self, const RequestMatcher& request,
                                       const Response* response, Responder responder, Place place) {
  Said said{place};
  said.node = said.entry("request", said.take(Access::said(request)), place);
  put(said.node, said.text("response", place), response ? said.take(Access::said(*response)) : Node::mapping({}));
  auto stub = std::make_shared<StubInCode>(std::move(said));
  stub->world = std::move(self);
  stub->responder = std::move(responder);
  const std::lock_guard lock{mutex_};
  // Several may be said in one line, in a loop for instance.
  const std::string name = default_name(place);
  stub->name = name;
  const auto taken = [&] {
    return std::any_of(stubs_.begin(), stubs_.end(), [&](const auto& other) { return other->name == stub->name; });
  };
  for (int number = 2; taken(); ++number) stub->name = name + " #" + std::to_string(number);
  stub->played = play(*stub, place);
  if (stub->played) stubs_.push_back(stub);
  return stub;
}

bool World::play(StubInCode& stub, Place place) {
  Errors errors = stub.said.errors;
  if (!errors.empty()) return tell(failure_of(errors, place)), false;
  Said& said = stub.said;
  put(said.node, said.text("name", said.place), said.text(stub.name, said.place));
  auto loaded = formats::load_run_time_stub(said.node, packs(), 0, errors, formats::Saying::code);
  if (!loaded) return tell(failure_of(errors, place)), false;
  if (stub.responder) {
    loaded->response.responder = std::make_shared<const InCode>(stub.world, stub.responder, stub.name, place);
    server_->fixture().expect_responders();
  }
  using Outcome = server::Stage::Outcome;
  server::Stage& stage = space_->stage();
  const Outcome outcome = stub.played ? stage.replace(std::move(*loaded)) : stage.add(std::move(*loaded));
  if (outcome == Outcome::done) return true;
  std::string why = "the stub '" + stub.name + "' was taken away meanwhile", hint;
  if (outcome == Outcome::exists) {
    why = "there is a stub '" + stub.name + "' already";
    hint = "give this one another name";
  } else if (outcome == Outcome::too_many) {
    why = "there are " + std::to_string(server::Stage::most_changes) + " stubs said at run time";
    hint = "put them into a pack";
  }
  errors.push_back({ErrorCode::conflict, why, said.node.location(), hint});
  return tell(failure_of(errors, place)), false;
}

void World::change(StubInCode& stub, const Node& more, Said& said, Place place) {
  const std::lock_guard lock{mutex_};
  if (!stub.played) return;  // that it cannot be was told
  Said changed = stub.said;
  changed.sources.insert(changed.sources.end(), said.sources.begin(), said.sources.end());
  changed.errors.insert(changed.errors.end(), said.errors.begin(), said.errors.end());
  if (more.is_mapping())
    for (std::size_t entry = 0; entry < more.size(); ++entry) put(changed.node, more.key(entry), more.value(entry));
  const Node* const name = changed.node.find("name");
  const std::string renamed = name ? name->text() : stub.name;
  StubInCode next{std::move(changed)};
  next.world = stub.world;
  next.responder = stub.responder;
  next.name = renamed;
  next.played = renamed == stub.name;
  if (!play(next, place)) return;
  if (renamed != stub.name) static_cast<void>(space_->stage().remove(stub.name));
  stub.said = std::move(next.said);
  stub.name = renamed;
}

void World::remove(StubInCode& stub) {
  const std::lock_guard lock{mutex_};
  if (!std::exchange(stub.played, false)) return;
  static_cast<void>(space_->stage().remove(stub.name));
  std::erase_if(stubs_, [&](const auto& other) { return other.get() == &stub; });
}

void World::reset() {
  const std::lock_guard lock{mutex_};
  for (const auto& stub : stubs_) stub->played = false;
  stubs_.clear();
  failures_.clear();
  unmatched_told_ = 0;
  space_->clock().reset();
  space_->stage().reset();
}

void World::let_go() {
  const std::lock_guard lock{mutex_};
  for (const auto& stub : stubs_) stub->responder = nullptr;
  stubs_.clear();
}

void World::allow_unmatched(bool allowed) {
  const std::lock_guard lock{mutex_};
  unmatched_allowed_ = allowed;
}

void World::failed(Failure failure) {
  const std::lock_guard lock{mutex_};
  if (failures_.size() < 100) failures_.push_back(std::move(failure));  // they are much alike
}

std::vector<std::shared_ptr<StubInCode>> World::stubs() const {
  const std::lock_guard lock{mutex_};
  return stubs_;
}

std::vector<Failure> World::findings(Place place) {
  const std::lock_guard lock{mutex_};
  std::vector<Failure> found = std::exchange(failures_, {});
  find_unmatched(found, place);
  find_unmet(found);
  return found;
}

void World::find_unmatched(std::vector<Failure>& found, Place place) {
  const auto engine = this->engine();
  const std::uint64_t count = engine->unmatched();
  if (unmatched_allowed_ || count <= unmatched_told_) return;
  const auto excerpt = engine->journal().excerpt();
  std::vector<std::shared_ptr<const scenario::JournalEntry>> entries;
  for (const auto& entry : excerpt.entries)
    if (entry->unmatched) entries.push_back(entry);
  const std::uint64_t fresh = count - unmatched_told_;
  if (entries.size() > fresh) entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(fresh));
  unmatched_told_ = count;
  found.push_back(failure_at(place, Failure::Kind::unmatched, tell_unmatched(fresh, entries, *engine)));
}

void World::find_unmet(std::vector<Failure>& found) {
  const auto engine = this->engine();
  for (const std::uint32_t unmet : engine->unmet_expectations()) {
    const std::string& name = engine->scenario().stubs[unmet].name;
    const auto stub =
        std::find_if(stubs_.begin(), stubs_.end(), [&](const auto& other) { return other->name == name; });
    if (stub == stubs_.end() || std::exchange((*stub)->told, true)) continue;  // those of packs: see Server
    found.push_back(failure_at((*stub)->said.place, Failure::Kind::calls, tell_unmet(unmet, *engine)));
  }
}

World& checked(const std::shared_ptr<World>& world) {
  if (world) return *world;
  throw std::logic_error("this phantomime::MockServer was moved from");
}

}  // namespace phantomime::detail
