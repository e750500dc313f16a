#include "phantomime/server/recorder/recorded_missing.hpp"

#include <utility>

#include "phantomime/net/answer.hpp"

namespace phantomime::server {
namespace {

/// Beyond the proxy's own timeouts, whose answers say what happened.
constexpr std::chrono::milliseconds more_patience{5'000};

}  // namespace

Result<std::shared_ptr<RecordedMissing>> RecordedMissing::start(const net::Upstream& upstream,
                                                                Recorder::Options options, const FileStore& files,
                                                                const Clock& machine, recording::Redactor* redactor) {
  if (auto reached = net::Proxy::check(options.target, upstream); !reached) return reached.error();
  net::Proxy::Options proxy;
  proxy.listeners = {net::Listener{}};
  proxy.target = options.target;
  proxy.upstream = upstream;
  auto recorder = Recorder::open(std::move(options), files, machine, redactor);
  if (!recorder) return std::move(recorder).error();
  std::shared_ptr<RecordedMissing> self{new RecordedMissing};
  self->recorder_ = *std::move(recorder);
  net::ProxyHandler handler;
  handler.watch = [watched = self->recorder_.get()](std::uint64_t connection) { return watched->watch(connection); };
  auto started = net::Proxy::start(std::move(proxy), std::move(handler));
  if (!started) return std::move(started).error();
  self->proxy_ = *std::move(started);
  self->client_ = std::make_unique<net::LocalClient>(self->proxy_->ports().front(),
                                                     upstream.connect_timeout + upstream.idle_timeout + more_patience);
  return self;
}

RecordedMissing::~RecordedMissing() { stop(); }

http::Reply RecordedMissing::respond(const http::Request& request, Instant) const {
  auto reply = client_->send(request);
  if (reply) return *std::move(reply);
  return net::problem_reply(502, reply.error().what);
}

void RecordedMissing::stop() {
  if (proxy_) proxy_->stop();
  if (recorder_) recorder_->stop();
}

}  // namespace phantomime::server
