#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/scenario/engine.hpp"

namespace phantomime::server {

/// What `POST verify` asks: how many requests matched, or whether some came one after the other.
struct Question {
  std::vector<matchers::RequestSpec> requests;  ///< one, or those of `in_order`
  bool in_order = false;
  scenario::Expectation times{1, std::nullopt};  ///< of the one
};

/// Reads `{"request": matcher, "times": {...}}` or `{"in_order": [matcher...]}`. Matchers are read as the `request:` of
/// a stub of the first pack. Reports every error; empty if there was any.
[[nodiscard]] std::optional<Question> read_question(const Document& document, const scenario::Scenario& scenario,
                                                    Errors& errors);
/// The same of a node in a document.
[[nodiscard]] std::optional<Question> read_question(const Node& root, const scenario::Scenario& scenario,
                                                    Errors& errors);

/// Answers it over the journal, every request in it whatever was answered: `passed`, `count` (requests that matched; of
/// in_order how many of its matchers were met), `expected`, `matched` (numbers of entries, the first 100), `nearest`
/// (where too few matched, the three requests that came nearest and what differed) and `dropped` (requests that the
/// journal no longer knows). Redacted.
[[nodiscard]] OrderedJson answer_question(Question question, const scenario::Journal& journal);

}  // namespace phantomime::server
