#include "phantomime/net/poller.hpp"

#include <array>
#include <cerrno>

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::net {

namespace {

/// Few at a time, so that one worker does not hoard what others could do.
constexpr std::size_t events_at_once = 16;

epoll_event registration(Pollable& who, Poller::Watch watch) {
  epoll_event event{};
  event.data.ptr = &who;
  switch (watch) {
    case Poller::Watch::reads:
      event.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
      break;
    case Poller::Watch::reads_and_writes:
      event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
      break;
    case Poller::Watch::once:
      event.events = EPOLLIN | EPOLLONESHOT;
      break;
  }
  return event;
}

unsigned meaning(std::uint32_t events) {
  unsigned what = 0;
  if (events & EPOLLIN) what |= ready::to_read;
  if (events & EPOLLOUT) what |= ready::to_write;
  if (events & EPOLLRDHUP) what |= ready::peer_ended | ready::to_read;
  if (events & (EPOLLERR | EPOLLHUP)) what |= ready::broken;
  return what;
}

}  // namespace

Result<std::unique_ptr<Poller>> Poller::create() {
  Descriptor set{::epoll_create1(EPOLL_CLOEXEC)};
  Descriptor bell{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  epoll_event event{};
  event.events = EPOLLIN;
  if (!set || !bell || ::epoll_ctl(set.value(), EPOLL_CTL_ADD, bell.value(), &event) != 0) {
    return Error{ErrorCode::io, "cannot watch sockets: " + system_reason(errno), {}, "raise the limit of open files"};
  }
  return std::unique_ptr<Poller>{new Poller{std::move(set), std::move(bell)}};
}

bool Poller::add(int descriptor, Pollable& who, Watch watch) noexcept {
  epoll_event event = registration(who, watch);
  return ::epoll_ctl(set_.value(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

bool Poller::change(int descriptor, Pollable& who, Watch watch) noexcept {
  epoll_event event = registration(who, watch);
  return ::epoll_ctl(set_.value(), EPOLL_CTL_MOD, descriptor, &event) == 0;
}

bool Poller::serve_once() {
  std::array<epoll_event, events_at_once> events;
  const int count = ::epoll_wait(set_.value(), events.data(), static_cast<int>(events.size()), -1);
  if (count < 0) return errno == EINTR;
  bool open = true;
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (auto* who = static_cast<Pollable*>(events[i].data.ptr)) {
      who->on_ready(meaning(events[i].events));
    } else {
      open = false;  // the bell; never read, so that it rings for every worker
    }
  }
  return open;
}

void Poller::close() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(bell_.value(), &one, sizeof one);
}

}  // namespace phantomime::net
