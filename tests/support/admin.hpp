#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "phantomime/base/json.hpp"
#include "phantomime/server/admin_api.hpp"

namespace phantomime::test {

/// Listeners without sockets: remembers which are open.
struct PaperDoors final : server::Doors {
  static constexpr std::uint16_t taken = 4444;  ///< a port that somebody else has
  std::set<std::uint32_t> opened;

  Result<Opened> open(std::uint16_t port, bool tls) override;
  void close(std::uint32_t listener) override { opened.erase(listener); }
  [[nodiscard]] std::string url(bool tls) const override { return tls ? "" : "http://127.0.0.1:8080"; }
  [[nodiscard]] std::string url(const Opened& door) const override;

 private:
  std::uint32_t next_ = 1;
};

/// Spaces with a pack of YAML and the admin API in front, without sockets: `play` is what clients do, `ask` what tests
/// ask of the admin API. Asked from loopback.
class Admin {
  std::unique_ptr<server::Spaces> spaces_;

 public:
  /// Fails the test where the pack does not load.
  explicit Admin(const std::string& yaml, server::Spaces::Options options = one_listener());

  /// The status that a client gets.
  int play(std::string_view method, std::string_view target, std::string body = {}, http::Headers headers = {});
  /// `target` below the admin API's prefix.
  http::Reply ask(std::string_view method, std::string_view target, std::string body = {});
  /// The body of an answer as JSON; fails the test where the status is another.
  Json ask_json(std::string_view method, std::string_view target, std::string body = {}, int status = 200);

  [[nodiscard]] server::Spaces& spaces() { return *spaces_; }
  /// Of the default space.
  [[nodiscard]] server::Stage& stage() { return spaces_->default_space().stage(); }
  PaperDoors doors;
  server::AdminView view;

 private:
  static server::Spaces::Options one_listener() {
    server::Spaces::Options options;
    options.shared_listeners = 1;
    return options;
  }
};

/// A request below the admin API's prefix as a client on this machine sends it.
[[nodiscard]] http::Request admin_request(std::string_view method, std::string_view target, std::string body = {});

}  // namespace phantomime::test
