#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "phantomime/base/json.hpp"
#include "phantomime/server/admin_api.hpp"

namespace phantomime::test {

/// A stage with a pack of YAML on it and the admin API in front, without sockets: `play` is what clients do, `ask` what
/// tests ask of the admin API. Asked from loopback.
class Admin {
 public:
  /// Fails the test where the pack does not load.
  explicit Admin(const std::string& yaml);

  /// The status that a client gets.
  int play(std::string_view method, std::string_view target, std::string body = {}, http::Headers headers = {});
  /// `target` below the admin API's prefix.
  http::Reply ask(std::string_view method, std::string_view target, std::string body = {});
  /// The body of an answer as JSON; fails the test where the status is another.
  Json ask_json(std::string_view method, std::string_view target, std::string body = {}, int status = 200);

  [[nodiscard]] server::Stage& stage() { return *stage_; }
  server::AdminView view;

 private:
  Admin(std::unique_ptr<VirtualClock> clock, const std::string& yaml);
  Admin(std::unique_ptr<server::Stage> stage, std::unique_ptr<VirtualClock> clock);
  std::unique_ptr<VirtualClock> clock_;
  std::unique_ptr<server::Stage> stage_;
};

/// A request below the admin API's prefix as a client on this machine sends it.
[[nodiscard]] http::Request admin_request(std::string_view method, std::string_view target, std::string body = {});

}  // namespace phantomime::test
