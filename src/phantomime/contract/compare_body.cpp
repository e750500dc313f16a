#include <algorithm>
#include <optional>

#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/contract/findings_list.hpp"
#include "phantomime/contract/members_by_name.hpp"
#include "phantomime/contract/row_order.hpp"
#include "phantomime/contract/shown_value.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::contract {
namespace {

using Type = LocatedJson::Type;
using Presence = MemberShape::Presence;

std::size_t members_of(const Shape& shape) {
  std::size_t count = shape.members.size();
  for (const MemberShape& member : shape.members) count += members_of(member.shape);
  if (shape.items) count += members_of(*shape.items);
  if (shape.inside) count += members_of(*shape.inside);
  return count;
}

std::string bounds_text(const Shape& shape, std::string_view of_what) {
  const auto number = [](double value) {
    return json_text(value == static_cast<double>(static_cast<std::int64_t>(value))
                         ? Json(static_cast<std::int64_t>(value))
                         : Json(value));
  };
  std::string text;
  if (shape.least) text = "at least " + number(*shape.least);
  if (shape.most) text += (text.empty() ? "at most " : ", at most ") + number(*shape.most);
  return text + std::string{of_what};
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

/// Walks shape and value together. The place is kept as steps, and written out only where there is something to say.
class BodyWalk {
 public:
  explicit BodyWalk(FindingsList& findings) : findings_{findings} {}
  /// Begins at a place, which must outlive it.
  BodyWalk(FindingsList& findings, const Place& place) : findings_{findings} {
    for (const Place::Step& step : place.steps)
      steps_.push_back({step.kind == Place::Step::Kind::member ? &step.name : nullptr, step.index});
  }

  void walk(const Shape& shape, const LocatedJson& value) {
    value_ = &value;
    if (shape.ignored) return;
    if (value.type == Type::null) return null_value(shape);
    if (!shape.types.empty()) {
      findings_.checked(shape.types_origin);
      // A number without a fraction is a number as well.
      const bool fits = shape.types.has(value.type) || (value.type == Type::integer && shape.types.has(Type::number));
      if (!fits)
        return say(FindingKind::type, describe(shape), std::string{to_string(value.type)} + ' ' + shown(value),
                   Impact::breaking, "a consumer reads it as another type", shape.types_origin);
    }
    if (value.type == Type::string) return string_value(shape, value);
    if (value.is_number()) number_bounds(shape, value);
    if (value.type == Type::array) return array_value(shape, value);
    if (value.type == Type::object) return object_value(shape, value);
    allowed_value(shape, value);
  }

 private:
  struct Step {
    const std::string* name = nullptr;
    std::size_t index = 0;
  };
  enum class Elements { numbered, general };

  [[nodiscard]] std::string place(Elements elements) const {
    std::string text = "$";
    for (const Step& step : steps_) {
      if (step.name)
        append_member(text, *step.name);
      else if (elements == Elements::general)
        text += "[*]";
      else
        append_element(text, step.index);
    }
    return text;
  }

  void say(FindingKind kind, std::string expected, std::string actual, Impact impact, std::string_view reason,
           OriginNumber origin) {
    const bool counted = kind == FindingKind::count;
    const bool came = kind != FindingKind::missing && kind != FindingKind::order && !counted;
    findings_.add({place(Elements::numbered), place(Elements::general), kind, std::move(expected), std::move(actual),
                   impact, reason, origin, counted ? std::to_string(value_->items.size()) : std::string{},
                   came ? value_ : nullptr, came ? secrecy() : Secrecy::open});
  }

  [[nodiscard]] Secrecy secrecy() const {
    const bool secret = std::any_of(steps_.begin(), steps_.end(),
                                    [](const Step& step) { return step.name && http::is_secret_name(*step.name); });
    return secret ? Secrecy::secret : Secrecy::open;
  }
  [[nodiscard]] std::string shown(const LocatedJson& value) const {
    return shown_value(value, secrecy(), findings_.bounds().shown);
  }

  void null_value(const Shape& shape) {
    if (shape.types.empty()) return findings_.unproven(members_of(shape));
    findings_.checked(shape.null_origin);
    if (!shape.types.has(Type::null))
      return say(FindingKind::null, describe(shape), "null", Impact::breaking,
                 "a consumer that never saw null here uses the value", shape.null_origin);
    findings_.unproven(members_of(shape));
  }

  void string_value(const Shape& shape, const LocatedJson& value) {
    const bool plain = value.spelled.find('\\') == std::string_view::npos;
    const std::string unescaped = plain ? std::string{} : value.text();
    const std::string_view text =
        plain ? value.spelled.substr(1, value.spelled.size() - 2) : std::string_view{unescaped};
    if (shape.format != Format::none && !shape.inside) {
      findings_.checked(shape.format_origin);
      if (!matches(shape.format, text)) wrong_format(shape, value);
    }
    if (shape.regex) {
      findings_.checked(shape.regex_origin);
      if (!shape.regex->matches_whole(text))
        say(FindingKind::format, "text that matches " + shape.regex->pattern(), shown(value), Impact::breaking,
            "a consumer relies on how it is written", shape.regex_origin);
    }
    if (shape.least || shape.most)
      bounds(shape, static_cast<double>(characters(text)), " characters", FindingKind::value, shown(value));
    allowed_value(shape, value);
    if (shape.inside) inside_value(shape, value, text);
  }

  void wrong_format(const Shape& shape, const LocatedJson& value) {
    const auto& rows = formats();
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const FormatRow& one) { return one.format == shape.format; });
    const bool parsed = row != rows.end() && row->parsed;
    const bool rule = findings_.origin(shape.format_origin).kind == Origin::Kind::rule;
    say(FindingKind::format, std::string{to_string(shape.format)}, shown(value),
        parsed || rule ? Impact::breaking : Impact::compatible,
        parsed || rule ? "a consumer parses it" : "only examples show this format, and few consumers parse it",
        shape.format_origin);
  }

