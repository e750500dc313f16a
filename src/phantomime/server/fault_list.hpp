#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/directives/response_spec.hpp"
#include "phantomime/matchers/request_spec.hpp"
#include "phantomime/scenario/draws.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::server {

/// A fault that was said to a running space.
struct RunTimeFault {
  std::optional<directives::FaultSpec> fault;  ///< absent: only the delay
  directives::DelaySpec delay;
  double probability = 1;
  std::optional<matchers::RequestSpec> request;  ///< absent: all of them
  OrderedJson said;                              ///< as it may be shown: redacted
};

/// The faults of a space that were said at run time: of those whose request matches, the first that is drawn wins, also
/// over what the stub says. What is drawn depends on the seed, the request and how often it came since the list was
/// said. Thread-safe; a space without any pays for one look at a flag.
class FaultList {
 public:
  struct Said;
  static constexpr std::size_t most = 100;

  explicit FaultList(std::uint64_t seed) : seed_{seed} {}

  [[nodiscard]] bool empty() const noexcept { return empty_.load(std::memory_order_acquire); }
  void replace(std::vector<RunTimeFault> faults);
  /// The first that applies to a request, counted as a hit. Asked before the request is played and given away.
  class Hit {
   public:
    Hit(std::shared_ptr<const Said> said, const RunTimeFault& fault, Random random)
        : said_{std::move(said)}, fault_{fault}, random_{random} {}
    /// Gives a reply its fault and its delay.
    void give_to(http::Reply& reply);

   private:
    std::shared_ptr<const Said> said_;  ///< where the fault lies
    const RunTimeFault& fault_;
    Random random_;
  };
  [[nodiscard]] std::optional<Hit> hit(const http::Request& request);
  /// What the next TLS handshake gets instead; nothing: it goes well.
  [[nodiscard]] std::optional<http::Transmission> handshake();
  /// Each as it was said, with `hits`.
  [[nodiscard]] OrderedJson told() const;

 private:
  [[nodiscard]] std::shared_ptr<Said> said() const;

  const std::uint64_t seed_;
  std::atomic<bool> empty_{true};
  mutable std::mutex mutex_;
  std::shared_ptr<Said> said_;
};

/// Reads the body of `PUT faults`. Reports every error; empty if there was any.
[[nodiscard]] std::optional<std::vector<RunTimeFault>> read_faults(const Document& document,
                                                                   const scenario::Scenario& scenario, Errors& errors);

}  // namespace phantomime::server
