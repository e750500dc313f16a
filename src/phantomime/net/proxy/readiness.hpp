#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "phantomime/base/result.hpp"

namespace phantomime::net {

/// Which end of an exchange a socket is.
enum class WireEnd : std::uint8_t { client, upstream };

/// Somebody who waits for sockets.
class Waiter {
 public:
  /// `revents`: what became possible, as poll(2) says it. May tell of what is over already: try, and believe the
  /// socket.
  virtual void on_ready(WireEnd end, short revents) = 0;

 protected:
  ~Waiter() = default;
};

class Watched;

/// The sockets of one thread, and what becomes possible with them. Over epoll a change is told once, whether anybody
/// asked or not; over poll(2), where there is no epoll, as long as it lasts and only to who asked: whoever waits has
/// tried first, remembers what it was told until trying yields nothing, and says what it waits for. One thread, but for
/// letting go of a socket that nobody waits for.
class Readiness {
 public:
  /// Errors: io, when descriptors have run out.
  [[nodiscard]] static Result<std::unique_ptr<Readiness>> create();
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  /// Watches a socket as long as what this returns lives, which must be let go of before the socket is closed, and
  /// before this goes. An empty one: the system has no room.
  [[nodiscard]] Watched watch(int socket, Waiter& who, WireEnd end);

  /// Waits at most so long (-1: without end) and tells whoever waits for what happened. Returns how much did.
  std::size_t wait(int milliseconds);

 private:
  friend class Watched;
  struct Impl;
  explicit Readiness(std::unique_ptr<Impl> impl);
  void forget(std::uint32_t place) noexcept;
  void hand_over(std::uint32_t place, Waiter* who, WireEnd end) noexcept;
  void want(std::uint32_t place, short events) noexcept;

  std::unique_ptr<Impl> impl_;
};

/// A socket's place in a Readiness.
class Watched {
 public:
  Watched() = default;
  Watched(Watched&& other) noexcept : set_{std::exchange(other.set_, nullptr)}, place_{other.place_} {}
  Watched& operator=(Watched&& other) noexcept {
    if (this == &other) return *this;
    reset();
    set_ = std::exchange(other.set_, nullptr);
    place_ = other.place_;
    return *this;
  }
  ~Watched() { reset(); }

  explicit operator bool() const noexcept { return set_ != nullptr; }
  void reset() noexcept {
    if (set_) std::exchange(set_, nullptr)->forget(place_);
  }
  /// Who is told from now on; null: nobody, until somebody takes it up.
  void hand_over(Waiter* who, WireEnd end) noexcept {
    if (set_) set_->hand_over(place_, who, end);
  }
  /// What is waited for, as poll(2) takes it; nothing: not even the end of the connection.
  void want(short events) noexcept {
    if (set_) set_->want(place_, events);
  }

 private:
  friend class Readiness;
  Watched(Readiness& set, std::uint32_t place) noexcept : set_{&set}, place_{place} {}

  Readiness* set_ = nullptr;
  std::uint32_t place_ = 0;
};

}  // namespace phantomime::net
