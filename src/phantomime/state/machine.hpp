#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/provenance.hpp"
#include "phantomime/state/step.hpp"

namespace phantomime::state {

/// A way from one state into another: by a step, on the clock, or after so many readings.
struct Transition {
  std::string name;
  std::vector<std::string> from;
  std::string to;
  ComputedPtr at;     ///< an instant; null: it is counted from entering the state
  ComputedPtr after;  ///< a duration as text; null with no `at`: it does not happen on the clock
  std::int64_t after_reads = 0;
  ComputedPtr when;
  std::vector<Step> steps;
  Provenance provenance = Provenance::unstated;
  std::string note;
  Location where;

  [[nodiscard]] bool leaves(std::string_view state) const noexcept;
  [[nodiscard]] bool is_timed() const noexcept { return at || after; }
};

/// The states of a collection's rows, or of a machine of its own. Never changes after loading.
struct Machine {
  std::string name;    ///< of a machine of its own
  std::string member;  ///< of a collection's
  std::string initial;
  std::vector<std::string> final_states;
  std::vector<Transition> transitions;
  Location where;

  [[nodiscard]] const Transition* find(std::string_view transition) const noexcept;
  /// Every state that it names, in the order they are named.
  [[nodiscard]] std::vector<std::string> states() const;
};

}  // namespace phantomime::state
