// Two shapes of a contract's two versions. What is no body is in compare_contracts.cpp.
#include <algorithm>
#include <utility>

#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/contract/findings_list.hpp"
#include "phantomime/contract/place.hpp"

namespace phantomime::contract {
namespace {

using Type = LocatedJson::Type;
using Presence = MemberShape::Presence;

std::string_view presence_word(Presence presence) {
  static constexpr std::string_view words[] = {"always there", "sometimes there", "never there"};
  return words[static_cast<std::size_t>(presence)];
}

bool is_parsed(Format format) {
  const auto rows = formats();
  return std::any_of(rows.begin(), rows.end(),
                     [&](const FormatRow& row) { return row.format == format && row.parsed; });
}

/// Walks two shapes together.
class ShapeWalk {
 public:
  ShapeWalk(FindingsList& findings, const Contract& after) : findings_{findings}, after_{after} {}

  void walk(const Shape& before, const Shape& after) {
    if (before.ignored || after.ignored) return;
    types(before, after);
    if (before.types.has(Type::string) && after.types.has(Type::string)) texts(before, after);
    values(before, after);
    bounds(before, after);
    order(before, after);
    members(before, after);
    if (before.items && after.items) inside("[*]", *before.items, *after.items);
    if (before.inside && after.inside) inside("", *before.inside, *after.inside);
  }

 private:
  void inside(std::string_view step, const Shape& before, const Shape& after) {
    const std::size_t length = place_.size();
    place_ += step;
    walk(before, after);
    place_.resize(length);
  }

  void say(FindingKind kind, std::string expected, std::string actual, Impact impact, std::string_view reason,
           OriginNumber origin) {
    findings_.add({place_, place_, kind, std::move(expected), std::move(actual), impact, reason, origin});
  }

  void types(const Shape& before, const Shape& after) {
    if (before.types.empty()) return;
    findings_.checked(before.types_origin);
    const JsonTypes known = before.types.has(Type::number) ? before.types | Type::integer : before.types;
    if (after.types.empty())
      return say(FindingKind::type, describe(before), "anything", Impact::breaking, "nothing is promised any more",
                 before.types_origin);
    if (!known.without(Type::null).has_all(after.types.without(Type::null)))
      say(FindingKind::type, describe(before), describe(after), Impact::breaking, "a consumer reads it as another type",
          before.types_origin);
    else if (after.types.has(Type::null) && !before.types.has(Type::null))
      say(FindingKind::null, describe(before), describe(after), Impact::breaking,
          "a consumer that never saw null here uses the value", before.null_origin);
    else if (after.types != before.types)
      say(FindingKind::type, describe(before), describe(after), Impact::compatible, "less varies than before",
          before.types_origin);
    else
      documentation(before.types_origin, after.types_origin);
  }

  /// Where only those who say it differ.
  void documentation(OriginNumber before, OriginNumber after) {
    const Origin &was = findings_.origin(before), &is = after_.origins[after];
    const auto told = [](const Origin& origin) {
      return std::string{phantomime::to_string(origin.strength)} + " (" + origin.text + ")";
    };
    if (was.kind == is.kind && was.strength == is.strength && was.text == is.text) return;
    std::string place = place_ + " (documentation)";
    findings_.add({place, place, FindingKind::value, told(was), told(is), Impact::noise,
                   "only where it is documented changed", before});
  }

  void texts(const Shape& before, const Shape& after) {
    if (before.format == after.format) return;
    if (before.format == Format::none)
      return say(FindingKind::format, "any text", std::string{to_string(after.format)}, Impact::compatible,
                 "less varies than before", before.types_origin);
    findings_.checked(before.format_origin);
    if (common_format(before.format, after.format) == before.format)
      return say(FindingKind::format, std::string{to_string(before.format)}, std::string{to_string(after.format)},
                 Impact::compatible, "less varies than before", before.format_origin);
    const bool parsed = is_parsed(before.format);
    say(FindingKind::format, std::string{to_string(before.format)},
        after.format == Format::none ? "any text" : std::string{to_string(after.format)},
        parsed ? Impact::breaking : Impact::compatible,
        parsed ? "a consumer parses such texts" : "nobody parses such texts", before.format_origin);
  }

