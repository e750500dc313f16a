#pragma once

#include <memory>
#include <string>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/scenario/engine.hpp"

/// Failures as texts for people, redacted: what was expected, what came, what came nearest and how it differed.
namespace phantomime::detail {

/// `POST /rest/playbook_run, body $.scope equals "new"`.
[[nodiscard]] std::string describe(const matchers::RequestSpec& request);
/// `POST /rest/playbook_run → 200 (run a playbook)`.
[[nodiscard]] std::string describe(const scenario::JournalEntry& entry, const scenario::Engine& engine);

/// What `server::answer_question` found wrong; `expected` says what was asked for.
[[nodiscard]] std::string tell_not_called(const std::string& expected, const OrderedJson& answer,
                                          const scenario::Engine& engine);
/// Requests that no stub matched: how many, and those of `entries` with the nearest stub.
[[nodiscard]] std::string tell_unmatched(std::uint64_t count,
                                         const std::vector<std::shared_ptr<const scenario::JournalEntry>>& entries,
                                         const scenario::Engine& engine);
/// A stub that was called too often or too seldom; with an engine also what came instead.
[[nodiscard]] std::string tell_unmet(const scenario::Stub& stub, std::uint64_t calls);
[[nodiscard]] std::string tell_unmet(std::uint32_t stub, const scenario::Engine& engine);

}  // namespace phantomime::detail
