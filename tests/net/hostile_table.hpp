#pragma once

#include <string>
#include <vector>

namespace phantomime::test {

/// What strangers send, byte for byte, and what RFC 9112 (or we, where it leaves the choice) says to it.
struct Strange {
  enum class Port { plain, tls };
  enum class Client {
    waits,  ///< keeps its side open: the refusal must not wait for more bytes
    ends,   ///< half-closes once all is sent
  };
  /// In place of a status. `closed`: no answer in HTTP, but a line in the log; `silent`: neither.
  static constexpr int closed = 0;
  static constexpr int silent = -1;

  std::string name;
  std::string bytes;
  int status;             ///< of the last answer
  std::string body = {};  ///< of the last answer, if it is 200
  unsigned before = 0;    ///< answers with status 200 before it, the interim 100 not counted
  bool keeps = true;      ///< 200: the connection goes on
  Client client = Client::waits;
  Port port = Port::plain;

  [[nodiscard]] bool served() const { return status == 200; }
  [[nodiscard]] std::size_t refusals() const { return served() || status == silent ? 0 : 1; }
};

/// Rows about request lines and other protocols, about header fields, about bodies, about whole connections.
[[nodiscard]] std::vector<Strange> strange_lines();
[[nodiscard]] std::vector<Strange> strange_fields();
[[nodiscard]] std::vector<Strange> strange_bodies();
[[nodiscard]] std::vector<Strange> strange_connections();
/// All of them.
[[nodiscard]] const std::vector<Strange>& strange_requests();

}  // namespace phantomime::test
