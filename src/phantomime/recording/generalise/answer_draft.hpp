#pragma once

#include <set>
#include <span>
#include <string>
#include <utility>

#include "phantomime/recording/generalise/draft.hpp"
#include "phantomime/recording/generalise/marks.hpp"

namespace phantomime::recording {

/// A segment of the path that a stub captures.
struct Capture {
  enum class Type { any, integer, uuid };
  std::string name;
  std::string value;  ///< in this exchange, decoded
  Type type = Type::any;
};

/// Members of answers (step and Member::where) that are made anew each time.
using MadeMembers = std::set<std::pair<std::size_t, std::string>>;

/// What plays the answer of an exchange: expressions where the request or the clock tells a value, or it is made anew.
[[nodiscard]] AnswerDraft draft_answer(const Exchange& exchange, const Marks& marks, std::span<const Capture> captures,
                                       const MadeMembers& made);
/// A text that is equal for answers that one draft plays: volatile members left out, derived ones as their expressions.
/// `enumerated`: whether members count that are one of a few values, which differ between recordings by what else went
/// on, and within one because something happened.
enum class Enumerated { told, left_out };
[[nodiscard]] std::string answer_identity(const Exchange& exchange, const Marks& marks,
                                          std::span<const Capture> captures, Enumerated enumerated = Enumerated::told);
/// Whether the request tells some of it.
[[nodiscard]] bool echoes_request(const Exchange& exchange, std::span<const Capture> captures);

}  // namespace phantomime::recording
