#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "phantomime/recording/generalise/draft.hpp"

namespace phantomime::recording {

/// What is known of the members of exchanges: which of them do not stay, and by what they come anew. From several
/// recordings of one session by their alignment; from one by the same requests that were answered more than once, and
/// by the clock.
class Marks {
 public:
  /// All must outlive it. `same`: exchanges of one recording that are the same request. Of `literal` ones nothing is
  /// known, so that they stay as they were.
  Marks(std::span<const Recording> recordings, std::vector<std::vector<const Exchange*>> same,
        const std::set<const Exchange*>& literal);

  [[nodiscard]] const LearnedMember* learned(const Exchange& exchange, const std::string& where) const;
  /// Request members that other recordings have otherwise without another answer being meant.
  [[nodiscard]] std::set<std::string> loose_members(const Exchange& exchange) const;
  /// Whether a member of the answer is another one each time, so that answers are the same without it.
  [[nodiscard]] bool is_volatile(const Exchange& exchange, const std::string& where, const std::string& text) const;
  /// Whether a member, save for the status, is one of a few values over several recordings.
  [[nodiscard]] bool is_enumerated(const Exchange& exchange, const std::string& where) const;
  /// What plays a time that follows the clock. Nothing where it is none, or in a format that cannot be written.
  [[nodiscard]] std::optional<Expression> clock_expression(const Exchange& exchange, const std::string& where,
                                                           const std::string& text) const;
  /// What makes another value like this one: for free and increasing values whose echo is derived wherever it comes.
  [[nodiscard]] static std::optional<Expression> generator(const std::string& text);
  /// The members that are bound to this one.
  [[nodiscard]] std::vector<const LearnedMember*> bound_to(const LearnedMember& origin) const;

  [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }
  [[nodiscard]] const std::vector<LearnedMember>& all() const noexcept { return learned_; }
  [[nodiscard]] std::size_t step_of(const Exchange& exchange) const { return step_of_.at(&exchange); }

 private:
  [[nodiscard]] std::optional<std::chrono::nanoseconds> clock_offset(const Exchange& exchange, const std::string& where,
                                                                     const std::string& text) const;

  const std::set<const Exchange*>& literal_;
  bool aligned_ = false;  ///< several recordings
  std::vector<Step> steps_;
  std::vector<LearnedMember> learned_;
  std::unordered_map<const Exchange*, std::size_t> step_of_;
  std::vector<std::map<std::string, std::size_t>> by_where_;  ///< by step: into learned_
  std::unordered_map<std::string, std::size_t> occurrences_;  ///< of values that could be bound, over all exchanges
};

}  // namespace phantomime::recording
