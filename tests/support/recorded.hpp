#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/digest.hpp"
#include "phantomime/net/proxy.hpp"
#include "phantomime/recording/redaction/redactor.hpp"

namespace phantomime::test {

/// The one secret that FakeRedactor knows, and what it makes of it.
inline constexpr std::string_view fake_secret = "hunter2", fake_placeholder = "xunter9";

/// `text` with the secret replaced; how often it was.
inline std::size_t replace_fake_secret(std::string& text) {
  std::size_t times = 0;
  for (std::size_t at = 0; (at = text.find(fake_secret, at)) != std::string::npos; ++times)
    text.replace(at, fake_secret.size(), fake_placeholder);
  return times;
}

/// Knows one secret, in targets, header values and bodies; a body whose coding is `odd` cannot be scanned once `odd!`
/// has come by.
class FakeRedactor final : public recording::Redactor {
 public:
  void redact(recording::Exchange& exchange) override {
    const auto note = [&](const char* where, std::size_t times) {
      for (; times > 0; --times) exchange.secrets.push_back({where, "password", std::string{fake_placeholder}});
    };
    note("request.target", replace_fake_secret(exchange.request.target));
    redact(exchange.request.headers);
    redact(exchange.request.body);
    if (!exchange.response) return;
    redact(exchange.response->headers);
    redact(exchange.response->body);
  }
  std::unique_ptr<recording::BodyRedaction> body(const http::Headers& headers, std::string where) override {
    return std::make_unique<Streamed>(headers.find("Content-Encoding") == "odd", std::move(where));
  }
  std::unique_ptr<Digest> digest() override { return std::make_unique<Keyed>(); }
  std::string key_id() const override { return "0badcafe"; }

 private:
  static void redact(http::Headers& headers) {
    http::Headers clean;
    for (const http::Header& line : headers) {
      std::string value{line.value};
      replace_fake_secret(value);
      clean.add(line.name, value);
    }
    headers = clean;
  }
  static void redact(recording::Body& body) {
    if (replace_fake_secret(body.bytes) > 0) body.replaced = true;
  }

  class Streamed final : public recording::BodyRedaction {
   public:
    Streamed(bool odd, std::string where) : odd_{odd}, where_{std::move(where)} {}
    std::string feed(std::string_view bytes) override {
      held_ += bytes;
      if (odd_ && held_.find("odd!") != std::string::npos) given_up_ = "its coding is odd";
      if (held_.size() <= fake_secret.size()) return {};
      note(replace_fake_secret(held_));
      const std::size_t sure = held_.size() - fake_secret.size();
      std::string out = held_.substr(0, sure);
      held_.erase(0, sure);
      return out;
    }
    std::string finish() override {
      note(replace_fake_secret(held_));
      return std::move(held_);
    }
    const std::string& given_up() const noexcept override { return given_up_; }
    const std::vector<recording::Secret>& secrets() const noexcept override { return secrets_; }

   private:
    void note(std::size_t times) {
      for (; times > 0; --times) secrets_.push_back({where_, "password", std::string{fake_placeholder}});
    }
    bool odd_;
    std::string where_, held_, given_up_;
    std::vector<recording::Secret> secrets_;
  };

  class Keyed final : public Digest {
   public:
    void feed(std::string_view bytes) override { digest_.feed(bytes); }
    std::string hexadecimal() override { return digest_.hexadecimal(); }

   private:
    phantomime::Digest digest_{"the key"};
  };
};

/// An exchange as a proxy tells a tap of it, in the order in which it comes.
struct ToldExchange {
  http::Request request;
  std::string origin = "https://phantom.example:8443";
  std::vector<std::string> request_pieces;
  std::optional<std::vector<std::uint64_t>> request_chunks;
  std::vector<net::ReplyHead> interim;
  std::optional<net::ReplyHead> reply;
  std::vector<std::string> reply_pieces;
  std::optional<std::vector<std::uint64_t>> reply_chunks;
  http::Headers reply_trailers;
  bool reply_ends = true;
  net::ProxyEnd end;

  void tell_request(net::Tap& tap) const {
    tap.on_request(request, origin);
    for (const auto& piece : request_pieces) tap.on_request_body(piece);
    tap.on_request_end(request_chunks ? &*request_chunks : nullptr, {});
  }
  void tell_reply(net::Tap& tap) const {
    for (const auto& head : interim) tap.on_interim(head);
    if (!reply) return;
    tap.on_reply(*reply);
    for (const auto& piece : reply_pieces) tap.on_reply_body(piece);
    if (reply_ends) tap.on_reply_end(reply_chunks ? &*reply_chunks : nullptr, reply_trailers);
  }
  /// All of it; what `on_end` said.
  [[nodiscard]] bool tell(net::Tap& tap) const {
    tell_request(tap);
    tell_reply(tap);
    return tap.on_end(end);
  }
};

/// `GET target`, answered with 200 and a body.
inline ToldExchange told_get(std::string target, std::string body = "fine") {
  ToldExchange told;
  told.request.method = "GET";
  told.request.target = std::move(target);
  told.request.headers = {{"Host", "phantom.example:8443"}};
  told.reply = net::ReplyHead{200, "OK", 1, {{"Content-Length", std::to_string(body.size())}}};
  told.reply_pieces = {std::move(body)};
  return told;
}

}  // namespace phantomime::test
