#include "phantomime/server/clock_api.hpp"

#include <array>
#include <string>
#include <string_view>

#include "phantomime/base/suggest.hpp"
#include "phantomime/base/time_text.hpp"

namespace phantomime::server {
namespace {

constexpr std::string_view members_hint =
    R"(send one of {"freeze": true}, {"freeze": "2020-01-22T19:40:00Z"}, {"advance": "30m"}, {"run": true})";

Error wrong_type(std::string_view member, const Json& value, std::string_view hint) {
  return {ErrorCode::wrong_type, std::string{member} + ": " + brief(value) + " makes no sense here", std::nullopt,
          std::string{hint}};
}

Error of_member(std::string_view member, Error error) {
  error.what = std::string{member} + ": " + error.what;
  return error;
}

/// A change that goes by the value of a text.
template <class T, class Parse, class Apply>
Result<void> change_by_text(std::string_view member, const Json& value, Parse parse, Apply apply) {
  Result<T> parsed = parse(value.get_ref<const std::string&>());
  if (!parsed) return of_member(member, std::move(parsed).error());
  if (Result<void> applied = apply(*parsed); !applied) return of_member(member, applied.error());
  return {};
}

Result<void> freeze(VirtualClock& clock, const Json& value) {
  if (value.is_string()) {
    return change_by_text<Instant>("freeze", value, parse_instant,
                                   [&clock](Instant instant) { return clock.freeze_at(instant); });
  }
  if (value != true) return wrong_type("freeze", value, R"(send true, or an instant; {"run": true} makes it run)");
  clock.freeze();
  return {};
}

Result<void> advance(VirtualClock& clock, const Json& value) {
  if (!value.is_string()) return wrong_type("advance", value, R"(send a duration with its unit, such as "30m")");
  return change_by_text<std::chrono::nanoseconds>("advance", value, parse_duration,
                                                  [&clock](auto duration) { return clock.advance(duration); });
}

Result<void> run(VirtualClock& clock, const Json& value) {
  if (value != true) return wrong_type("run", value, R"(send true; {"freeze": true} makes it stand)");
  clock.run();
  return {};
}

struct Member {
  std::string_view name;
  Result<void> (*change)(VirtualClock& clock, const Json& value);
};
constexpr std::array<Member, 3> members{{{"freeze", freeze}, {"advance", advance}, {"run", run}}};

Error unknown(const std::string& name) {
  const std::array<std::string_view, 3> names{members[0].name, members[1].name, members[2].name};
  const std::string_view meant = nearest(name, names);
  return {ErrorCode::unknown_key, "there is no member " + json_quote(name), std::nullopt,
          meant.empty() ? std::string{members_hint} : "did you mean " + json_quote(meant) + "?"};
}

const Member* member_named(const std::string& name) {
  for (const Member& member : members)
    if (member.name == name) return &member;
  return nullptr;
}

}  // namespace

Json clock_state(const VirtualClock& clock) {
  const VirtualClock::Moment moment = clock.moment();
  return {{"now", format_instant(moment.now)}, {"frozen", moment.frozen}, {"start", format_instant(clock.start())}};
}

Result<Json> change_clock(VirtualClock& clock, const Json& body) {
  if (!body.is_object())
    return Error{ErrorCode::wrong_type, "the body is no JSON object", std::nullopt, std::string{members_hint}};
  const Member* change = nullptr;
  for (const auto& [name, value] : body.items()) {
    const Member* member = member_named(name);
    if (!member) return unknown(name);
    if (change) {
      return Error{ErrorCode::conflict,
                   std::string{change->name} + " and " + name + " in one body: which comes first is not said",
                   std::nullopt, "send one after the other"};
    }
    change = member;
  }
  if (!change) return Error{ErrorCode::missing_key, "the body says no change", std::nullopt, std::string{members_hint}};
  if (Result<void> changed = change->change(clock, body.at(std::string{change->name})); !changed)
    return changed.error();
  return clock_state(clock);
}

}  // namespace phantomime::server
