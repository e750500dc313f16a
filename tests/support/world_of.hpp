#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "phantomime/http/headers.hpp"
#include "phantomime/scenario/engine.hpp"

#include "support/hand_clock.hpp"

namespace phantomime::test {

/// A world of YAML text, played by an engine on a clock that the test winds: `world.says("GET /door")`.
class WorldOf {
 public:
  struct Options {
    std::string profile = {};                    ///< YAML of a profile, laid over the text
    std::string start = "2020-01-22T19:40:00Z";  ///< where the clock begins
    std::uint64_t seed = 0;
    state::WorldBounds bounds = {};
  };
  /// The text without the line that says its version. Fails the test where it does not load; then every request says
  /// so.
  explicit WorldOf(const std::string& yaml) : WorldOf{yaml, Options{}} {}
  WorldOf(const std::string& yaml, Options options);

  /// `STATUS BODY` of the answer to `METHOD TARGET`, such as `200 {"id":1}`.
  std::string says(std::string_view line, std::string body = {}, http::Headers headers = {});
  /// The same for a client with HTTP Basic credentials.
  std::string says_to(const std::string& user, const std::string& password, std::string_view line);
  /// What went wrong with the last request, for the log; empty if nothing did.
  [[nodiscard]] const std::string& error() const { return played_.error; }
  [[nodiscard]] const scenario::Played& played() const { return played_; }
  [[nodiscard]] scenario::Engine& engine() { return *engine_; }

  void wind(std::chrono::nanoseconds by) { clock_.wind(by); }

 private:
  HandClock clock_;
  std::unique_ptr<scenario::Engine> engine_;  ///< null: it did not load
  scenario::Played played_;
};

}  // namespace phantomime::test
