#include "support/raw_client.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "phantomime/http/headers.hpp"
#include "phantomime/net/transmitter.hpp"

namespace phantomime::test {

namespace {

std::size_t length_of(std::string_view head) {
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    constexpr std::string_view name = "content-length:";
    if (line.size() > name.size() && http::same_name(line.substr(0, name.size()), name)) {
      std::string_view digits = line.substr(name.size());
      while (digits.starts_with(' ')) digits.remove_prefix(1);
      std::size_t length = 0;
      std::from_chars(digits.data(), digits.data() + digits.size(), length);
      return length;
    }
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + 2);
  }
  return 0;
}

}  // namespace

RawClient::RawClient(std::uint16_t port, const char* address) {
  sockaddr_storage to{};
  socklen_t length = sizeof(sockaddr_in);
  if (std::strchr(address, ':')) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(to);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    ::inet_pton(AF_INET6, address, &v6.sin6_addr);
    length = sizeof v6;
  } else {
    auto& v4 = reinterpret_cast<sockaddr_in&>(to);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &v4.sin_addr);
  }
  net::Descriptor made{::socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const int on = 1;
  ::setsockopt(made.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(made.value(), reinterpret_cast<const sockaddr*>(&to), length) == 0) socket_ = std::move(made);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_.value(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void RawClient::end_sending() { ::shutdown(socket_.value(), SHUT_WR); }

bool RawClient::read_more() {
  if (closed_ || !socket_) return false;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - std::chrono::steady_clock::now());
  pollfd watched{socket_.value(), POLLIN, 0};
  if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) <= 0) return false;
  std::array<char, 65536> bytes;
  const ssize_t count = ::recv(socket_.value(), bytes.data(), bytes.size(), 0);
  if (count <= 0) {
    closed_ = true;
    return false;
  }
  buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawClient::read_reply(std::string_view method) {
  std::size_t head_end = 0;
  while ((head_end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return std::exchange(buffer_, {});
  }
  const std::size_t length = method == "HEAD" ? 0 : length_of(std::string_view{buffer_}.substr(0, head_end));
  const std::size_t whole = head_end + 4 + length;
  while (buffer_.size() < whole && read_more()) {
  }
  std::string reply = buffer_.substr(0, whole);
  buffer_.erase(0, reply.size());
  return reply;
}

std::string RawClient::read_through(std::string_view mark) {
  std::size_t at = 0;
  while ((at = buffer_.find(mark)) == std::string::npos) {
    if (!read_more()) return std::exchange(buffer_, {});
  }
  std::string text = buffer_.substr(0, at + mark.size());
  buffer_.erase(0, text.size());
  return text;
}

void RawClient::reset() {
  net::reset_at_close(socket_.value());
  socket_.reset();
}

std::string RawClient::read_to_end() {
  while (read_more()) {
  }
  return std::exchange(buffer_, {});
}

std::string RawClient::read_at_least(std::size_t bytes) {
  while (buffer_.size() < bytes && read_more()) {
  }
  return std::exchange(buffer_, {});
}

int status_of(std::string_view reply) {
  int status = 0;
  if (reply.starts_with("HTTP/1.1 ") && reply.size() > 12) std::from_chars(reply.data() + 9, reply.data() + 12, status);
  return status;
}

std::string body_of(std::string_view reply) {
  const std::size_t end = reply.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string{} : std::string{reply.substr(end + 4)};
}

}  // namespace phantomime::test
