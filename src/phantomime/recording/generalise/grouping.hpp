#pragma once

#include <span>
#include <string>
#include <vector>

#include "phantomime/recording/generalise/answer_draft.hpp"
#include "phantomime/recording/generalise/generalise.hpp"
#include "phantomime/recording/generalise/marks.hpp"

namespace phantomime::recording {

/// One exchange, and of which recording.
struct Played {
  const Exchange* exchange = nullptr;
  std::size_t recording = 0;
};

/// Exchanges that one stub answers.
struct Group {
  RequestDraft request;
  std::vector<Played> exchanges;               ///< by recording, in its order
  std::vector<std::vector<Capture>> captures;  ///< of each exchange; empty: the path is literal
  std::vector<std::string> notes;
  [[nodiscard]] std::span<const Capture> captures_of(std::size_t exchange) const {
    return captures.empty() ? std::span<const Capture>{} : std::span<const Capture>{captures[exchange]};
  }
};

/// The answers of one recording's exchanges of a group, in order, as answer_identity() has them; without those at the
/// end that only repeat the one before.
using AnswerSequence = std::vector<std::string>;
[[nodiscard]] std::vector<AnswerSequence> answer_sequences(const Group& group, const Marks& marks,
                                                           std::size_t recordings,
                                                           Enumerated enumerated = Enumerated::left_out);
/// Whether one sequence plays them all: each is the longest one, or its beginning, repeats aside.
[[nodiscard]] bool agree(const std::vector<AnswerSequence>& sequences);

/// The same requests together, told apart by headers where answers are.
[[nodiscard]] std::vector<Group> same_requests(std::span<const Recording> recordings, const Marks& marks,
                                               const LiteralExchanges& literal);
/// Groups whose paths differ only in what names one of many things, and whose answers are the same or echo it, become
/// one with captures.
[[nodiscard]] std::vector<Group> merged_paths(std::vector<Group> groups, const Marks& marks, std::size_t recordings,
                                              const LiteralExchanges& literal);

}  // namespace phantomime::recording
