#include "phantomime/net/local_client.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "phantomime/net/proxy/reply_reader.hpp"
#include "phantomime/net/system_error.hpp"

namespace phantomime::net {
namespace {

constexpr std::size_t most_body = 64u << 20;
constexpr std::size_t most_idle = 64;

Error cannot_ask(const std::string& why) { return {ErrorCode::io, "the server was not asked: " + why, {}, ""}; }

bool is_of_the_connection(std::string_view name) {
  for (const std::string_view one : {"Connection", "Keep-Alive", "Expect", "TE", "Trailer", "Upgrade"})
    if (http::same_name(name, one)) return true;
  return false;
}

std::string bytes_of(const http::Request& request) {
  std::string bytes = request.method + " " + request.target + " HTTP/1.1\r\n";
  bool framed = false;
  for (const http::Header& line : request.headers) {
    if (is_of_the_connection(line.name)) continue;
    const bool frames = http::same_name(line.name, "Content-Length") || http::same_name(line.name, "Transfer-Encoding");
    if (frames && std::exchange(framed, true)) continue;
    bytes.append(frames ? "Content-Length" : line.name).append(": ");
    bytes.append(frames ? std::to_string(request.body.size()) : std::string{line.value}).append("\r\n");
  }
  return bytes + "\r\n" + request.body;
}

/// Writes all of it; 0 or the errno. A server that is gone is no signal.
int send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return 0;
}

/// An answer's body as it comes.
class Collected final : public BodySink {
 public:
  void on_head(BodyFraming) override {}
  void on_chunk(std::uint64_t) override {}
  void on_body(std::string_view bytes) override {
    too_long = too_long || body.size() + bytes.size() > most_body;
    if (!too_long) body += bytes;
  }
  void on_chunk_end() override {}

  std::string body;
  bool too_long = false;
};

http::Reply reply_of(const ReplyReader& reader, Collected& collected) {
  http::Reply reply;
  reply.status = reader.head().status;
  reply.reason = reader.head().reason;
  for (const http::Header& line : reader.head().headers)
    if (!is_of_the_connection(line.name)) reply.headers.add(line.name, line.value);
  if (!collected.body.empty()) reply.body = std::make_shared<const std::string>(std::move(collected.body));
  return reply;
}

/// Reads until the final answer is complete. `heard`: whether a byte of it came.
Result<void> read_answer(int socket, ReplyReader& reader, const Collected& collected, bool& heard) {
  std::array<char, 64u << 10> buffer{};
  for (;;) {
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot_ask(net::system_reason(errno));
    heard = heard || count > 0;
    std::string_view bytes{buffer.data(), static_cast<std::size_t>(count)};
    if (count == 0) reader.end();
    while (!bytes.empty() && reader.state() != ReplyReader::State::refused) {
      bytes.remove_prefix(reader.feed(bytes));
      if (reader.state() != ReplyReader::State::complete || !reader.interim()) break;
      reader.next();
    }
    if (collected.too_long)
      return Error{ErrorCode::limit, "the answer is longer than what is passed on (64 MB)", {}, ""};
    if (reader.state() == ReplyReader::State::refused) return cannot_ask(reader.reason());
    if (reader.state() == ReplyReader::State::complete) return {};
    if (count == 0) return cannot_ask("it closed the connection before its answer was complete");
  }
}

}  // namespace

std::optional<Descriptor> LocalClient::take() {
  const std::lock_guard lock{mutex_};
  if (idle_.empty()) return std::nullopt;
  Descriptor socket = std::move(idle_.back());
  idle_.pop_back();
  return socket;
}

void LocalClient::keep(Descriptor socket) {
  const std::lock_guard lock{mutex_};
  if (idle_.size() < most_idle) idle_.push_back(std::move(socket));
}

Result<Descriptor> LocalClient::connect() const {
  Descriptor socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket) return cannot_ask(system_reason(errno));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience_);
  const timeval wait{seconds.count(),
                     std::chrono::duration_cast<std::chrono::microseconds>(patience_ - seconds).count()};
  const int on = 1;
  ::setsockopt(socket.value(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(socket.value(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  ::setsockopt(socket.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port_);
  if (::connect(socket.value(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return cannot_ask(system_reason(errno));
  return socket;
}

Result<http::Reply> LocalClient::send(const http::Request& request) {
  const std::string bytes = bytes_of(request);
  const auto to = request.method == "HEAD" ? ReplyReader::To::head : ReplyReader::To::other;
  for (auto kept = take();; kept.reset()) {
    const bool reused = kept.has_value();
    if (!reused) {
      auto fresh = connect();
      if (!fresh) return fresh.error();
      kept = *std::move(fresh);
    }
    Collected collected;
    ReplyReader reader{limits_, collected};
    reader.begin(to);
    bool heard = false;
    const int error = send_all(kept->value(), bytes);
    const auto read = error != 0 ? Result<void>{cannot_ask(system_reason(error))}
                                 : read_answer(kept->value(), reader, collected, heard);
    // One that rested may have been closed just now (RFC 9112, 9.3.1): nobody has seen the request then.
    if (!read && reused && !heard) continue;
    if (!read) return read.error();
    if (reader.keep_alive()) keep(*std::move(kept));
    return reply_of(reader, collected);
  }
}

}  // namespace phantomime::net
