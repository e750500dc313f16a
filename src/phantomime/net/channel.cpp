#include "phantomime/net/channel.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace phantomime::net {

namespace {

IoResult from_errno(int error) {
  if (error == EAGAIN || error == EWOULDBLOCK) return {IoResult::Outcome::again};
  return {IoResult::Outcome::failed};
}

}  // namespace

IoResult PlainChannel::read(std::span<char> into) {
  ssize_t count = 0;
  do {
    count = ::recv(socket_, into.data(), into.size(), 0);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return from_errno(errno);
  if (count == 0) return {IoResult::Outcome::ended};
  const auto bytes = static_cast<std::size_t>(count);
  return {IoResult::Outcome::done, bytes, bytes < into.size()};
}

IoResult PlainChannel::write(std::string_view bytes) {
  ssize_t count = 0;
  do {
    count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return from_errno(errno);
  return {IoResult::Outcome::done, static_cast<std::size_t>(count)};
}

}  // namespace phantomime::net
