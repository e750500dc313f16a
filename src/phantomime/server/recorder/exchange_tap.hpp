#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/net/proxy.hpp"
#include "phantomime/server/recorder/recorder.hpp"

namespace phantomime::server {

/// Builds an exchange of what a proxy tells of it, and has it recorded at its end.
class ExchangeTap final : public net::Tap {
 public:
  /// `recorder` must outlive it.
  ExchangeTap(Recorder& recorder, std::uint64_t connection);
  ~ExchangeTap() override;

  void on_request(const http::Request& head, const std::string& origin) override;
  void on_request_body(std::string_view bytes) override { request_body_.feed(bytes); }
  void on_request_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) override;
  void on_interim(const net::ReplyHead& head) override;
  void on_reply(const net::ReplyHead& head) override;
  void on_reply_body(std::string_view bytes) override { reply_body_.feed(bytes); }
  void on_reply_end(const std::vector<std::uint64_t>* chunks, const http::Headers& trailers) override;
  [[nodiscard]] bool on_end(const net::ProxyEnd& end) override;
  [[nodiscard]] bool takes_long() const override { return request_body_.is_long() || reply_body_.is_long(); }

 private:
  /// How a body ended, once it did.
  struct BodyEnd {
    std::optional<std::vector<std::uint64_t>> chunks;
    http::Headers trailers;
  };
  [[nodiscard]] Result<recording::Body> take(BodyTaker& taker, std::optional<BodyEnd>& end);
  [[nodiscard]] std::chrono::nanoseconds since_begin() const { return std::chrono::steady_clock::now() - begun_; }

  Recorder& recorder_;
  recording::Exchange exchange_;  ///< number 0: it has not begun, or is recorded
  std::chrono::steady_clock::time_point begun_;
  BodyTaker request_body_, reply_body_;
  std::optional<BodyEnd> request_end_, reply_end_;
  std::vector<recording::Secret> streamed_secrets_;
};

}  // namespace phantomime::server
