#include "phantomime/lints/checks.hpp"

namespace phantomime::lints {

void orphan_fixture(const Input& input, std::vector<Problem>& problems) {
  for (const auto& fixture : input.scenario.facts.fixtures) {
    if (fixture.used) continue;
    const Location file{fixture_source(input, fixture.path), 0, 0};
    problems.push_back({{},
                        Severity::warning,
                        "no stub uses the fixture " + fixture.path,
                        fixture.listed ? fixture.where : file,
                        "name it in a stub's response as file: " + fixture.path + ", or remove it" +
                            (fixture.listed ? " together with its entry" : "")});
  }
}

}  // namespace phantomime::lints
