#include "phantomime/net/proxy/dialer.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::net {

namespace {

Error timed_out(const char* what) {
  return {ErrorCode::limit, std::string{what} + " took too long", {}, "look at the network, or raise the timeout"};
}

/// What getaddrinfo says of an origin.
struct Found {
  int result = 0;
  int error = 0;  ///< errno, where the result is EAI_SYSTEM
  Addresses addresses;
};

Found find_addresses(const Origin& origin, int flags) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV | flags;
  addrinfo* found = nullptr;
  const int result = ::getaddrinfo(origin.host.c_str(), std::to_string(origin.port).c_str(), &wanted, &found);
  const int error = errno;
  if (result != 0 || !found) return {result, error, nullptr};
  return {0, 0, Addresses{found, [found](const addrinfo*) { ::freeaddrinfo(found); }}};
}

Error connect_failure(int error) {
  switch (error) {
    case ECONNREFUSED:
      return {ErrorCode::io, "the connection was refused", {}, "look whether it runs, and whether the port is right"};
    case ENETUNREACH:
    case EHOSTUNREACH:
      return {ErrorCode::io, "there is no route to it", {}, "look at the network, and whether the address is right"};
    case ETIMEDOUT:
      return timed_out("connecting");
    default:
      return {ErrorCode::io, system_reason(error), {}, {}};
  }
}

}  // namespace

Error cannot_reach(const Origin& origin, Error why) {
  why.what = "cannot reach " + origin.text() + ": " + why.what;
  return why;
}

std::optional<Addresses> written_address(const Origin& origin) {
  Found found = find_addresses(origin, AI_NUMERICHOST);
  if (!found.addresses) return std::nullopt;
  return std::move(found.addresses);
}

Result<Addresses> look_up(const Origin& origin) {
  Found found = find_addresses(origin, 0);
  if (found.addresses) return std::move(found.addresses);
  Error why{ErrorCode::io, {}, {}, "look at this machine's DNS"};
  if (found.result == EAI_AGAIN) {
    why.what = "its name cannot be looked up now";
    why.hint = "look at this machine's DNS, and try again";
  } else if (found.result == EAI_NONAME) {
    why.what = "its name is unknown";
    why.hint = "look how it is written, and at this machine's DNS";
  } else {
    const std::string reason = found.result == EAI_SYSTEM ? system_reason(found.error) : ::gai_strerror(found.result);
    why.what = "its name cannot be looked up (" + reason + ")";
  }
  return cannot_reach(origin, std::move(why));
}

Dial::Dial(Origin origin, Addresses addresses, std::chrono::milliseconds timeout, TlsClient& tls)
    : origin_{std::move(origin)},
      addresses_{std::move(addresses)},
      address_{addresses_.get()},
      timeout_{timeout},
      tls_{tls},
      last_{ErrorCode::io, "its name has no address", {}, {}} {}

Error Dial::failure() const { return cannot_reach(origin_, last_); }

short Dial::events() const noexcept { return stage_ == Stage::connecting || wire_.write_to_read ? POLLOUT : POLLIN; }

Dial::State Dial::advance() {
  for (;;) {
    switch (stage_) {
      case Stage::next_address:
        if (!address_) return State::failed;
        start_connecting();
        break;
      case Stage::connecting:
        if (!finish_connecting()) return State::under_way;
        break;
      case Stage::connected:
        wire_.writable = true;
        wire_.last_moved = std::chrono::steady_clock::now();
        if (origin_.tls) {
          start_handshake();
          break;
        }
        wire_.channel = std::make_unique<PlainChannel>(wire_.socket.value());
        return State::done;
      case Stage::shaking_hands:
        return shake_hands();
      case Stage::failed:
        return State::failed;
    }
  }
}

void Dial::try_next(Error why) {
  last_ = std::move(why);
  wire_.close();
  address_ = address_->ai_next;
  stage_ = Stage::next_address;
}

void Dial::start_connecting() {
  wire_ = {};
  wire_.writable = false;
  wire_.socket = Descriptor{::socket(address_->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!wire_.socket) return try_next(connect_failure(errno));
  const int on = 1;
  ::setsockopt(wire_.socket.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  until_ = std::chrono::steady_clock::now() + timeout_;
  if (::connect(wire_.socket.value(), address_->ai_addr, address_->ai_addrlen) == 0) {
    stage_ = Stage::connected;
  } else if (errno == EINPROGRESS || errno == EINTR) {
    stage_ = Stage::connecting;
  } else {
    try_next(connect_failure(errno));
  }
}

/// False while nothing is known.
bool Dial::finish_connecting() {
  if (!wire_.writable) {
    if (std::chrono::steady_clock::now() < until_) return false;
    try_next(timed_out("connecting"));
    return true;
  }
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(wire_.socket.value(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error == 0) {
    stage_ = Stage::connected;
  } else {
    try_next(connect_failure(error));
  }
  return true;
}

void Dial::start_handshake() {
  secured_ = tls_.connect(wire_.socket.value(), origin_.host, origin_.text());
  until_ = wire_.last_moved + timeout_;
  stage_ = secured_.channel ? Stage::shaking_hands : Stage::failed;
  if (!secured_.channel) last_ = {ErrorCode::io, "there is no memory for TLS", {}, {}};
}

Dial::State Dial::shake_hands() {
  const IoResult result = secured_.channel->handshake();
  wire_.write_to_read = result.wants_write;
  if (result.outcome == IoResult::Outcome::done) {
    wire_.channel = std::move(secured_.channel);
    wire_.readable = true;  // what came with the handshake's end is in the channel already
    wire_.last_moved = std::chrono::steady_clock::now();
    return State::done;
  }
  const bool waits = result.outcome == IoResult::Outcome::again;
  if (waits && std::chrono::steady_clock::now() < until_) return State::under_way;
  // The next address is not tried: a certificate that is refused at one would be there too.
  last_ = waits ? timed_out("the TLS handshake") : TlsClient::failure(secured_, origin_.host);
  stage_ = Stage::failed;
  return State::failed;
}

Result<Wire> dial(const Origin& origin, const Upstream& upstream, TlsClient& tls, int bell) {
  auto found = look_up(origin);
  if (!found) return found.error();
  Dial under_way{origin, *std::move(found), upstream.connect_timeout, tls};
  for (;;) {
    const Dial::State state = under_way.advance();
    if (state == Dial::State::done) return std::move(under_way.wire());
    if (state == Dial::State::failed) return under_way.failure();
    std::array<pollfd, 2> watched{{{under_way.wire().socket.value(), under_way.events(), 0}, {bell, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), poll_milliseconds(under_way.until())) < 0) continue;  // a signal
    if (watched[1].revents != 0)
      return cannot_reach(origin, {ErrorCode::io, "it was not waited for any longer", {}, {}});
    under_way.wire().note(watched[0].revents);
  }
}

}  // namespace phantomime::net
