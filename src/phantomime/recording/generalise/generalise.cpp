#include "phantomime/recording/generalise/generalise.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "phantomime/http/url.hpp"
#include "phantomime/recording/generalise/grouping.hpp"
#include "phantomime/recording/generalise/naming.hpp"
#include "phantomime/recording/generalise/request_draft.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/outcome_text.hpp"
#include "phantomime/recording/playing/recorded_scenario.hpp"

namespace phantomime::recording {
namespace {

/// The same requests of one recording, whatever they were answered: for Marks.
std::vector<std::vector<const Exchange*>> repeated_requests(std::span<const Recording> recordings) {
  std::vector<std::vector<const Exchange*>> groups;
  std::unordered_map<std::string, std::size_t> places;
  if (recordings.size() != 1) return groups;
  const IssuedPlaceholders issued{recordings.front().exchanges};
  for (const Exchange& exchange : recordings.front().exchanges) {
    if (!is_playable(exchange)) continue;
    const auto [place, added] = places.try_emplace(identity_of(draft_request(exchange, issued, {})), groups.size());
    if (added) groups.emplace_back();
    groups[place->second].push_back(&exchange);
  }
  return groups;
}

class Generaliser {
 public:
  Generaliser(std::span<const Recording> recordings, const LiteralExchanges& literal)
      : recordings_{recordings}, literal_{literal}, marks_{recordings, repeated_requests(recordings), literal} {}

  PackDraft make() {
    groups_ = merged_paths(same_requests(recordings_, marks_, literal_), marks_, recordings_.size(), literal_);
    mark_other_queries();
    find_made_members();
    PackDraft draft;
    for (const Group& group : groups_) draft.stubs.push_back(stub_of(group));
    sort_and_name(draft.stubs);
    add_facts(draft);
    add_volatile_members(draft);
    draft.learned = marks_.all();
    draft.steps = marks_.steps();
    return draft;
  }

 private:
  /// A request without fields is told from those with some only where there are such.
  void mark_other_queries() {
    std::map<std::pair<std::string, std::string>, bool> with_query;
    for (const Group& group : groups_)
      if (!group.request.query.empty()) with_query[{group.request.method, group.request.path}] = true;
    for (Group& group : groups_)
      group.request.no_other_query = with_query.contains({group.request.method, group.request.path});
  }

  /// Values that every replay makes anew: ones that nothing else tells, and ids of new things whose every later use is
  /// a capture or may be anything.
  void find_made_members() {
    std::unordered_map<const Exchange*, const Group*> group_of;
    for (const Group& group : groups_)
      for (const Played& played : group.exchanges) group_of.emplace(played.exchange, &group);
    for (const LearnedMember& member : marks_.all()) {
      const bool fresh =
          member.kind == MemberClass::free || (member.kind == MemberClass::increasing && recordings_.size() > 1);
      if (!fresh || !member.where.starts_with("response.") || is_literal(member.step)) continue;
      if (!is_volatile(member)) continue;
      const auto uses = marks_.bound_to(member);
      const bool all_flow = std::all_of(uses.begin(), uses.end(),
                                        [&](const LearnedMember* use) { return flows(*use, member, group_of); });
      // A counter that nothing uses goes on counting; made at random it would jump.
      if (all_flow && (!uses.empty() || member.kind == MemberClass::free)) made_.emplace(member.step, member.where);
    }
  }

  [[nodiscard]] bool is_volatile(const LearnedMember& member) const {
    for (const Exchange* run : marks_.steps()[member.step].runs) {
      if (!run) continue;
      for (const Member& own : response_members(*run))
        if (own.where == member.where) return marks_.is_volatile(*run, own.where, own.text);
    }
    return false;
  }

  [[nodiscard]] bool is_literal(std::size_t step) const {
    const auto& runs = marks_.steps()[step].runs;
    return std::any_of(runs.begin(), runs.end(), [&](const Exchange* run) { return run && literal_.contains(run); });
  }

  [[nodiscard]] bool flows(const LearnedMember& use, const LearnedMember& origin,
                           const std::unordered_map<const Exchange*, const Group*>& group_of) const {
    if (use.step == origin.step) return false;  // the answer says it twice: both would be made anew
    if (use.where.starts_with("request.query.") || use.where.starts_with("request.body/")) return use.whole;
    for (const Exchange* run : marks_.steps()[use.step].runs) {
      if (!run) continue;
      const Group& group = *group_of.at(run);
      if (group.captures.empty()) return false;
      if (use.where.starts_with("request.path.")) continue;
      const auto at = std::find_if(group.exchanges.begin(), group.exchanges.end(),
                                   [&](const Played& played) { return played.exchange == run; });
      const auto captures = group.captures_of(static_cast<std::size_t>(at - group.exchanges.begin()));
      if (!is_drafted(draft_answer(*run, marks_, captures, {}), use.where)) return false;
    }
    return true;
  }

  static bool is_drafted(const AnswerDraft& draft, const std::string& where) {
    constexpr std::string_view body = "response.body";
    return where.starts_with(body) && draft.body.contains(where.substr(body.size()));
  }

