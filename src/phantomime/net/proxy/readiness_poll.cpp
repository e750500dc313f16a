// Readiness over poll(2), for systems without epoll: all that is waited for is handed to the kernel at each wait.

#include <vector>

#include <poll.h>

#include "phantomime/net/proxy/readiness_places.hpp"

namespace phantomime::net {

struct Readiness::Impl {
  ReadinessPlaces places;
  std::vector<pollfd> watched;                ///< of one wait,
  std::vector<ReadinessPlaces::Token> whose;  ///< and whose they are
};

Readiness::Readiness(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Readiness::~Readiness() = default;

Result<std::unique_ptr<Readiness>> Readiness::create() {
  return std::unique_ptr<Readiness>{new Readiness{std::make_unique<Impl>()}};
}

Watched Readiness::watch(int socket, Waiter& who, WireEnd end) {
  return Watched{*this, impl_->places.take(socket, who, end).number};
}

void Readiness::forget(std::uint32_t place) noexcept { impl_->places.give_back(place); }

void Readiness::hand_over(std::uint32_t place, Waiter* who, WireEnd end) noexcept {
  impl_->places.hand_over(place, who, end);
}

void Readiness::want(std::uint32_t place, short events) noexcept { impl_->places.want(place, events); }

std::size_t Readiness::wait(int milliseconds) {
  impl_->watched.clear();
  impl_->whose.clear();
  // One that is not asked about would still tell of its end, again and again.
  impl_->places.each_wanted([this](ReadinessPlaces::Token token, int socket, short events) {
    impl_->watched.push_back({socket, events, 0});
    impl_->whose.push_back(token);
  });
  if (::poll(impl_->watched.data(), static_cast<nfds_t>(impl_->watched.size()), milliseconds) <= 0) return 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < impl_->watched.size(); ++i) {
    if (impl_->watched[i].revents == 0) continue;
    ++count;
    impl_->places.tell(impl_->whose[i], impl_->watched[i].revents);
  }
  return count;
}

}  // namespace phantomime::net
