#include <array>

#include "phantomime/lints/checks.hpp"

namespace phantomime::lints {

std::span<const Check> checks() {
  static constexpr std::array<Check, 9> table{{
      {"shadowed-stub", "an earlier stub takes everything this one could match", shadowed_stub},
      {"unreachable-stub", "a stub's own example does not get its answer", unreachable_stub},
      {"ambiguous-overlap", "two stubs match one request, and only the order of writing decides", ambiguous_overlap},
      {"http-nonsense", "a response that HTTP does not allow or that contradicts itself", http_nonsense},
      {"table-violation", "a fixture breaks the field table that describes it", table_violation},
      {"contract-contradiction", "a contract whose rules exclude each other, or that the pack itself breaks",
       contract_contradiction},
      {"orphan-fixture", "a fixture that nothing uses", orphan_fixture},
      {"unlisted-fixture", "a fixture that the manifest beside it does not list", unlisted_fixture},
      {"unused-variable", "a variable that nothing uses", unused_variable},
  }};
  return table;
}

std::vector<Problem> lint(const Input& input) {
  const Input complete{input.scenario, input.index, shadowing_stubs(input)};
  std::vector<Problem> problems;
  for (const Check& check : checks()) {
    const std::size_t before = problems.size();
    check.run(complete, problems);
    // Named here, once: a check cannot speak in another's name.
    for (std::size_t found = before; found < problems.size(); ++found) problems[found].check = check.name;
  }
  sort_diagnostics(problems);
  return problems;
}

}  // namespace phantomime::lints
