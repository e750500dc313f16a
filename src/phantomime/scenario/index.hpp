#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario {

/// Says of a stub that is bound to states whether they hold.
class StateGate {
 public:
  virtual ~StateGate() = default;
  [[nodiscard]] virtual bool lets(const Stub& stub, const http::RequestView& request) const = 0;
  /// Appends a Difference for each state that is another than the stub is bound to.
  virtual void explain(const Stub& stub, const http::RequestView& request,
                       std::vector<matchers::Difference>& differences) const = 0;
};

/// Finds the stub that answers a request at a cost that does not grow with their number: literal paths by hash,
/// templates in a trie, globs and expressions last; many stubs on one path are told apart by their facets (equalities
/// on query, header, cookie, form and JSON members) before any matcher runs. Immutable; safe from several threads.
class Index {
 public:
  explicit Index(const Scenario& scenario);  ///< the scenario must outlive it
  ~Index();
  Index(Index&&) noexcept;

  /// The index of the winning stub in Scenario::stubs, or `none`. Where no stub for HEAD wins, HEAD is answered as the
  /// same request with GET would be: a stub for any method does not take HEAD away from a more specific one for GET.
  /// Without a gate stubs that are bound to states count as in them.
  [[nodiscard]] std::uint32_t find(const http::RequestView& request, const StateGate* gate = nullptr) const;
  static constexpr std::uint32_t none = 0xffffffff;

  /// Every stub whose method and path match, in order of precedence: for explaining and lint, not for speed. For HEAD,
  /// those for HEAD and any method and then those for GET.
  [[nodiscard]] std::vector<std::uint32_t> on_path(const http::RequestView& request) const;
  struct Nearby {
    std::uint32_t place = 0;  ///< in by_precedence()
    double path_distance = 0;
    bool on_path = false, right_method = false;
  };
  /// At most `limit` stubs worth comparing with a request that matches none: those on its path whatever their method,
  /// then those on the paths most like it. Cost is bounded whatever the number of stubs.
  [[nodiscard]] std::vector<Nearby> nearby(const http::RequestView& request, std::size_t limit) const;
  /// Sorts all paths, once: the first `nearby` does so otherwise, which takes long with many stubs.
  void prepare_nearby() const;

  /// All stubs in order of precedence.
  [[nodiscard]] const std::vector<std::uint32_t>& by_precedence() const;
  [[nodiscard]] const Rank& rank(std::uint32_t stub) const;

 private:
  struct Built;
  std::unique_ptr<const Built> built_;  // never null, save in an index that was moved from
};

}  // namespace phantomime::scenario