  [[nodiscard]] StubDraft stub_of(const Group& group) const {
    StubDraft stub;
    stub.request = group.request;
    stub.notes = group.notes;
    for (const Played& played : group.exchanges) stub.exchanges.push_back(played.exchange);
    stub.answers = answers_of(group);
    return stub;
  }

  /// Those of the recording that has the most; without repeats at the end, since the last one stays.
  [[nodiscard]] std::vector<AnswerDraft> answers_of(const Group& group) const {
    std::map<std::size_t, std::vector<std::size_t>> by_recording;
    for (std::size_t at = 0; at < group.exchanges.size(); ++at)
      by_recording[group.exchanges[at].recording].push_back(at);
    // Of a path with captures each thing has answers of its own, which are the same but for it.
    std::vector<std::size_t> longest;
    std::size_t most = 0;
    for (const auto& [recording, all] : by_recording) {
      std::vector<std::size_t> own;
      for (const std::size_t at : all)
        if (group.captures.empty() ||
            group.exchanges[at].exchange->request.target == group.exchanges[all.front()].exchange->request.target)
          own.push_back(at);
      while (own.size() > 1 && identity(group, own.back()) == identity(group, own[own.size() - 2])) own.pop_back();
      if (own.size() > most) longest = own, most = own.size();
    }
    std::vector<AnswerDraft> answers;
    for (const std::size_t at : longest) {
      const Exchange& exchange = *group.exchanges[at].exchange;
      if (literal_.contains(&exchange))
        answers.push_back({&exchange, {}, {}});
      else
        answers.push_back(draft_answer(exchange, marks_, group.captures_of(at), made_));
    }
    return answers;
  }

  [[nodiscard]] std::string identity(const Group& group, std::size_t at) const {
    return answer_identity(*group.exchanges[at].exchange, marks_, group.captures_of(at));
  }

  void add_facts(PackDraft& draft) const {
    std::set<std::string> origins;
    bool first = true;
    for (const Recording& recording : recordings_)
      for (const Exchange& exchange : recording.exchanges) {
        origins.insert(exchange.origin);
        draft.began = first ? exchange.began : std::min(draft.began, exchange.began);
        first = false;
        if (!is_playable(exchange))
          draft.left_out.push_back("exchange " + std::to_string(exchange.number) + " (" + shown_request(exchange) +
                                   "): " + std::string{text_of(exchange.outcome)} +
                                   (exchange.failure.empty() ? "" : ", " + exchange.failure));
      }
    for (const std::string& origin : origins) draft.origin += (draft.origin.empty() ? "" : ", ") + origin;
  }

  void add_volatile_members(PackDraft& draft) const {
    std::unordered_map<const Exchange*, const StubDraft*> stub_of;
    for (const StubDraft& stub : draft.stubs)
      for (const Exchange* exchange : stub.exchanges) stub_of.emplace(exchange, &stub);
    const auto stub_name = [&](std::size_t step) -> std::string {
      for (const Exchange* run : marks_.steps()[step].runs)
        if (run) return stub_of.at(run)->name;
      return {};
    };
    std::set<std::pair<std::string, std::string>> told;
    for (const LearnedMember& member : marks_.all()) {
      if (member.kind == MemberClass::constant) continue;
      VolatileMember one{
          stub_name(member.step), member.where, member.kind, member.evidence, "", member.bound_where, ""};
      if (member.kind == MemberClass::bound) one.bound_stub = stub_name(member.bound_step);
      one.plays = plays(draft, one);
      if (told.emplace(one.stub, one.where).second) draft.volatile_members.push_back(std::move(one));
    }
    for (const StubDraft& stub : draft.stubs)  // by the clock alone, which no comparison found
      for (const AnswerDraft& answer : stub.answers)
        for (const auto& [pointer, expression] : answer.body) {
          const bool is_clock = expression.code.starts_with("now(") || expression.code.starts_with("unix_time(") ||
                                expression.code.starts_with("http_date(");
          if (is_clock && told.emplace(stub.name, "response.body" + pointer).second)
            draft.volatile_members.push_back({stub.name, "response.body" + pointer, MemberClass::time,
                                              "the clock's time when it was answered", "", "", expression.code});
        }
  }

  static std::string plays(const PackDraft& draft, const VolatileMember& member) {
    constexpr std::string_view body = "response.body";
    if (member.where == "response.header.Date") return "http_date()";
    if (!member.where.starts_with(body)) return {};
    const auto stub =
        std::find_if(draft.stubs.begin(), draft.stubs.end(), [&](const auto& one) { return one.name == member.stub; });
    if (stub == draft.stubs.end() || stub->answers.empty()) return {};
    const auto& expressions = stub->answers.front().body;
    const auto found = expressions.find(member.where.substr(body.size()));
    return found == expressions.end() ? std::string{} : found->second.code;
  }

  std::span<const Recording> recordings_;
  const LiteralExchanges& literal_;
  Marks marks_;
  std::vector<Group> groups_;
  MadeMembers made_;
};

}  // namespace

PackDraft generalise(std::span<const Recording> recordings, const LiteralExchanges& literal) {
  return Generaliser{recordings, literal}.make();
}

}  // namespace phantomime::recording
