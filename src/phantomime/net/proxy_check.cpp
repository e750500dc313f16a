// Proxy::check: whether a target can be reached, before anybody relies on it.

#include <poll.h>

#include "phantomime/net/proxy.hpp"
#include "phantomime/net/proxy/dialer.hpp"
#include "phantomime/net/proxy/origin.hpp"
#include "phantomime/net/proxy/reply_reader.hpp"

namespace phantomime::net {

namespace {

/// A check looks at heads only.
struct NoBody final : BodySink {
  void on_head(BodyFraming) override {}
  void on_chunk(std::uint64_t) override {}
  void on_body(std::string_view) override {}
  void on_chunk_end() override {}
};

Error not_http(const OriginUrl& target, const std::string& what) {
  const char* hint = target.origin.tls ? "look whether that port is the right one"
                                       : "look whether that port is the right one; if it speaks TLS, write https://";
  return cannot_reach(target.origin, {ErrorCode::io, what, {}, hint});
}

/// Reads until a head came, whatever it says.
Result<void> await_head(const OriginUrl& target, Wire& wire, SteadyTime until) {
  NoBody sink;
  const Limits limits;
  ReplyReader reader{limits, sink};
  reader.begin(ReplyReader::To::head);
  auto buffer = std::make_unique<std::array<char, wire_bytes>>();
  while (reader.state() == ReplyReader::State::idle || reader.state() == ReplyReader::State::head) {
    std::string_view bytes;
    const Wire::Moved moved = wire.read(*buffer, bytes);
    if (moved == Wire::Moved::some) {
      static_cast<void>(reader.feed(bytes));
    } else if (moved == Wire::Moved::nothing) {
      pollfd watched{wire.socket.value(), wire.events(true), 0};
      if (::poll(&watched, 1, poll_milliseconds(until)) == 0 && std::chrono::steady_clock::now() >= until) {
        return not_http(target, "it took the connection and did not answer in time");
      }
    } else {
      const std::string reason = wire.channel->failure();
      return not_http(target, "it closed the connection without an answer in HTTP" +
                                  (reason.empty() ? std::string{} : " (" + reason + ")"));
    }
  }
  if (reader.state() != ReplyReader::State::refused) return {};
  return not_http(target, "it does not speak HTTP/1.1 (" + reader.reason() + ")");
}

}  // namespace

Result<std::chrono::nanoseconds> Proxy::check(const std::string& target, const Upstream& upstream) {
  auto url = parse_target(target);
  if (!url) return url.error();
  auto tls = TlsClient::create(upstream);
  if (!tls) return tls.error();
  const auto began = std::chrono::steady_clock::now();
  auto wire = dial(url->origin, upstream, **tls, -1);
  if (!wire) {
    Error error = std::move(wire).error();
    error.code = ErrorCode::io;
    return error;
  }
  wire->output = "HEAD " + (url->path.empty() ? "/" : url->path) + " HTTP/1.1\r\nHost: " + url->origin.authority() +
                 "\r\nUser-Agent: phantomime\r\nConnection: close\r\n\r\n";
  if (wire->write() == Wire::Moved::failed) return not_http(*url, "it closed the connection at once");
  wire->readable = true;
  auto heard = await_head(*url, *wire, std::chrono::steady_clock::now() + upstream.connect_timeout);
  if (!heard) return heard.error();
  return std::chrono::nanoseconds{std::chrono::steady_clock::now() - began};
}

}  // namespace phantomime::net