  void values(const Shape& before, const Shape& after) {
    if (before.one_of == after.one_of) return;
    const auto listed = [&](const Shape& shape) {
      std::string text;
      for (const std::string& value : shape.one_of) text += (text.empty() ? "" : ", ") + value;
      return shape.one_of.empty() ? std::string{"any value"} : "one of " + shorten(text, findings_.bounds().shown);
    };
    if (before.one_of.empty())
      return say(FindingKind::value, listed(before), listed(after), Impact::compatible, "less varies than before",
                 before.types_origin);
    findings_.checked(before.one_of_origin);
    const bool fewer = !after.one_of.empty() && std::includes(before.one_of.begin(), before.one_of.end(),
                                                              after.one_of.begin(), after.one_of.end());
    const bool promised = findings_.origin(before.one_of_origin).strength == Provenance::documented ||
                          findings_.origin(before.one_of_origin).kind == Origin::Kind::rule;
    say(FindingKind::value, listed(before), listed(after), !fewer && promised ? Impact::breaking : Impact::compatible,
        fewer      ? "less varies than before"
        : promised ? "a consumer handles the listed values only"
                   : "a value that was not seen before: a consumer should expect others",
        before.one_of_origin);
  }

  void bounds(const Shape& before, const Shape& after) {
    if (before.least == after.least && before.most == after.most) return;
    const bool wider = (before.least && (!after.least || *after.least < *before.least)) ||
                       (before.most && (!after.most || *after.most > *before.most));
    const OriginNumber origin = before.least || before.most ? before.bounds_origin : before.types_origin;
    findings_.checked(origin);
    say(FindingKind::count, bounds_text(before), bounds_text(after), wider ? Impact::breaking : Impact::compatible,
        wider ? "a consumer relies on the bounds" : "less varies than before", origin);
  }

  static std::string bounds_text(const Shape& shape) {
    std::string text;
    if (shape.least) text = "at least " + json_text(Json(*shape.least));
    if (shape.most) text += (text.empty() ? "at most " : ", at most ") + json_text(Json(*shape.most));
    return text.empty() ? "no bounds" : text;
  }

  void order(const Shape& before, const Shape& after) {
    const auto told = [](const Shape& shape) {
      if (!shape.order || shape.any_order) return std::string{"any order"};
      return std::string{shape.order->descending ? "descending" : "ascending"} +
             (shape.order->by.empty() ? "" : " by " + shape.order->by);
    };
    if (told(before) == told(after)) return;
    const bool promised = before.order && !before.any_order;
    const OriginNumber origin = promised ? before.order_origin : before.types_origin;
    findings_.checked(origin);
    say(FindingKind::order, told(before), told(after), promised ? Impact::breaking : Impact::compatible,
        promised ? "a consumer relies on the order" : "less varies than before", origin);
  }

  void members(const Shape& before, const Shape& after) {
    for (const MemberShape& was : before.members) {
      const std::size_t length = place_.size();
      append_member(place_, was.name);
      if (const MemberShape* const is = after.find(was.name))
        member(was, *is);
      else
        gone(was, after);
      place_.resize(length);
    }
    if (before.open) return;
    for (const MemberShape& is : after.members) {
      if (before.find(is.name) || is.presence == Presence::forbidden) continue;
      const std::size_t length = place_.size();
      append_member(place_, is.name);
      say(FindingKind::extra, "no such member", describe(is.shape), Impact::compatible,
          "a tolerant reader passes over what it does not know", before.types_origin);
      place_.resize(length);
    }
  }

  void member(const MemberShape& was, const MemberShape& is) {
    findings_.checked(was.presence_origin);
    if (was.presence != is.presence) {
      const bool lost = was.presence == Presence::required || is.presence == Presence::forbidden;
      const bool came = was.presence == Presence::forbidden;
      say(came ? FindingKind::extra : FindingKind::missing, std::string{presence_word(was.presence)},
          std::string{presence_word(is.presence)}, lost || came ? Impact::breaking : Impact::compatible,
          lost   ? "a consumer reads it"
          : came ? "a rule says that it must not be there"
                 : "less varies than before",
          was.presence_origin);
    }
    walk(was.shape, is.shape);
  }

  void gone(const MemberShape& was, const Shape& after) {
    if (was.presence == Presence::forbidden || after.open) return;
    findings_.checked(was.presence_origin);
    say(FindingKind::missing, describe(was.shape), "no such member",
        was.presence == Presence::required ? Impact::breaking : Impact::compatible,
        was.presence == Presence::required ? "a consumer reads it" : "it was not always there", was.presence_origin);
  }

  FindingsList& findings_;
  const Contract& after_;
  std::string place_ = "$";
};

}  // namespace

void compare_shapes(FindingsList& findings, const Contract& after) {
  ShapeWalk{findings, after}.walk(findings.contract().shape, after.shape);
}

}  // namespace phantomime::contract
