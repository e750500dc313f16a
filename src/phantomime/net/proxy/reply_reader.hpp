#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/net/body_sink.hpp"
#include "phantomime/net/proxy.hpp"

namespace phantomime::net {

/// Turns an upstream's bytes into answers, one after the other: strict RFC 9112 by llhttp, nothing of a head changed,
/// the body in pieces. Interim answers (1xx) are answers of their own. One thread at a time.
///
/// What it refuses besides malformed bytes: both Content-Length and Transfer-Encoding, any transfer coding but
/// `chunked`, 101 (nobody asked to switch protocols), and heads and trailers that outgrow Limits.
class ReplyReader {
 public:
  enum class State {
    idle,      ///< nothing of the next answer has come
    head,      ///< its first byte came
    body,      ///< its head is accepted
    complete,  ///< next() or begin() follows
    refused,   ///< see reason(); no byte of this connection can be understood any more
  };
  enum class To { head, other };  ///< which method is answered: to HEAD there is never a body

  ReplyReader(const Limits& limits, BodySink& sink);
  ~ReplyReader();

  /// Ready for the answers to another request.
  void begin(To to);
  /// After an interim answer: ready for the next one to the same request.
  void next();
  /// Reads up to the end of the current answer. Returns how many bytes were used; fewer than given only when it is
  /// complete or refused.
  [[nodiscard]] std::size_t feed(std::string_view bytes);
  /// The connection ended: completes an answer that lasts until then. Otherwise the state stays, and the answer was
  /// cut.
  void end();

  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] const ReplyHead& head() const noexcept { return head_; }
  [[nodiscard]] bool interim() const noexcept { return head_.status < 200; }
  [[nodiscard]] BodyFraming framing() const noexcept { return framing_; }
  /// Of a complete answer: whether its connection may carry another request.
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  [[nodiscard]] const http::Headers& trailers() const noexcept { return trailers_; }
  /// Why it is refused; holds no bytes of the answer.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

 private:
  struct Parser;  // llhttp's

  bool account_for_fields(std::size_t bytes);
  bool accept_field_line(http::Headers& fields);
  bool accept_head();
  bool accept_transfer_coding();
  [[nodiscard]] bool connection_persists() const;
  bool refuse(std::string reason);

  const Limits& limits_;
  BodySink& sink_;
  std::unique_ptr<Parser> parser_;
  State state_ = State::idle;
  To to_ = To::other;
  BodyFraming framing_ = BodyFraming::none;
  bool keep_alive_ = false;
  std::size_t field_bytes_ = 0;       ///< of the head, then of the trailers
  std::uint64_t body_raw_bytes_ = 0;  ///< of the body with its chunk framing
  std::uint64_t body_bytes_ = 0;
  std::string field_name_, field_value_;  ///< being read
  ReplyHead head_;
  http::Headers trailers_;
  std::string reason_;
};

}  // namespace phantomime::net
