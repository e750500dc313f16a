// Readiness over epoll, edge-triggered: a socket is registered once, however often it is waited for.

#include <array>
#include <cerrno>

#include <poll.h>
#include <sys/epoll.h>

#include "phantomime/net/descriptor.hpp"
#include "phantomime/net/proxy/readiness_places.hpp"
#include "phantomime/net/system_error.hpp"

namespace phantomime::net {

namespace {

constexpr std::size_t events_taken_at_once = 256;

static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT && EPOLLERR == POLLERR && EPOLLHUP == POLLHUP &&
              EPOLLRDHUP == POLLRDHUP);

}  // namespace

struct Readiness::Impl {
  Descriptor set;
  ReadinessPlaces places;
};

Readiness::Readiness(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Readiness::~Readiness() = default;

Result<std::unique_ptr<Readiness>> Readiness::create() {
  auto impl = std::make_unique<Impl>();
  impl->set = Descriptor{::epoll_create1(EPOLL_CLOEXEC)};
  if (!impl->set) {
    return Error{ErrorCode::io, "cannot watch sockets: " + system_reason(errno), {}, "raise the limit of open files"};
  }
  return std::unique_ptr<Readiness>{new Readiness{std::move(impl)}};
}

Watched Readiness::watch(int socket, Waiter& who, WireEnd end) {
  const auto token = impl_->places.take(socket, who, end);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = (std::uint64_t{token.generation} << 32) | token.number;
  if (::epoll_ctl(impl_->set.value(), EPOLL_CTL_ADD, socket, &event) == 0) return Watched{*this, token.number};
  impl_->places.give_back(token.number);
  return {};
}

void Readiness::forget(std::uint32_t place) noexcept {
  epoll_event event{};
  ::epoll_ctl(impl_->set.value(), EPOLL_CTL_DEL, impl_->places.give_back(place), &event);
}

void Readiness::hand_over(std::uint32_t place, Waiter* who, WireEnd end) noexcept {
  impl_->places.hand_over(place, who, end);
}

void Readiness::want(std::uint32_t, short) noexcept {}

std::size_t Readiness::wait(int milliseconds) {
  std::array<epoll_event, events_taken_at_once> events;
  const int count = ::epoll_wait(impl_->set.value(), events.data(), static_cast<int>(events.size()), milliseconds);
  if (count <= 0) return 0;  // or a signal
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    const std::uint64_t token = events[i].data.u64;
    impl_->places.tell({static_cast<std::uint32_t>(token), static_cast<std::uint32_t>(token >> 32)},
                       static_cast<short>(events[i].events));
  }
  return static_cast<std::size_t>(count);
}

}  // namespace phantomime::net
