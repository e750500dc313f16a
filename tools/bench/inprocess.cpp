// What tools/bench/inprocess measures: servers started and stopped in this process. Prints a line of JSON for each
// figure.
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "phantomime/mock_server.hpp"

namespace {

using phantomime::MockServer;
using phantomime::Pack;
using phantomime::ServerOptions;

std::size_t entries_of(const char* folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator{folder}, std::filesystem::directory_iterator{}));
}

/// Resident memory in kilobytes, after what is free was given back.
long resident() {
  ::malloc_trim(0);
  std::ifstream file{"/proc/self/statm"};
  long all = 0, pages = 0;
  file >> all >> pages;
  return pages * ::sysconf(_SC_PAGESIZE) / 1024;
}

/// Whether a server answers a request on a connection of its own.
bool answers(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const char request[] =
      "GET /rest/approval HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      "Authorization: Basic YWRtaW46Y2hhbmdlbWU=\r\n\r\n";
  char answer[64] = {};
  const bool sent = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                    ::send(socket, request, sizeof request - 1, MSG_NOSIGNAL) > 0 &&
                    ::recv(socket, answer, sizeof answer - 1, 0) > 0;
  ::close(socket);
  return sent && std::strstr(answer, " 200 ");
}

void starts(const Pack& pack, ServerOptions::Sockets sockets, const char* name, int rounds) {
  std::cout << "{\"figure\": \"" << name << "\", \"milliseconds\": [";
  for (int round = 0; round <= rounds; ++round) {
    const auto begin = std::chrono::steady_clock::now();
    { const MockServer server{pack, {.sockets = sockets}}; }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    if (round > 0) std::cout << (round > 1 ? ", " : "") << took.count();  // the first warms up
  }
  std::cout << "]}\n";
}

/// One after the other, each asked once; what is left behind by those after the first hundred.
void leftovers(const Pack& pack, int count) {
  long memory = 0;
  std::size_t threads = 0, descriptors = 0;
  int answered = 0;
  for (int number = 0; number < count + 100; ++number) {
    if (number == 100) {
      memory = resident();
      threads = entries_of("/proc/self/task");
      descriptors = entries_of("/proc/self/fd");
    }
    const MockServer server{pack};
    if (answers(server.http_port())) ++answered;
  }
  std::cout << "{\"figure\": \"leftovers\", \"servers\": " << count << ", \"answered\": " << answered - 100
            << ", \"kilobytes\": " << resident() - memory
            << ", \"threads\": " << static_cast<long>(entries_of("/proc/self/task")) - static_cast<long>(threads)
            << ", \"descriptors\": " << static_cast<long>(entries_of("/proc/self/fd")) - static_cast<long>(descriptors)
            << "}\n";
}

void at_once(const Pack& pack, int count) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<MockServer>> servers;
  servers.reserve(static_cast<std::size_t>(count));
  for (int number = 0; number < count; ++number) servers.push_back(std::make_unique<MockServer>(pack));
  int answered = 0;
  for (const auto& server : servers)
    if (answers(server->http_port())) ++answered;
  const std::size_t threads = entries_of("/proc/self/task");
  const long memory = resident();
  servers.clear();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  std::cout << "{\"figure\": \"at once\", \"servers\": " << count << ", \"answered\": " << answered
            << ", \"threads\": " << threads << ", \"kilobytes\": " << memory << ", \"milliseconds\": " << took.count()
            << "}\n";
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? static_cast<int>(std::strtol(argv[1], nullptr, 10)) : 200;
  const int many = argc > 2 ? static_cast<int>(std::strtol(argv[2], nullptr, 10)) : 1000;
  const Pack pack = phantomime::pack("phantom");
  starts(pack, ServerOptions::Sockets::http, "plain", rounds);
  starts(pack, ServerOptions::Sockets::https, "TLS", rounds);
  starts(pack, ServerOptions::Sockets::none, "without sockets", rounds);
  leftovers(pack, many);
  at_once(pack, 200);
}
