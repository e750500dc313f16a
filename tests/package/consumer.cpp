// A program of somebody else's: it plays a server, asks it with and without a socket, and says which version it has.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "phantomime/base/version.hpp"
#include "phantomime/mock_server.hpp"

namespace {

void require(bool holds, const std::string& what, const std::string& shown) {
  if (holds) return;
  std::cerr << "consumer: " << what << ":\n" << shown << '\n';
  std::exit(1);
}

/// Everything that a server sends for a GET, up to its close.
std::string fetch(std::uint16_t port, const std::string& target) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int client = ::socket(AF_INET, SOCK_STREAM, 0);
  if (client < 0 || ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  const std::string request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  if (::send(client, request.data(), request.size(), 0) != static_cast<ssize_t>(request.size())) return {};
  std::string reply;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::recv(client, buffer, sizeof buffer, 0)) > 0;)
    reply.append(buffer, static_cast<std::size_t>(got));
  ::close(client);
  return reply;
}

}  // namespace

int main() {
  using namespace phantomime;

  MockServer server;
  const Stub tea = server.given(get("/tea/{id:integer}")).respond(status(200).json(R"({"item": "tea"})")).times(2);
  const Reply reply = server.answer({.target = "/tea/7"});
  require(reply.status == 200 && reply.body.find("tea") != std::string::npos, "answered without a socket", reply.body);
  const std::string wire = fetch(server.http_port(), "/tea/8");
  require(wire.starts_with("HTTP/1.1 200") && wire.ends_with("}"), "answered over a port", wire);
  require(tea.calls() == 2, "calls of the stub", std::to_string(tea.calls()));
  const Verification verified = server.verify();
  require(verified.passed, "verified", verified.text);

  // What is built in came along.
  MockServer phantom{pack("phantom"),
                     {.sockets = ServerOptions::Sockets::none, .clock = "frozen", .allow_unmatched = true}};
  const Reply built_in = phantom.answer({.target = "/rest/version"});
  require(built_in.status != 404, "the built-in pack", built_in.body);

  std::cout << version() << '\n';
}
