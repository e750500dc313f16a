#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "phantomime/http/request.hpp"
#include "phantomime/net/body_sink.hpp"
#include "phantomime/net/request_line.hpp"
#include "phantomime/net/transport.hpp"

namespace phantomime::net {

/// Turns a connection's bytes into requests, one after the other: strict RFC 9112, nothing of what was sent changed.
/// The request line is read here, so that any token is a method and the target stays exact; field lines and bodies are
/// framed by llhttp. One thread at a time.
///
/// What it refuses by itself, besides malformed bytes: both Content-Length and Transfer-Encoding, any transfer coding
/// but `chunked`, none or several Host lines in HTTP/1.1, expectations other than 100-continue, and whatever outgrows
/// Limits. Upgrade is ignored, as RFC 9110, 7.8 allows. Trailer fields are dropped.
///
/// With a sink it is a proxy's: CONNECT is taken, the body goes to the sink, is not bounded and not kept, and trailer
/// fields are.
class Framer {
 public:
  enum class State {
    idle,      ///< between requests
    head,      ///< the first byte of a head came
    body,      ///< the head is accepted
    complete,  ///< answer it, then next()
    refused,   ///< see rejection(); no byte of this connection can be understood any more
  };

  explicit Framer(const Limits& limits, BodySink* sink = nullptr);
  ~Framer();

  /// Frames up to the end of the current request. Returns how many bytes were used; fewer than given only when the
  /// request is complete or refused.
  [[nodiscard]] std::size_t feed(std::string_view bytes);

  [[nodiscard]] State state() const noexcept { return state_; }
  /// Whether the client waits for `100 Continue` before it sends the body. True once for a request.
  [[nodiscard]] bool take_continue() noexcept;
  /// What is known of the request so far.
  [[nodiscard]] const http::Request& request() const noexcept { return request_; }
  /// Of a complete request: whether its connection may carry another.
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  [[nodiscard]] const Rejection& rejection() const noexcept { return rejection_; }
  /// With a sink: the fields behind a chunked body.
  [[nodiscard]] const http::Headers& trailers() const noexcept { return trailers_; }

  /// The complete request, whoever answers it may change or take; `next` follows.
  [[nodiscard]] http::Request& complete() noexcept { return request_; }
  /// Ready for the next request.
  void next();
  /// Forgets everything and gives memory back: for another connection.
  void reset();

 private:
  struct Parser;  // llhttp's

  void begin();
  std::size_t feed_blank_lines(std::string_view bytes);
  std::size_t feed_request_line(std::string_view bytes);
  std::size_t feed_parser(std::string_view bytes);
  void accept_request_line(std::string_view line);
  bool accept_head();
  bool accept_transfer_coding();
  bool accept_expectation();
  bool accept_field_line();
  bool account_for_trailer(std::size_t bytes);
  bool accept_trailer();
  [[nodiscard]] bool takes_trailers() const noexcept { return sink_ != nullptr; }
  [[nodiscard]] bool connection_persists() const;
  void refuse(int status, std::string reason);

  const Limits& limits_;
  BodySink* const sink_;
  std::unique_ptr<Parser> parser_;
  State state_ = State::idle;
  bool line_done_ = false;
  bool keep_alive_ = false;
  bool wants_continue_ = false;
  std::size_t blank_bytes_ = 0;           ///< of empty lines before the request line
  std::size_t head_bytes_ = 0;            ///< of field lines
  std::size_t trailer_bytes_ = 0;         ///< of trailer fields that are kept
  std::uint64_t body_raw_bytes_ = 0;      ///< of the body with its chunk framing
  std::uint64_t body_bytes_ = 0;          ///< of the body
  std::string line_;                      ///< of a request line that came in pieces
  std::string field_name_, field_value_;  ///< being read
  http::Request request_;
  http::Headers trailers_;
  Rejection rejection_;
};

}  // namespace phantomime::net
