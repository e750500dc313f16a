#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/result.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/net/certificate_authority.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

/// Head of an answer as it came from the upstream: order, case and repeats as sent.
struct ReplyHead {
  int status = 0;
  std::string reason;
  int minor_version = 1;
  http::Headers headers;
};

/// How an exchange ended, as the proxy saw it.
struct ProxyEnd {
  enum class Kind { complete, upstream_failed, upstream_cut, client_gone, refused };
  Kind kind = Kind::complete;
  int status = 0;      ///< what the proxy itself answered (502, 504, 501, ...); 0: nothing of its own
  std::string reason;  ///< for people; no bytes of the exchange
};

/// Is told of one exchange, in order, from the thread of its connection; bodies in pieces as they come, after transfer
/// coding. Nothing of it may block for long: the exchange waits, and so do the other connections of that thread.
class Tap {
 public:
  virtual ~Tap() = default;
  /// The head as the client sent it, body empty. `origin`: whom it goes to, `https://host:port`.
  virtual void on_request(const http::Request& head, const std::string& origin) = 0;
  virtual void on_request_body(std::string_view bytes) = 0;
  /// The request's body is complete. `chunks`: the sizes of its chunks where it came chunked.
  /// Of more than a million the last one stands for all the rest. Not called where the answer ended first.
  virtual void on_request_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) = 0;
  virtual void on_interim(const ReplyHead& head) = 0;
  virtual void on_reply(const ReplyHead& head) = 0;
  virtual void on_reply_body(std::string_view bytes) = 0;
  virtual void on_reply_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) = 0;
  /// Last, and exactly once: the answer's last byte has not been given to the client yet, and is only if this returns
  /// true; else the connection is reset.
  [[nodiscard]] virtual bool on_end(const ProxyEnd& end) = 0;
  /// Whether on_end will take its time, as with a long body that is looked through and synced: then it is called on a
  /// thread of its own, and the Tap is destroyed there.
  [[nodiscard]] virtual bool takes_long() const { return false; }
};

/// What a proxy asks of what it works for. Called from the proxy's threads, several at a time.
struct ProxyHandler {
  /// Watches an exchange of a client's connection (numbered from 1); null: nobody does. May be empty.
  std::function<std::unique_ptr<Tap>(std::uint64_t connection)> watch;
  /// Answers a request without the upstream, which is then neither asked nor watched; nothing: goes upstream. The
  /// request is complete with its body; those whose bodies outgrow Proxy::Options::answered_body are not asked about.
  /// The reply leaves as serialise() has it: its delay and fault are of no account.
  /// Empty: nobody does, and no body is held.
  std::function<std::optional<http::Reply>(const http::Request& request, const std::string& origin)> answer;
  /// Told once of what came and was no exchange (malformed, TLS on the plain port). May be empty.
  std::function<void(const Refusal&)> refused;
};

/// How the upstream is reached.
struct Upstream {
  enum class Verify { peer, nobody };
  Verify verify = Verify::peer;
  std::string ca_file;           ///< PEM of what to trust; empty: what the system trusts
  std::string certificate, key;  ///< a client certificate, PEM files; empty: none
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds idle_timeout{60'000};  ///< between two reads or writes: 504
};

/// A proxy that streams both ways with constant memory. A few threads carry all connections, each its own; no client
/// and no server that is slow holds up another. Reverse (one target) or forward (absolute targets, and CONNECT, whose
/// TLS is taken apart with certificates that `authority` signs). Upstream connections are kept alive and shared; a
/// request that may be repeated is asked once more where such a one turns out closed.
///
/// Messages go on as they came, but for what belongs to one connection (RFC 9110, 7.6), Via and, to a target, Host:
/// lines keep their order, case and repeats, chunks their sizes. Location and bodies are never rewritten, since what is
/// watched must be what was said. Upgrades are refused (501) but for h2c,
/// which is not taken up; so is what its own Via shows to have come in a circle
/// (508). An upstream that fails is a 502 or 504, one that fails inside of its answer a reset, never a clean end. A
/// client that closes its half of the connection has two seconds to be answered, then it counts as gone.
class Proxy {
 public:
  struct Options {
    std::vector<Listener> listeners;
    TlsFiles tls;                      ///< for listeners with TLS
    std::string target;                ///< reverse: `https://host[:port][/path]`; empty: a forward proxy
    std::optional<PemPair> authority;  ///< forward: signs for the hosts of CONNECT; none: CONNECT is refused
    Upstream upstream;
    Limits limits;
    std::size_t connections = 1'000;         ///< past it: 503 and closed
    unsigned threads = 0;                    ///< that carry them; 0: one for each processor it may use
    std::size_t answered_body = 256u << 10;  ///< see ProxyHandler::answer
    /// What becomes of a request whose body is longer than that.
    enum class Outgrown {
      upstream,  ///< it goes there
      refuse,    ///< 413: nothing ever goes upstream
    };
    Outgrown outgrown = Outgrown::upstream;
    /// The pseudonym in Via. Requests get a comment behind it that is this proxy's alone: how it knows its own.
    std::string via = "phantomime";
  };

  /// Errors: io (a port that is taken, certificate files), syntax (the target).
  [[nodiscard]] static Result<std::unique_ptr<Proxy>> start(Options options, ProxyHandler handler);
  ~Proxy();

  /// The port of each listener, in order.
  [[nodiscard]] const std::vector<std::uint16_t>& ports() const noexcept;
  /// Stops accepting, lets exchanges in flight finish for at most `grace`, closes the rest, joins. Idempotent; from any
  /// thread but those that call handler and Taps. A lookup of a name that is under way is waited for.
  void stop(std::chrono::milliseconds grace = std::chrono::milliseconds{2'000});

  /// Looks whether the target can be reached: connects, shakes hands where it is TLS, asks for nothing or `HEAD /`.
  /// Returns how long it took. Errors: io, with the cause (the name is unknown, refused, no route, certificate, no
  /// HTTP) and what to do about it; syntax.
  [[nodiscard]] static Result<std::chrono::nanoseconds> check(const std::string& target, const Upstream& upstream);

 private:
  struct Impl;
  explicit Proxy(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace phantomime::net
