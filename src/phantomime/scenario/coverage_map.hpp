#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "phantomime/scenario/coverage.hpp"
#include "phantomime/scenario/scenario.hpp"
#include "phantomime/state/counters.hpp"

namespace phantomime::scenario {

/// Which counter is whose, of one edition: made once, then only counted with. Safe from several threads. The counters
/// must outlive it; of the scenario only addresses are kept.
class CoverageMap final : public state::Counters {
 public:
  using Counter = state::Counter;
  /// Gives the counter of a thing; null: it is not counted.
  using Find = std::function<Counter*(CoverageItem)>;
  /// Stubs that no file says (those added at run time) are not counted.
  CoverageMap(const Scenario& scenario, const Find& find);

  /// A stub was called; `answer` of its sequence was sent, or nothing was that it says (`no_answer`).
  static constexpr std::size_t no_answer = static_cast<std::size_t>(-1);
  void played(std::uint32_t stub, std::size_t answer) const noexcept;
  void refused(std::uint32_t pack, std::size_t answer) const noexcept;
  void fell_back(std::uint32_t pack, std::size_t answer) const noexcept;
  /// A mistake was answered as the pack's `errors` say.
  void answered_mistake(std::string_view error) const noexcept;

  [[nodiscard]] Counter* in_state(const state::Machine& machine, std::string_view state) const override;
  [[nodiscard]] Counter* moved(const state::Transition& transition, std::string_view from) const override;
  [[nodiscard]] Counter* told(const state::Collection& collection, std::size_t member) const override;

 private:
  struct Answer {
    Counter* branch = nullptr;  ///< null: it is the only way
    std::vector<Counter*> members;
  };
  struct OfStub {
    Counter* calls = nullptr;
    std::vector<Answer> answers;
  };
  using Named = std::map<std::string, Counter*, std::less<>>;
  class Survey;
  static void count(const std::vector<Answer>& answers, std::size_t answer) noexcept;

  std::vector<OfStub> stubs_;
  std::vector<std::vector<Answer>> refusals_, fallbacks_;  ///< by pack
  std::map<std::string, Answer, std::less<>> mistakes_;
  std::unordered_map<const state::Machine*, Named> states_;
  std::unordered_map<const state::Transition*, Named> moves_;  ///< by the state that is left
  std::unordered_map<const state::Collection*, std::vector<Counter*>> members_;
};

}  // namespace phantomime::scenario
