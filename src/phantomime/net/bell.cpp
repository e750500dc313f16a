#include "phantomime/net/bell.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::net {

Result<Bell> Bell::create() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    return Error{ErrorCode::io, "cannot make a pipe: " + system_reason(errno), {}, "raise the limit of open files"};
  }
  for (const int end : ends) {
    ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(end, F_SETFL, O_NONBLOCK);  // a full pipe rings as loud as one with a byte
  }
  return Bell{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

void Bell::ring() noexcept {
  const char byte = 0;
  static_cast<void>(!::write(rung_.value(), &byte, 1));
}

void Bell::quiet() noexcept {
  std::array<char, 64> bytes;
  while (::read(heard_.value(), bytes.data(), bytes.size()) > 0) {
  }
}

}  // namespace phantomime::net
