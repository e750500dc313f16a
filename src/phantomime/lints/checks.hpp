#pragma once

#include <string>
#include <vector>

#include "phantomime/lints/lint.hpp"

// Every check of the registry, one file each: NAME.cpp holds check NAME with `_` for `-`.
namespace phantomime::lints {

void shadowed_stub(const Input& input, std::vector<Problem>& problems);
void unreachable_stub(const Input& input, std::vector<Problem>& problems);
void ambiguous_overlap(const Input& input, std::vector<Problem>& problems);
void http_nonsense(const Input& input, std::vector<Problem>& problems);
void table_violation(const Input& input, std::vector<Problem>& problems);
void contract_contradiction(const Input& input, std::vector<Problem>& problems);
void orphan_fixture(const Input& input, std::vector<Problem>& problems);
void unlisted_fixture(const Input& input, std::vector<Problem>& problems);
void unused_variable(const Input& input, std::vector<Problem>& problems);

/// Input::shadowed_by.
[[nodiscard]] std::vector<std::uint32_t> shadowing_stubs(const Input& input);

}  // namespace phantomime::lints
