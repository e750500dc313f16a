#include "phantomime/mock_server.hpp"

#include <stdexcept>
#include <utility>

#include "phantomime/mock/converted.hpp"
#include "phantomime/mock/said.hpp"
#include "phantomime/mock/world.hpp"

namespace phantomime {

using detail::Access;
using detail::checked;
using detail::Said;

namespace {

/// More of a stub, said by one of its words.
void change(const std::shared_ptr<detail::StubInCode>& stub, Place place, auto&& make) {
  Said said{place};
  const Node more = make(said);
  stub->world->change(*stub, more, said, place);
}

Node expectation(Said& said, Times times, Place place) {
  std::vector<Node> children;
  const auto add = [&](std::string_view key, std::uint64_t number) {
    children.push_back(said.text(key, place));
    children.push_back(said.scalar(number, place));
  };
  if (times.has_most() && times.least() == times.most()) {
    add("exactly", times.least());
  } else {
    if (times.least() > 0 || !times.has_most()) add("at_least", times.least());
    if (times.has_most()) add("at_most", times.most());
  }
  Node node = Node::mapping(std::move(children));
  node.at(said.source_at(place), place.line, 0);
  return node;
}

}  // namespace

Stub& Stub::times(Times times, Place place) {
  change(stub_, place, [&](Said& said) { return said.entry("expect", expectation(said, times, place), place); });
  return *this;
}

Stub& Stub::named(std::string_view name, Place place) {
  change(stub_, place, [&](Said& said) { return said.entry("name", said.text(name, place), place); });
  return *this;
}

Stub& Stub::priority(int priority, Place place) {
  change(stub_, place, [&](Said& said) { return said.entry("priority", said.scalar(priority, place), place); });
  return *this;
}

Stub& Stub::with(std::string_view yaml, Place place) {
  change(stub_, place, [&](Said& said) { return said.yaml(yaml, "with", place); });
  return *this;
}

std::string Stub::name() const { return stub_->name; }

std::uint64_t Stub::calls() const {
  const auto engine = stub_->world->engine();
  const auto& stubs = engine->scenario().stubs;
  for (std::uint32_t number = 0; number < stubs.size(); ++number)
    if (stubs[number].name == stub_->name) return engine->calls(number);
  return 0;
}

void Stub::remove() { stub_->world->remove(*stub_); }

Stub Given::respond(const Response& response) const {
  return Access::make_handle<Stub>(world_->add(world_, request_, &response, nullptr, place_));
}

Stub Given::respond(Responder responder) const {
  return Access::make_handle<Stub>(world_->add(world_, request_, nullptr, std::move(responder), place_));
}

MockServer::MockServer(const Pack& pack, const ServerOptions& options, Place place)
    : server_{std::make_shared<detail::Server>(pack, options, place)} {
  world_ = server_->default_world(server_);
}

MockServer::~MockServer() {
  if (server_) server_->finish(server_);
}

MockServer& MockServer::operator=(MockServer&& other) noexcept {
  if (this == &other) return *this;
  if (server_) server_->finish(server_);
  world_ = std::move(other.world_);
  server_ = std::move(other.server_);
  return *this;
}

namespace {

detail::Server& checked(const std::shared_ptr<detail::Server>& server) {
  if (server) return *server;
  throw std::logic_error("this phantomime::MockServer was moved from");
}

Space made_space(const std::shared_ptr<detail::Server>& server, std::string_view name,
                 const std::optional<server::Space::Settings>& settings) {
  server::Spaces& spaces = checked(server).fixture().spaces();
  if (!server::is_space_name(name))
    throw std::invalid_argument("'" + std::string{name} +
                                "' is no name of a space: use 1 to 64 letters, digits and '.', '_', '-'");
  auto made = spaces.make(name, settings);
  if (!made.space) throw std::length_error("there are too many spaces on this server: drop some");
  return Access::make_handle<Space>(server->world(server, std::move(made.space)));
}

}  // namespace

Space MockServer::space(std::string_view name) const { return made_space(server_, name, std::nullopt); }

Space MockServer::space(std::string_view name, std::uint64_t seed, std::string_view clock) const {
  const auto start = parse_clock_start(clock);
  if (!start) throw std::invalid_argument(start.error().what);
  return made_space(server_, name, checked(server_).fixture().spaces().settings(seed, *start));
}

void MockServer::drop(const Space& space, Place place) const {
  checked(server_).drop(checked(Access::world(space)), place);
}
std::uint16_t MockServer::http_port() const { return checked(server_).port(false); }
std::uint16_t MockServer::https_port() const { return checked(server_).port(true); }
std::string MockServer::ca_file() const { return checked(server_).ca_file(); }
std::string MockServer::admin_url() const { return checked(server_).fixture().admin_url(); }
void MockServer::stop() { checked(server_).fixture().stop(); }

}  // namespace phantomime
