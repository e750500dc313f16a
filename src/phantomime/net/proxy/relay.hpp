#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/net/proxy/client_end.hpp"
#include "phantomime/net/proxy/dialer.hpp"
#include "phantomime/net/proxy/loop.hpp"
#include "phantomime/net/proxy/reply_reader.hpp"
#include "phantomime/net/proxy/routing.hpp"
#include "phantomime/net/proxy/wire.hpp"

namespace phantomime::net {

/// Carries one exchange after the other between a client and upstreams, both ways at once, each way through a bounded
/// buffer. It begins when the client's framer has accepted a head (request_sink) and is carried out by `start` and then
/// `step`, which never wait. Nothing is written to the client while an upstream's bytes are being read, so that
/// whatever ends an answer is told to the Tap before it leaves. One thread.
class Relay {
 public:
  explicit Relay(ProxyLoop& loop);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// Where the client's framer puts what it frames.
  [[nodiscard]] BodySink& request_sink() noexcept { return request_sink_; }
  /// `waiter` is told what becomes possible with upstreams, and hands it to `note_upstream`.
  void attach(ClientEnd& client, Waiter& waiter) noexcept {
    client_ = &client;
    waiter_ = &waiter;
  }
  /// Whether a head came since the last `reset`.
  [[nodiscard]] bool begun() const noexcept { return begun_; }

  enum class After {
    next,    ///< write what is pending, then another request may follow
    close,   ///< write what is pending, then close in an orderly way
    cut,     ///< write what is pending, then reset: the answer is no whole one
    reset,   ///< reset at once
    tunnel,  ///< say that the tunnel is open; what follows is for `tunnel_origin`
  };
  /// How the exchange ended, but for the last bytes to the client, which are pending on its wire; nothing while it is
  /// under way.
  [[nodiscard]] std::optional<After> after() const noexcept { return after_; }
  /// Once it has begun.
  void start();
  /// Moves what can be moved, once each way. False if nothing could: something has to become possible, or `due` to
  /// come.
  bool step();
  /// Whether something could be written upstream.
  [[nodiscard]] bool has_for_upstream() const noexcept {
    return upstream_.socket && upstream_.pending() > 0 && upstream_.writable && !deaf_;
  }
  [[nodiscard]] SteadyTime due() const;
  /// When it is `due` and nothing moves: what waited too long ends it.
  void expire();
  /// Ends it: the proxy stops.
  void stop();
  /// Whether the Tap is being told of the end on another thread; `note_end` gets what it said.
  [[nodiscard]] bool telling() const noexcept { return phase_ == Phase::telling && !after_; }
  void note_end(bool kept);
  void note_upstream(short revents) noexcept;
  /// What a lookup that it asked for came to.
  void note_addresses(Result<Addresses> found);
  /// Asks for what it waits for.
  void say_wants();
  [[nodiscard]] const Origin& tunnel_origin() const noexcept { return route_.origin; }
  /// Ready for another exchange.
  void reset();

 private:
  struct RequestSink final : BodySink {
    explicit RequestSink(Relay& owner) : relay{owner} {}
    void on_head(BodyFraming framing) override { relay.on_request_head(framing); }
    void on_chunk(std::uint64_t bytes) override { relay.on_request_chunk(bytes); }
    void on_body(std::string_view bytes) override { relay.on_request_body(bytes); }
    void on_chunk_end() override { relay.on_request_chunk_end(); }
    Relay& relay;
  };
  struct ReplySink final : BodySink {
    explicit ReplySink(Relay& owner) : relay{owner} {}
    void on_head(BodyFraming framing) override { relay.on_reply_head(framing); }
    void on_chunk(std::uint64_t bytes) override { relay.on_reply_chunk(bytes); }
    void on_body(std::string_view bytes) override { relay.on_reply_body(bytes); }
    void on_chunk_end() override { relay.on_reply_chunk_end(); }
    Relay& relay;
  };

