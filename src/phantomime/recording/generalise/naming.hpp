#pragma once

#include <string>
#include <vector>

#include "phantomime/recording/generalise/draft.hpp"

namespace phantomime::recording {

/// Sorts stubs by path and method and gives each a name of its own: `get /rest/ph_user/{id}`, and where several ask for
/// the same path what else they ask for.
void sort_and_name(std::vector<StubDraft>& stubs);
/// `GET /a?b=1` for people: printable, secrets of the target taken out, at most 100 bytes.
[[nodiscard]] std::string shown_request(const Exchange& exchange);

}  // namespace phantomime::recording
