#pragma once

#include "phantomime/scenario/index.hpp"
#include "phantomime/state/world.hpp"

namespace phantomime::scenario {

/// Asks a world for the states that stubs are bound to. The caller holds the world's mutex.
class WorldGate final : public StateGate {
 public:
  explicit WorldGate(const state::World& world) : world_{world} {}
  [[nodiscard]] bool lets(const Stub& stub, const http::RequestView& request) const override;
  void explain(const Stub& stub, const http::RequestView& request,
               std::vector<matchers::Difference>& differences) const override;

  /// The state that a bound asks for; empty where there is no such row.
  [[nodiscard]] std::string state_of(const StateBound& bound, const matchers::Captures& captures) const;

 private:
  const state::World& world_;
};

}  // namespace phantomime::scenario
