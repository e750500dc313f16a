#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "phantomime/state/collection.hpp"
#include "phantomime/state/machine.hpp"

namespace phantomime::state {

/// How often something happened. Only ever counted up, by several worlds at once.
using Counter = std::atomic<std::uint64_t>;

/// Gives the counters of what a model's worlds can do. Null: that is not counted. Safe from several threads.
class Counters {
 public:
  Counters() = default;
  Counters(const Counters&) = delete;
  Counters& operator=(const Counters&) = delete;
  virtual ~Counters() = default;

  /// A row, or a machine of its own, that somebody looked at is in this state, or entered it.
  [[nodiscard]] virtual Counter* in_state(const Machine& machine, std::string_view state) const = 0;
  /// A transition was taken, out of this state.
  [[nodiscard]] virtual Counter* moved(const Transition& transition, std::string_view from) const = 0;
  /// The n-th member of a collection was told of a row.
  [[nodiscard]] virtual Counter* told(const Collection& collection, std::size_t member) const = 0;
};

}  // namespace phantomime::state
