#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "phantomime/net/proxy/readiness.hpp"

namespace phantomime::net {

/// The sockets of a Readiness, by number. Thread-safe.
class ReadinessPlaces {
 public:
  /// A socket among all that ever were: `generation` tells what happened to the one that had this number before.
  struct Token {
    std::uint32_t number = 0;
    std::uint32_t generation = 0;
  };

  [[nodiscard]] Token take(int socket, Waiter& who, WireEnd end) {
    const std::lock_guard lock{mutex_};
    if (free_.empty()) {
      all_.emplace_back();
      free_.reserve(all_.capacity());  // so that give_back cannot fail
      free_.push_back(static_cast<std::uint32_t>(all_.size() - 1));
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    Place& place = all_[number];
    place.who = &who;
    place.socket = socket;
    place.wanted = 0;
    place.end = end;
    return {number, place.generation};
  }
  /// Returns its socket.
  int give_back(std::uint32_t number) noexcept {
    const std::lock_guard lock{mutex_};
    Place& place = all_[number];
    place.who = nullptr;
    ++place.generation;
    free_.push_back(number);
    return place.socket;
  }
  void hand_over(std::uint32_t number, Waiter* who, WireEnd end) noexcept {
    const std::lock_guard lock{mutex_};
    Place& place = all_[number];
    place.who = who;
    place.wanted = 0;
    place.end = end;
  }
  void want(std::uint32_t number, short events) noexcept {
    const std::lock_guard lock{mutex_};
    all_[number].wanted = events;
  }
  /// Calls `visit(token, socket, events)` for all that somebody waits for.
  template <class Visit>
  void each_wanted(Visit visit) const {
    const std::lock_guard lock{mutex_};
    for (std::uint32_t number = 0; number < all_.size(); ++number) {
      const Place& place = all_[number];
      if (place.who && place.wanted != 0) visit(Token{number, place.generation}, place.socket, place.wanted);
    }
  }
  /// Tells whose socket it is, if it still is that one.
  void tell(Token token, short revents) const {
    Place place;
    {
      const std::lock_guard lock{mutex_};
      place = all_[token.number];
    }
    if (place.who && place.generation == token.generation) place.who->on_ready(place.end, revents);
  }

 private:
  struct Place {
    Waiter* who = nullptr;  ///< null: nobody is told
    int socket = -1;
    std::uint32_t generation = 0;
    short wanted = 0;
    WireEnd end = WireEnd::client;
  };

  mutable std::mutex mutex_;
  std::vector<Place> all_;
  std::vector<std::uint32_t> free_;
};

}  // namespace phantomime::net