  void inside_value(const Shape& shape, const LocatedJson& value, std::string_view text) {
    findings_.checked(shape.format_origin);
    const auto inner = read_located_json(text);
    if (!inner)
      return say(FindingKind::format, "JSON in a string", shown(value), Impact::breaking, "a consumer parses it",
                 shape.format_origin);
    walk(*shape.inside, *inner);
  }

  void number_bounds(const Shape& shape, const LocatedJson& value) {
    if (shape.least || shape.most) bounds(shape, value.number(), "", FindingKind::value, shown(value));
  }

  void bounds(const Shape& shape, double measure, std::string_view unit, FindingKind kind, std::string actual) {
    findings_.checked(shape.bounds_origin);
    if ((shape.least && measure < *shape.least) || (shape.most && measure > *shape.most))
      say(kind, bounds_text(shape, unit), std::move(actual), Impact::breaking, "a rule bounds it", shape.bounds_origin);
  }

  void allowed_value(const Shape& shape, const LocatedJson& value) {
    if (shape.one_of.empty()) return;
    findings_.checked(shape.one_of_origin);
    const auto listed = [&](std::string_view text) {
      return std::binary_search(shape.one_of.begin(), shape.one_of.end(), text);
    };
    if (listed(value.spelled)) return;
    const auto parsed = parse_json(value.spelled);
    if (parsed && listed(json_text(*parsed))) return;
    std::string expected = shape.one_of.size() == 1 ? "" : "one of ";
    for (std::size_t at = 0; at < shape.one_of.size(); ++at) expected += (at ? ", " : "") + shape.one_of[at];
    const Origin& origin = findings_.origin(shape.one_of_origin);
    // A list of what was seen so far is no promise.
    const bool weak = origin.strength == Provenance::assumed && origin.kind != Origin::Kind::rule;
    const bool seen = origin.kind == Origin::Kind::recording;
    say(FindingKind::value, shorten(expected, findings_.bounds().shown), shown(value),
        weak || seen ? Impact::compatible : Impact::breaking,
        weak || seen ? "a value that was not seen before: a consumer should expect others"
                     : "a consumer handles the listed values only",
        shape.one_of_origin);
  }

