#include "phantomime/formats/learned_file.hpp"

#include <algorithm>
#include <optional>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/no_fixtures.hpp"
#include "phantomime/formats/recorded_pack/recorded_pack.hpp"

namespace phantomime::formats {
namespace {

constexpr std::string_view unjudged = "true";

constexpr KeyRow learned_rows[] = {
    {"phantomime_learned", "the version of the format", unjudged, "1", "2", Presence::required},
    {"recordings", "what it was learned from", unjudged, "[monday]", "monday"},
    {"members", "what does not stay", unjudged, "[]", "{}", Presence::required},
};

constexpr KeyRow learned_member_rows[] = {
    {"stub", "the stub of the pack", unjudged, "status of a run", "[a]", Presence::required},
    {"where", "the place in the request or the answer", unjudged, "response.body/id", "{}", Presence::required},
    {"class", "how it varies", unjudged, "increasing", "odd", Presence::required},
    {"to", "of class bound: where the value was first", unjudged, "{stub: a, where: response.body/id}", "a"},
    {"plays", "the expression that makes it", unjudged, "'{{ now() }}'", "[a]"},
    {"evidence", "what was seen", unjudged, "grew in 3 of 3 answers", "[a]"},
};

constexpr std::string_view classes[] = {"constant", "increasing", "bound", "enumerated", "time", "free"};
constexpr contract::Variation variations[] = {contract::Variation::constant,   contract::Variation::increasing,
                                              contract::Variation::identifier, contract::Variation::enumerated,
                                              contract::Variation::time,       contract::Variation::free};

/// `/data/0/id` as a place: a number stands for every element, since answers differ in how many they have.
contract::Place place_of(std::string_view pointer) {
  using Step = contract::Place::Step;
  contract::Place place;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    if (!token.empty() && std::all_of(token.begin(), token.end(), is_digit)) {
      place.steps.push_back({Step::Kind::every_element, {}, 0});
      continue;
    }
    std::string name;
    for (std::size_t at = 0; at < token.size(); ++at) {
      const bool escape = token[at] == '~' && at + 1 < token.size() && (token[at + 1] == '0' || token[at + 1] == '1');
      name += escape ? (token[++at] == '0' ? '~' : '/') : token[at];
    }
    place.steps.push_back({Step::Kind::member, std::move(name), 0});
  }
  return place;
}

/// One entry; empty where it speaks of a request, or was reported.
std::optional<contract::LearnedValue> load_member(const Node& node, LoadContext& context) {
  contract::LearnedValue value;
  value.where = node.location();
  std::string where;
  const std::size_t errors = context.error_count();
  read_mapping(node, context, "a learned member", std::span<const KeyRow>{learned_member_rows},
               [&](const KeyRow& row, const Node& said) {
                 if (row.key == "stub") value.stub = read_string(said, context, row.key).value_or("");
                 if (row.key == "where") where = read_string(said, context, row.key).value_or("");
                 if (row.key == "evidence") value.evidence = read_string(said, context, row.key).value_or("");
                 if (row.key == "plays") (void)read_string(said, context, row.key);
                 if (row.key == "to") (void)expect_mapping(said, context, row.key);
                 if (row.key == "class")
                   if (const auto word = read_word(said, context, row.key, classes))
                     value.variation = variations[*word];
               });
  if (context.error_count() > errors) return std::nullopt;
  constexpr std::string_view body = "response.body", header = "response.header.";
  if (where.starts_with(header))
    value.header = where.substr(header.size());
  else if (where.starts_with(body))
    value.place = place_of(std::string_view{where}.substr(body.size()));
  else
    return std::nullopt;
  return value;
}

}  // namespace

contract::Learned load_learned(const Document& document, Errors& errors) {
  contract::Learned learned;
  NoFixtures fixtures;
  LoadContext context{fixtures, errors};
  read_mapping(document.root, context, "a file of what was learned", std::span<const KeyRow>{learned_rows},
               [&](const KeyRow& row, const Node& value) {
                 if (row.key == "phantomime_learned" && value.as_integer() != learned_version)
                   context.error(value, ErrorCode::version, "this version of the format is not known", "it is 1");
                 if (row.key == "recordings") (void)expect_sequence(value, context, row.key);
                 if (row.key != "members" || !expect_sequence(value, context, row.key)) return;
                 for (const Node& member : value.items())
                   if (auto one = load_member(member, context)) learned.push_back(std::move(*one));
               });
  return learned;
}

}  // namespace phantomime::formats
