#include <algorithm>
#include <map>
#include <unordered_map>

#include "phantomime/recording/generalise/grouping.hpp"
#include "phantomime/recording/generalise/request_draft.hpp"
#include "phantomime/recording/playing/recorded_scenario.hpp"
#include "phantomime/recording/playing/telling_headers.hpp"

namespace phantomime::recording {
namespace {

/// Equal answers in a row count once.
AnswerSequence without_repeats(AnswerSequence sequence) {
  sequence.erase(std::unique(sequence.begin(), sequence.end()), sequence.end());
  return sequence;
}

class Grouping {
 public:
  Grouping(std::span<const Recording> recordings, const Marks& marks, const LiteralExchanges& literal)
      : recordings_{recordings}, marks_{marks}, literal_{literal} {
    for (const Recording& recording : recordings) issued_.emplace_back(recording.exchanges);
  }

  std::vector<Group> make() {
    std::vector<Played> all;
    for (std::size_t recording = 0; recording < recordings_.size(); ++recording)
      for (const Exchange& exchange : recordings_[recording].exchanges)
        if (is_playable(exchange)) all.push_back({&exchange, recording});
    std::vector<Group> groups;
    for (Group& group : grouped(all, Loose::yes)) {
      if (agree(answer_sequences(group, marks_, recordings_.size()))) {
        add(std::move(group), groups);
        continue;
      }
      // What seemed to vary freely decides the answer.
      for (Group& strict : grouped(group.exchanges, Loose::no)) add(std::move(strict), groups);
    }
    return groups;
  }

 private:
  enum class Loose { yes, no };

  std::vector<Group> grouped(const std::vector<Played>& exchanges, Loose loose) {
    std::vector<Group> groups;
    std::unordered_map<std::string, std::size_t> places;
    for (const Played& played : exchanges) {
      const bool exactly = loose == Loose::no || literal_.contains(played.exchange);
      RequestDraft draft = draft_request(*played.exchange, issued_[played.recording],
                                         exactly ? std::set<std::string>{} : marks_.loose_members(*played.exchange));
      const auto [place, added] = places.try_emplace(identity_of(draft), groups.size());
      if (added) groups.push_back({std::move(draft), {}, {}, {}});
      groups[place->second].exchanges.push_back(played);
    }
    return groups;
  }

  /// Adds a group, in parts where a header tells its answers apart.
  void add(Group group, std::vector<Group>& groups) {
    std::vector<const Exchange*> exchanges;
    std::vector<std::string> answers;
    for (const Played& played : group.exchanges) {
      exchanges.push_back(played.exchange);
      answers.push_back(recording::answer_identity(*played.exchange, marks_, {}));
    }
    const IssuedPlaceholders& issued = issued_[group.exchanges.front().recording];
    auto names = telling_headers(exchanges, answers, issued);
    std::erase_if(names, [&](const std::string& name) {  // credentials are asked for already
      return std::any_of(group.request.headers.begin(), group.request.headers.end(),
                         [&](const FieldAsked& asked) { return http::same_name(asked.name, name); });
    });
    if (names.empty()) return groups.push_back(std::move(group));
    std::map<std::string, std::size_t> places;
    for (const Played& played : group.exchanges) {
      const auto values = telling_values(*played.exchange, names, issued);
      const auto [place, added] = places.try_emplace(recording::identity_of(values), groups.size());
      if (added) {
        groups.push_back({group.request, {}, {}, {}});
        for (const auto& [name, pattern] : values)
          groups.back().request.headers.push_back(asked(played, name, pattern));
      }
      groups[place->second].exchanges.push_back(played);
    }
  }

  static FieldAsked asked(const Played& played, const std::string& name, const std::optional<TextPattern>& pattern) {
    if (!pattern) return {name, FieldAsked::Kind::absent, {}};
    if (pattern->has_holes()) return {name, FieldAsked::Kind::present, {}};
    return {name, FieldAsked::Kind::equals, {std::string{*played.exchange->request.headers.find(name)}}};
  }

  std::span<const Recording> recordings_;
  const Marks& marks_;
  const LiteralExchanges& literal_;
  std::vector<IssuedPlaceholders> issued_;
};

}  // namespace

std::vector<AnswerSequence> answer_sequences(const Group& group, const Marks& marks, std::size_t recordings,
                                             Enumerated enumerated) {
  std::vector<AnswerSequence> sequences(recordings);
  for (std::size_t at = 0; at < group.exchanges.size(); ++at)
    sequences[group.exchanges[at].recording].push_back(
        answer_identity(*group.exchanges[at].exchange, marks, group.captures_of(at), enumerated));
  for (AnswerSequence& sequence : sequences)
    while (sequence.size() > 1 && sequence.back() == sequence[sequence.size() - 2]) sequence.pop_back();
  std::erase_if(sequences, [](const AnswerSequence& sequence) { return sequence.empty(); });
  return sequences;
}

bool agree(const std::vector<AnswerSequence>& sequences) {
  AnswerSequence longest;
  std::vector<AnswerSequence> plain;
  for (const AnswerSequence& sequence : sequences) {
    plain.push_back(without_repeats(sequence));
    if (plain.back().size() > longest.size()) longest = plain.back();
  }
  return std::all_of(plain.begin(), plain.end(), [&](const AnswerSequence& sequence) {
    return std::equal(sequence.begin(), sequence.end(), longest.begin());
  });
}

std::vector<Group> same_requests(std::span<const Recording> recordings, const Marks& marks,
                                 const LiteralExchanges& literal) {
  return Grouping{recordings, marks, literal}.make();
}

}  // namespace phantomime::recording