  void array_value(const Shape& shape, const LocatedJson& value) {
    if (shape.least || shape.most)
      bounds(shape, static_cast<double>(value.items.size()), " elements", FindingKind::count, shown(value));
    array_order(shape, value);
    if (!shape.items) return;
    if (value.items.empty()) return findings_.unproven(members_of(*shape.items));
    for (std::size_t item = 0; item < value.items.size(); ++item) {
      if (++elements_ > findings_.bounds().elements) {
        if (elements_ == findings_.bounds().elements + 1)
          findings_.unchecked("further elements of arrays: there are too many");
        return;
      }
      steps_.push_back({nullptr, item});
      walk(*shape.items, value.items[item]);
      steps_.pop_back();
    }
  }

  void array_order(const Shape& shape, const LocatedJson& value) {
    if (shape.any_order) return;
    std::optional<WantedOrder> wanted;
    if (shape.order) wanted = WantedOrder{shape.order->by, shape.order->descending, shape.order_origin};
    const auto& listing = findings_.contract().listing;
    if (!wanted && listing && steps_.size() == 1 && steps_[0].name && *steps_[0].name == listing->rows.steps[0].name) {
      page_length(*listing, value);
      wanted = asked_order(*listing, *findings_.observed().request);
    }
    if (!wanted) return;
    findings_.checked(wanted->origin);
    if (const auto wrong = first_out_of_order(value, *wanted)) {
      steps_.push_back({nullptr, *wrong});
      say(FindingKind::order,
          std::string{wanted->descending ? "descending" : "ascending"} +
              (wanted->by.empty() ? "" : " by " + wanted->by),
          "it comes after its successor", Impact::breaking, "order was asked for, or is promised", wanted->origin);
      steps_.pop_back();
    }
  }

  void page_length(const Listing& listing, const LocatedJson& rows) {
    const auto most = asked_page_size(listing, *findings_.observed().request);
    if (!most) return;
    findings_.checked(listing.origin);
    if (rows.items.size() > *most)
      say(FindingKind::count, "at most " + std::to_string(*most) + " elements on a page", shown(rows), Impact::breaking,
          "a consumer that pages reads rows twice", listing.origin);
  }

  void object_value(const Shape& shape, const LocatedJson& value) {
    const std::vector<const LocatedJson::Member*> actual = members_by_name(value);
    auto here = actual.begin();
    for (const MemberShape& expected : shape.members) {
      for (; here != actual.end() && (*here)->name < expected.name; ++here) extra(shape, **here);
      const bool there = here != actual.end() && (*here)->name == expected.name;
      steps_.push_back({&expected.name, 0});
      if (there)
        present(expected, (*here++)->value);
      else
        missing(expected);
      steps_.pop_back();
    }
    for (; here != actual.end(); ++here) extra(shape, **here);
  }

  void present(const MemberShape& expected, const LocatedJson& value) {
    if (expected.shape.ignored) return;
    findings_.checked(expected.presence_origin);
    value_ = &value;
    if (expected.presence == Presence::forbidden)
      return say(FindingKind::extra, "no such member", shown(value), Impact::breaking,
                 "a rule says that it must not be there", expected.presence_origin);
    walk(expected.shape, value);
  }

  void missing(const MemberShape& expected) {
    if (expected.presence != Presence::required) return;
    findings_.checked(expected.presence_origin);
    say(FindingKind::missing, describe(expected.shape), "missing", Impact::breaking, "a consumer reads it",
        expected.presence_origin);
  }

  void extra(const Shape& shape, const LocatedJson::Member& member) {
    if (shape.open) return;
    steps_.push_back({&member.name, 0});
    value_ = &member.value;
    say(FindingKind::extra, "no such member", std::string{to_string(member.value.type)} + ' ' + shown(member.value),
        Impact::compatible, "a tolerant reader passes over what it does not know", shape.types_origin);
    steps_.pop_back();
  }

  FindingsList& findings_;
  std::vector<Step> steps_;
  const LocatedJson* value_ = nullptr;  ///< what is looked at
  std::size_t elements_ = 0;
};

}  // namespace

void compare_body(FindingsList& findings, const LocatedJson& body) {
  BodyWalk{findings}.walk(findings.contract().shape, body);
}

void compare_value(FindingsList& findings, const Place& place, const Shape& shape, const LocatedJson& value) {
  BodyWalk{findings, place}.walk(shape, value);
}

}  // namespace phantomime::contract
