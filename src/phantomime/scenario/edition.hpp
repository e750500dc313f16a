#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "phantomime/directives/plain_head.hpp"
#include "phantomime/scenario/index.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario {

/// A scenario with all that follows from it alone: made once for every edition of the files, shared by the engines that
/// play it. Immutable; safe from several threads.
class Edition {
 public:
  explicit Edition(std::shared_ptr<const Scenario> scenario);
  Edition(const Edition&) = delete;
  Edition& operator=(const Edition&) = delete;

  [[nodiscard]] const Scenario& scenario() const noexcept { return *scenario_; }
  [[nodiscard]] const Index& index() const noexcept { return index_; }

  /// What answering needs to know of a stub, on one cache line: with thousands of stubs the cost of a request is the
  /// memory it touches for the first time.
  struct alignas(64) Prepared {
    const directives::PlainHead* head = nullptr;  ///< of a plain response; equal ones are shared by all stubs
    std::shared_ptr<const std::string> body;      ///< of a plain response
    std::uint32_t pack = 0;
    bool open = false;   ///< no credentials are asked for
    bool bound = false;  ///< to states
    bool alone = true;   ///< neither who is let in nor what is said depends on what is remembered
  };
  [[nodiscard]] const Prepared& prepared(std::uint32_t stub) const noexcept { return prepared_[stub]; }
  /// Whether any stub has a responder.
  [[nodiscard]] bool has_responders() const noexcept { return has_responders_; }

 private:
  void prepare();

  std::shared_ptr<const Scenario> scenario_;
  Index index_;
  std::deque<directives::PlainHead> heads_;
  std::unique_ptr<Prepared[]> prepared_;  ///< by stub
  bool has_responders_ = false;
};

}  // namespace phantomime::scenario