  // relay.cpp: what passes through
  void on_request_head(BodyFraming framing);
  void on_request_chunk(std::uint64_t bytes);
  void on_request_body(std::string_view bytes);
  void on_request_chunk_end();
  void note_request_end();
  void tell_request_end();
  void on_reply_head(BodyFraming framing);
  void on_reply_chunk(std::uint64_t bytes);
  void on_reply_body(std::string_view bytes);
  void on_reply_chunk_end();
  void watch();
  [[nodiscard]] bool client_persists() const;

  // relay_run.cpp: how it moves
  bool collect();
  void ask_handler();
  void end_collecting();
  void connect();
  void dial_origin();
  void start_dialling(Addresses addresses);
  bool go_on_dialling();
  void use_upstream(Wire fresh);
  bool pump();
  bool send_upstream();
  bool receive_upstream();
  bool send_client();
  bool receive_client();
  void feed_client(std::string_view bytes);
  void drain_client();
  void read_reply(std::string_view bytes);
  bool look_at_client();
  enum class Whose { nobody, reading_client, sending_client, leaving_client, upstream };
  struct Deadline {
    SteadyTime when = SteadyTime::max();
    Whose whose = Whose::nobody;
  };
  [[nodiscard]] bool wants_client() const;
  [[nodiscard]] bool wants_upstream() const;
  [[nodiscard]] Deadline deadline() const;

  // relay_end.cpp: how it ends
  void finish();
  void lost_upstream(const std::string& reason);
  [[nodiscard]] bool may_resend() const;
  void upstream_failed(int status, const std::string& reason, const std::string& hint = {});
  void client_gone(const std::string& reason);
  void bad_request();
  void say(ProxyEnd::Kind kind, int status, const std::string& reason, const std::string& hint = {});
  void give(const http::Reply& reply);
  enum class Ended { whole, cut, said };
  void end(Ended how, ProxyEnd::Kind kind, int status, const std::string& reason);
  void take_end(bool kept);
  [[nodiscard]] bool ended() const noexcept { return after_ || phase_ == Phase::telling; }
  void cut(ProxyEnd::Kind kind, const std::string& reason);
  void recycle_upstream();

  /// Which step is next.
  enum class Phase {
    collecting,  ///< the request's body, for ProxyHandler::answer
    looking_up,  ///< on another thread
    dialling,
    pumping,
    telling,  ///< the Tap of the end, on another thread
  };

  ProxyLoop& loop_;
  ProxyHub& hub_;
  ClientEnd* client_ = nullptr;
  Waiter* waiter_ = nullptr;
  RequestSink request_sink_{*this};
  ReplySink reply_sink_{*this};
  ReplyReader reply_;
  std::optional<Dial> dial_;
  Wire upstream_;
  Route route_;
  std::unique_ptr<Tap> tap_;
  std::optional<After> after_;  ///< once it has ended
  std::vector<std::uint64_t> request_chunks_, reply_chunks_;
  std::string held_;  ///< the request's body, while ProxyHandler::answer may want it
  SteadyTime half_closed_at_;
  BodyFraming request_framing_ = BodyFraming::none;
  Phase phase_ = Phase::pumping;
  Ended ended_ = Ended::whole;  ///< how, and what the proxy says then
  ProxyEnd::Kind end_kind_ = ProxyEnd::Kind::complete;
  http::Reply said_;
  unsigned interims_ = 0;
  bool begun_ = false;
  bool holding_ = false;  ///< the request is collected for ProxyHandler::answer
  bool request_complete_ = false;
  bool waits_for_continue_ = false;  ///< the client may, until the upstream has said something
  bool reused_ = false;              ///< the upstream's connection has carried requests before
  bool resendable_ = false;          ///< all that was sent upstream is still there, and may be sent again
  bool deaf_ = false;                ///< the upstream takes no more bytes
  bool heard_ = false;               ///< a byte of an answer came
  bool reply_begun_ = false;         ///< the head of the final answer is the client's
  bool reply_chunked_ = false;       ///< it goes to the client in chunks
  bool keep_client_ = false;
};

}  // namespace phantomime::net
