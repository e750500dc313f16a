#include "phantomime/lints/checks.hpp"

namespace phantomime::lints {

void unused_variable(const Input& input, std::vector<Problem>& problems) {
  for (const auto& variable : input.scenario.facts.variables)
    if (!variable.used)
      problems.push_back({{},
                          Severity::warning,
                          "variable '" + variable.name + "' is never used",
                          variable.where,
                          "write ${" + variable.name + "} where it is meant, or remove it"});
}

}  // namespace phantomime::lints
