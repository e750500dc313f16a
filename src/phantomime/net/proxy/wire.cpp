#include "phantomime/net/proxy/wire.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace phantomime::net {

namespace {

/// Capacity that output keeps when it is empty; what streams came by is given back.
constexpr std::size_t kept_output = 4 * wire_bytes;

}  // namespace

Wire::Moved Wire::read(std::array<char, wire_bytes>& buffer, std::string_view& bytes) {
  const IoResult result = channel->read(buffer);
  write_to_read = result.wants_write;
  switch (result.outcome) {
    case IoResult::Outcome::done:
      bytes = {buffer.data(), result.bytes};
      readable = !result.drained || peer_ended;  // its end is still to be read, and is not told twice
      last_moved = std::chrono::steady_clock::now();
      return Moved::some;
    case IoResult::Outcome::again:
      readable = false;
      return Moved::nothing;
    case IoResult::Outcome::ended:
      readable = false;
      return Moved::ended;
    case IoResult::Outcome::failed:
      break;
  }
  readable = false;
  return Moved::failed;
}

Wire::Moved Wire::write(Sent sent_bytes) {
  Moved moved = Moved::nothing;
  while (pending() > 0) {
    const IoResult result = channel->write(std::string_view{output}.substr(sent));
    if (result.outcome == IoResult::Outcome::again) {
      writable = false;
      break;
    }
    if (result.outcome != IoResult::Outcome::done) return Moved::failed;
    sent += result.bytes;
    moved = Moved::some;
  }
  if (moved == Moved::some) last_moved = std::chrono::steady_clock::now();
  if (sent_bytes == Sent::keep) return moved;
  if (pending() == 0) {
    drop_output();
  } else if (sent >= wire_bytes) {
    output.erase(0, std::exchange(sent, 0));
  }
  return moved;
}

void Wire::drop_output() {
  sent = 0;
  if (output.capacity() > kept_output) {
    output = {};
  } else {
    output.clear();
  }
}

void Wire::close() {
  channel.reset();
  watched.reset();
  socket.reset();
}

short Wire::events(bool wants_read) const noexcept {
  short wanted = 0;
  if (wants_read) wanted = static_cast<short>(wanted | POLLIN);
  if (pending() > 0 || (wants_read && write_to_read)) wanted = static_cast<short>(wanted | POLLOUT);
  return wanted;
}

void Wire::note(short revents) noexcept {
  if ((revents & peer_ends) != 0) peer_ended = readable = true;
  if ((revents & (POLLHUP | POLLERR)) != 0) broken = true;
  if ((revents & (POLLIN | POLLHUP | POLLERR)) != 0) readable = true;
  if ((revents & (POLLOUT | POLLHUP | POLLERR)) != 0) {
    writable = true;
    if (write_to_read) readable = true;
  }
}

int poll_milliseconds(SteadyTime until) {
  if (until == SteadyTime::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
}

}  // namespace phantomime::net
