#include "phantomime/net/pooled_client.hpp"

#include <array>
#include <utility>

#include <poll.h>

#include "phantomime/net/bell.hpp"
#include "phantomime/net/proxy/dialer.hpp"
#include "phantomime/net/proxy/origin.hpp"
#include "phantomime/net/proxy/reply_reader.hpp"
#include "phantomime/net/proxy/upstream_pool.hpp"

namespace phantomime::net {

namespace {

bool only_asks(const std::string& method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

bool is_written_by_us(std::string_view name) {
  for (const std::string_view one : {"Host", "Connection", "Keep-Alive", "Proxy-Connection", "Expect", "TE", "Trailer",
                                     "Upgrade", "Transfer-Encoding", "Content-Length"})
    if (http::same_name(name, one)) return true;
  return false;
}

std::string bytes_of(const OriginUrl& target, const http::Request& request) {
  std::string bytes =
      request.method + ' ' + target.path + request.target + " HTTP/1.1\r\nHost: " + target.origin.authority() + "\r\n";
  for (const http::Header line : request.headers)
    if (!is_written_by_us(line.name)) bytes.append(line.name).append(": ").append(line.value).append("\r\n");
  if (!request.body.empty() || !only_asks(request.method))
    bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  return bytes + "\r\n" + request.body;
}

/// A body as it comes, up to the limit.
class BoundedBody final : public BodySink {
 public:
  explicit BoundedBody(std::size_t limit) : limit_{limit} {}
  void on_head(BodyFraming) override {}
  void on_chunk(std::uint64_t) override {}
  void on_body(std::string_view bytes) override {
    too_large = too_large || bytes.size() > limit_ - body.size();
    body.append(bytes.substr(0, limit_ - body.size()));
  }
  void on_chunk_end() override {}

  std::string body;
  bool too_large = false;

 private:
  std::size_t limit_;
};

}  // namespace

struct PooledClient::Impl {
  Impl(Options chosen, OriginUrl url, std::unique_ptr<TlsClient> client, Bell wake)
      : options{std::move(chosen)},
        target{std::move(url)},
        name{target.origin.text()},
        tls{std::move(client)},
        bell{std::move(wake)} {}

  Options options;
  OriginUrl target;
  std::string name;
  std::unique_ptr<TlsClient> tls;
  UpstreamPool pool;
  Bell bell;
  const Limits limits;
};

namespace {

/// One attempt on one connection.
class Exchange {
 public:
  Exchange(const OriginUrl& target, Wire& wire, const Limits& limits, std::size_t body_limit, SteadyTime until,
           int bell)
      : target_{target}, wire_{wire}, body_{body_limit}, reader_{limits, body_}, until_{until}, bell_{bell} {}

  /// Whether anything of an answer came.
  [[nodiscard]] bool heard() const noexcept { return heard_; }
  [[nodiscard]] bool keeps_connection() const noexcept {
    return reader_.state() == ReplyReader::State::complete && reader_.keep_alive() && wire_.pending() == 0;
  }

  Result<FetchedReply> carry_out(std::string bytes, ReplyReader::To to) {
    wire_.output = std::move(bytes);
    reader_.begin(to);
    wire_.readable = wire_.writable = true;
    for (;;) {
      // A server may answer before it has read all, and then refuses the rest.
      const bool broken = wire_.pending() > 0 && wire_.writable && wire_.write() == Wire::Moved::failed;
      if (wire_.readable || broken) {
        if (auto done = read_some()) return std::move(*done);
        if (broken && !wire_.readable) return failed("it closed the connection while the request was being sent");
        continue;
      }
      if (auto error = wait()) return std::move(*error);
    }
  }

 private:
  std::optional<Result<FetchedReply>> read_some() {
    std::string_view bytes;
    const Wire::Moved moved = wire_.read(buffer_, bytes);
    if (moved == Wire::Moved::nothing) return std::nullopt;
    if (moved != Wire::Moved::some) {
      if (moved == Wire::Moved::ended) reader_.end();
      return at_end();
    }
    heard_ = true;
    while (!bytes.empty() && reader_.state() != ReplyReader::State::refused) {
      bytes.remove_prefix(reader_.feed(bytes));
      if (reader_.state() != ReplyReader::State::complete || !reader_.interim()) break;
      reader_.next();
    }
    if (reader_.state() == ReplyReader::State::refused)
      return failed("its answer is no sound HTTP/1.1 (" + reader_.reason() + ")");
    if (body_.too_large) return taken(FetchedReply::End::too_large);
    if (reader_.state() == ReplyReader::State::complete) return taken(FetchedReply::End::complete);
    return std::nullopt;
  }

