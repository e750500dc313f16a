#include "phantomime/recording/generalise/marks.hpp"

#include <algorithm>
#include <cstdlib>

#include "phantomime/base/time_text.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/learn/value_format.hpp"

namespace phantomime::recording {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

/// How far a time may be from the clock, beside how long the exchange took, to be taken for the clock's.
constexpr seconds near_clock{5}, very_near_clock{2};
/// How much the distance may differ from one recording to the next.
constexpr seconds steady{10};

std::string rounded_text(nanoseconds offset) {
  const auto exact = std::chrono::duration_cast<seconds>(offset);
  const std::int64_t unit = std::abs(exact.count()) >= 60 ? 60 : 1;
  const std::int64_t half = exact.count() < 0 ? -unit / 2 : unit / 2;
  return format_duration(seconds{(exact.count() + half) / unit * unit});
}

std::optional<Expression> written_time(ValueFormat format, const std::string& argument) {
  switch (format) {
    case ValueFormat::instant_z:
      return Expression{"now(" + argument + ")", "", "", ""};
    case ValueFormat::instant_offset:
      return Expression{"now(" + argument + ")", "", "", "numeric_offset"};
    case ValueFormat::instant_blank:
      return Expression{"now(" + argument + ")", "", "", "blank_short_offset"};
    case ValueFormat::http_date:
      return Expression{"http_date(" + argument + ")", "", "", ""};
    case ValueFormat::unix_seconds:
      return Expression{"unix_time(" + argument + ")", "", "", ""};
    default:
      return std::nullopt;
  }
}

}  // namespace

Marks::Marks(std::span<const Recording> recordings, std::vector<std::vector<const Exchange*>> same,
             const std::set<const Exchange*>& literal)
    : literal_{literal}, aligned_{recordings.size() > 1} {
  if (aligned_)
    steps_ = align(recordings);
  else
    for (auto& group : same) steps_.push_back({request_shape(*group.front()), std::move(group)});
  learned_ = learn(steps_);
  by_where_.resize(steps_.size());
  for (std::size_t at = 0; at < learned_.size(); ++at) by_where_[learned_[at].step].emplace(learned_[at].where, at);
  for (std::size_t step = 0; step < steps_.size(); ++step)
    for (const Exchange* exchange : steps_[step].runs)
      if (exchange) step_of_.emplace(exchange, step);
  if (aligned_) return;
  for (const Step& step : steps_)
    for (const Exchange* exchange : step.runs)
      for (const auto members : {request_members, response_members})
        for (const Member& member : members(*exchange)) ++occurrences_[member.text];
}

const LearnedMember* Marks::learned(const Exchange& exchange, const std::string& where) const {
  const auto step = step_of_.find(&exchange);
  if (step == step_of_.end()) return nullptr;
  const auto& members = by_where_[step->second];
  const auto found = members.find(where);
  return found == members.end() ? nullptr : &learned_[found->second];
}

std::set<std::string> Marks::loose_members(const Exchange& exchange) const {
  std::set<std::string> loose;
  const auto step = step_of_.find(&exchange);
  if (!aligned_ || step == step_of_.end()) return loose;
  for (const auto& [where, at] : by_where_[step->second]) {
    const MemberClass kind = learned_[at].kind;
    if ((where.starts_with("request.query.") || where.starts_with("request.body/")) && kind != MemberClass::constant &&
        kind != MemberClass::enumerated)
      loose.insert(where);
  }
  return loose;
}

bool Marks::is_volatile(const Exchange& exchange, const std::string& where, const std::string& text) const {
  const LearnedMember* const member = learned(exchange, where);
  if (member && aligned_) return member->kind != MemberClass::constant && member->kind != MemberClass::enumerated;
  // In one recording a value that comes again elsewhere means something there.
  if (member && member->kind == MemberClass::free) return generator(text) && occurrences_.at(text) == 1;
  return false;
}

bool Marks::is_enumerated(const Exchange& exchange, const std::string& where) const {
  if (!aligned_ || literal_.contains(&exchange) || where == "response.status") return false;
  const LearnedMember* const member = learned(exchange, where);
  return member && member->kind == MemberClass::enumerated;
}

std::optional<nanoseconds> Marks::clock_offset(const Exchange& exchange, const std::string& where,
                                               const std::string& text) const {
  const ValueFormat format = format_of(text);
  const auto time = time_of(text, format);
  if (!time) return std::nullopt;
  const nanoseconds offset = *time - exchange.began;
  const LearnedMember* const member = learned(exchange, where);
  const auto is_near = [&](seconds bound) { return offset >= -nanoseconds{bound} && offset <= bound + exchange.took; };
  if (!member || member->seen < 2) {
    // Nothing to compare with: a time that is the clock's, and that nothing else tells.
    const auto count = occurrences_.find(text);
    const bool alone = aligned_ || (count != occurrences_.end() && count->second == 1);
    return alone && is_near(very_near_clock) ? std::optional{nanoseconds{0}} : std::nullopt;
  }
  if (member->kind != MemberClass::time) return std::nullopt;
  if (!aligned_ && occurrences_.at(text) > 1) return std::nullopt;
  if (is_near(near_clock)) return nanoseconds{0};
  if (!aligned_) return std::nullopt;
  for (const Exchange* run : steps_[member->step].runs) {
    if (!run) continue;
    for (const Member& other : response_members(*run)) {
      if (other.where != where) continue;
      const auto its_time = time_of(other.text, format_of(other.text));
      if (!its_time) return std::nullopt;
      const nanoseconds difference = (*its_time - run->began) - offset;
      if (difference > steady || difference < -steady) return std::nullopt;
    }
  }
  return offset;
}

std::optional<Expression> Marks::clock_expression(const Exchange& exchange, const std::string& where,
                                                  const std::string& text) const {
  const auto offset = literal_.contains(&exchange) ? std::nullopt : clock_offset(exchange, where, text);
  if (!offset) return std::nullopt;
  const std::string argument = offset->count() == 0 ? "" : '"' + rounded_text(*offset) + '"';
  return written_time(format_of(text), argument);
}

std::optional<Expression> Marks::generator(const std::string& text) {
  switch (format_of(text)) {
    case ValueFormat::uuid:
      return Expression{"random_uuid()", "", "", ""};
    case ValueFormat::hexadecimal:
      if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'F'; })) return std::nullopt;
      return Expression{"random_hex(" + std::to_string(text.size()) + ")", "", "", ""};
    case ValueFormat::integer: {
      // As many digits as it has: one that no recorded thing has already.
      constexpr std::size_t most_digits = 9, fewest_digits = 4;
      const std::size_t digits = std::clamp(text.size() + 1, fewest_digits, most_digits);
      if (text.front() == '-') return std::nullopt;
      return Expression{"random_integer(1" + std::string(digits - 1, '0') + ", " + std::string(digits, '9') + ")", "",
                        "", ""};
    }
    default:
      return std::nullopt;
  }
}

std::vector<const LearnedMember*> Marks::bound_to(const LearnedMember& origin) const {
  std::vector<const LearnedMember*> bound;
  for (const LearnedMember& member : learned_)
    if (member.kind == MemberClass::bound && member.bound_step == origin.step && member.bound_where == origin.where)
      bound.push_back(&member);
  return bound;
}

}  // namespace phantomime::recording
