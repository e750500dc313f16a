#include "phantomime/scenario/stub.hpp"

namespace phantomime::scenario {

std::string Expectation::describe() const {
  if (at_most && *at_most == at_least) return "exactly " + std::to_string(at_least);
  const std::string upper = at_most ? "at most " + std::to_string(*at_most) : std::string{};
  if (at_least == 0) return upper.empty() ? "any number" : upper;
  const std::string lower = "at least " + std::to_string(at_least);
  return upper.empty() ? lower : lower + " and " + upper;
}

}  // namespace phantomime::scenario