  /// The connection ended.
  Result<FetchedReply> at_end() {
    if (reader_.state() == ReplyReader::State::complete) return taken(FetchedReply::End::complete);
    if (reader_.state() == ReplyReader::State::body) return taken(FetchedReply::End::truncated);
    const std::string reason = wire_.channel->failure();
    return failed("it closed the connection without an answer" + (reason.empty() ? "" : " (" + reason + ")"));
  }

  Result<FetchedReply> taken(FetchedReply::End end) { return FetchedReply{reader_.head(), std::move(body_.body), end}; }

  [[nodiscard]] Error failed(std::string why) const {
    return {ErrorCode::io, "no answer from " + target_.origin.text() + ": " + std::move(why), {}, {}};
  }

  std::optional<Error> wait() {
    std::array<pollfd, 2> watched{{{wire_.socket.value(), wire_.events(true), 0}, {bell_, POLLIN, 0}}};
    const int count = ::poll(watched.data(), watched.size(), poll_milliseconds(until_));
    if (count > 0 && watched[1].revents != 0) return failed("it was not waited for any longer");
    if (count > 0) wire_.note(watched[0].revents);
    // Also where something came: a server that says a byte now and then is late all the same.
    if (std::chrono::steady_clock::now() >= until_) {
      Error late = failed(heard_ ? "it was not complete in time" : "it did not answer in time");
      late.code = ErrorCode::limit;
      late.hint = "--timeout says how long it may take";
      return late;
    }
    return std::nullopt;
  }

  const OriginUrl& target_;
  Wire& wire_;
  BoundedBody body_;
  ReplyReader reader_;
  SteadyTime until_;
  int bell_;
  bool heard_ = false;
  std::array<char, wire_bytes> buffer_;
};

}  // namespace

PooledClient::PooledClient(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
PooledClient::~PooledClient() = default;

Result<std::unique_ptr<PooledClient>> PooledClient::create(Options options) {
  auto url = parse_target(options.target);
  if (!url) return url.error();
  while (url->path.ends_with('/')) url->path.pop_back();
  auto tls = TlsClient::create(options.upstream);
  if (!tls) return tls.error();
  auto bell = Bell::create();
  if (!bell) return bell.error();
  return std::unique_ptr<PooledClient>{
      new PooledClient{std::make_unique<Impl>(std::move(options), *std::move(url), *std::move(tls), *std::move(bell))}};
}

const std::string& PooledClient::origin() const noexcept { return impl_->name; }
const std::string& PooledClient::host() const noexcept { return impl_->target.origin.host; }
void PooledClient::cancel() noexcept { impl_->bell.ring(); }

Result<FetchedReply> PooledClient::fetch(const http::Request& request) {
  const SteadyTime until = std::chrono::steady_clock::now() + impl_->options.timeout;
  Upstream upstream = impl_->options.upstream;
  upstream.connect_timeout = std::min(upstream.connect_timeout, impl_->options.timeout);
  const auto to = request.method == "HEAD" ? ReplyReader::To::head : ReplyReader::To::other;
  const bool repeatable = only_asks(request.method);
  for (auto kept = repeatable ? impl_->pool.take(impl_->name) : std::nullopt;; kept.reset()) {
    const bool reused = kept.has_value();
    if (!reused) {
      auto fresh = dial(impl_->target.origin, upstream, *impl_->tls, impl_->bell.descriptor());
      if (!fresh) return fresh.error();
      kept = *std::move(fresh);
    }
    // On the heap: its buffer is large, and callers' stacks may be small.
    const auto exchange = std::make_unique<Exchange>(impl_->target, *kept, impl_->limits, impl_->options.body_limit,
                                                     until, impl_->bell.descriptor());
    auto answer = exchange->carry_out(bytes_of(impl_->target, request), to);
    // One that rested may have been closed just now (RFC 9112, 9.3.1): nobody has seen the request then.
    if (!answer && reused && !exchange->heard() && answer.error().code == ErrorCode::io) continue;
    if (answer && exchange->keeps_connection()) impl_->pool.put(impl_->name, *std::move(kept));
    return answer;
  }
}

}  // namespace phantomime::net
