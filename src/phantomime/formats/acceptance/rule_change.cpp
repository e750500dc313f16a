#include "phantomime/formats/acceptance/rule_change.hpp"

#include <algorithm>

#include "phantomime/base/json.hpp"
#include "phantomime/base/located_json.hpp"
#include "phantomime/contract/format.hpp"
#include "phantomime/formats/json_reader.hpp"

namespace phantomime::formats {
namespace {

using contract::FindingKind;
using contract::JsonTypes;
using Type = LocatedJson::Type;
using Change = RuleChange;

/// As rules name types: `number` stands for both kinds there.
std::string_view word_of(Type type) { return type == Type::number ? "decimal" : to_string(type); }

Node list_of(std::vector<Node> items) {
  return items.size() == 1 ? std::move(items.front()) : Node::sequence(std::move(items));
}

std::vector<Node> words_of(JsonTypes types) {
  std::vector<Node> words;
  if (types.has_all(JsonTypes::number())) {
    words.push_back(text_node("number"));
    types = types.without(Type::integer).without(Type::number);
  }
  for (const Type type :
       {Type::string, Type::integer, Type::number, Type::boolean, Type::object, Type::array, Type::null})
    if (types.has(type)) words.push_back(text_node(std::string{word_of(type)}));
  return words;
}

Change one(std::string key, Node value) {
  Change change;
  change.parts.push_back({std::move(key), std::move(value), {}});
  return change;
}

Node plain(std::string text) { return Node::scalar(std::move(text)); }

Change type_change(const Accepted& accepted) {
  const auto observed = read_located_json(accepted.finding.observed);
  if (!observed || !accepted.expected.shape) return {};
  Change change;
  change.parts.push_back({"type", list_of(words_of(accepted.expected.shape->types | observed->type)),
                          text_node(std::string{word_of(observed->type)})});
  return change;
}

Change extra_change(const Accepted& accepted) {
  const auto observed = read_located_json(accepted.finding.observed);
  if (!observed) return {};
  Change change;
  if (observed->type != Type::null) change = one("type", text_node(std::string{word_of(observed->type)}));
  change.parts.push_back({"optional", plain("true"), {}});
  change.taken_away.emplace_back("absent");
  return change;
}

Change listed_change(const std::vector<std::string>& known, const std::string& observed) {
  const auto value = json_node(observed);
  if (!value) return {};
  std::vector<Node> all;
  for (const std::string& text : known)
    if (auto node = json_node(text)) all.push_back(std::move(*node));
  all.push_back(*value);
  Change change;
  change.parts.push_back({"one_of", Node::sequence(std::move(all)), *value});
  return change;
}

Change bounds_change(const contract::Shape& shape, double measure, const std::string& written) {
  if (shape.least && measure < *shape.least) return one("min", plain(written));
  if (shape.most && measure > *shape.most) return one("max", plain(written));
  return {};
}

std::vector<Change> value_changes(const Accepted& accepted) {
  const auto observed = read_located_json(accepted.finding.observed);
  if (!observed || !accepted.expected.shape) return {};
  const contract::Shape& shape = *accepted.expected.shape;
  std::vector<Change> changes;
  if (!shape.one_of.empty()) changes.push_back(listed_change(shape.one_of, accepted.finding.observed));
  if (observed->is_number())
    changes.push_back(bounds_change(shape, observed->number(), std::string{observed->spelled}));
  if (observed->type == Type::string) {
    const std::string text = observed->text();
    const auto characters =
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
    changes.push_back(bounds_change(shape, static_cast<double>(characters), std::to_string(characters)));
  }
  return changes;
}

/// A wider format where there is one that both have, else the value is looked at no more.
std::vector<Change> format_changes(const Accepted& accepted) {
  const auto observed = read_located_json(accepted.finding.observed);
  if (!observed || !accepted.expected.shape || accepted.expected.shape->regex) return {};
  std::vector<Change> changes;
  const auto both =
      contract::common_format(accepted.expected.shape->format, contract::format_shown_by(observed->text()));
  if (both != contract::Format::none) changes.push_back(one("format", text_node(std::string{to_string(both)})));
  changes.push_back(one("ignore", plain("true")));
  return changes;
}

std::vector<Change> header_changes(const Accepted& accepted) {
  const contract::HeaderExpectation* const header = accepted.expected.header;
  if (!header) return {};
  if (accepted.finding.observed.empty()) return {one("optional", plain("true"))};
  if (header->rule && header->rule->regex) return {};
  std::vector<std::string> known;
  if (header->rule) known = header->rule->one_of;
  if (!header->rule && header->value) known.push_back(json_quote(*header->value));
  Change change = listed_change(known, accepted.finding.observed);
  change.taken_away.emplace_back("absent");
  return {std::move(change)};
}

const Node* member(const Node& rule, std::string_view key) { return rule.is_mapping() ? rule.find(key) : nullptr; }

bool lists(const Node& list, const Node& item) {
  return std::any_of(list.items().begin(), list.items().end(), [&](const Node& one) { return same_tree(one, item); });
}

/// What a rule that is one word says at length.
Node at_length(const Node& word) {
  std::vector<Node> entry;
  const bool flag = word.text() == "optional" || word.text() == "ignore";
  entry.push_back(text_node(flag ? word.text() : "type"));
  entry.push_back(flag ? plain("true") : word);
  return Node::mapping(std::move(entry));
}

/// One part of a change of a rule that is there.
std::optional<TreeEdit> part_edit(const TreePath& path, const Node& rule, const Change::Part& part) {
  const Node* const there = member(rule, part.key);
  if (!there) return TreeEdit{TreeEdit::Kind::add, path, part.key, part.value};
  TreePath at = path;
  at.push_back(part.key);
  if (!part.item) return TreeEdit{TreeEdit::Kind::replace, std::move(at), {}, part.value};
  if (there->is_sequence())
    return lists(*there, *part.item) ? std::nullopt
                                     : std::optional{TreeEdit{TreeEdit::Kind::add, std::move(at), {}, *part.item}};
  return TreeEdit{TreeEdit::Kind::replace, std::move(at), {}, Node::sequence({*there, *part.item})};
}

}  // namespace

Node text_node(std::string text) { return Node::scalar(std::move(text), Node::Style::quoted); }

std::optional<Node> json_node(const std::string& text) {
  Errors errors;
  auto document = read_json_document(std::make_shared<const Source>("observed", text), errors);
  if (!document) return std::nullopt;
  return std::move(document->root);
}

Node extended_note(const Node* note, const std::string& remark) {
  if (!note || note->text().empty()) return text_node(remark);
  if (note->text().find(remark) != std::string::npos) return *note;
  return text_node(note->text() + "; " + remark);
}

std::vector<RuleChange> rule_changes_for(const Accepted& accepted) {
  std::vector<Change> changes;
  switch (accepted.finding.kind) {
    case FindingKind::type:
    case FindingKind::null:
      changes.push_back(type_change(accepted));
      break;
    case FindingKind::extra:
      changes.push_back(extra_change(accepted));
      break;
    case FindingKind::missing:
      changes.push_back(one("optional", plain("true")));
      break;
    case FindingKind::value:
      changes = value_changes(accepted);
      break;
    case FindingKind::format:
      changes = format_changes(accepted);
      break;
    case FindingKind::order:
      changes.push_back(one("order", text_node("any")));
      break;
    case FindingKind::count:
      if (accepted.expected.shape)
        changes.push_back(bounds_change(*accepted.expected.shape,
                                        std::strtod(accepted.finding.observed.c_str(), nullptr),
                                        accepted.finding.observed));
      break;
    case FindingKind::header:
      changes = header_changes(accepted);
      break;
    default:
      break;
  }
  changes.erase(
      std::remove_if(changes.begin(), changes.end(), [](const Change& change) { return change.parts.empty(); }),
      changes.end());
  return changes;
}

std::vector<FileEdit> edits_of_rule(const OpenedPack::Spot& rule, const RuleChange& change, const std::string& note) {
  std::vector<FileEdit> edits;
  const auto add = [&](TreeEdit edit) { edits.push_back({rule.file, std::move(edit)}); };
  Node there = rule.node;
  if (there.is_scalar()) {
    there = at_length(there);
    Node whole = there;
    for (const RuleChange::Part& part : change.parts) {
      const auto edit = part_edit({}, whole, part);
      auto made = edit ? edited_tree(whole, *edit) : Result<Node>{whole};
      if (made) whole = std::move(*made);
    }
    whole.children().push_back(text_node("note"));
    whole.children().push_back(text_node(note));
    add({TreeEdit::Kind::replace, rule.path, {}, std::move(whole)});
    return edits;
  }
  for (const std::string& key : change.taken_away)
    if (there.find(key)) {
      TreePath at = rule.path;
      at.push_back(key);
      add({TreeEdit::Kind::remove, std::move(at), {}, {}});
    }
  for (const RuleChange::Part& part : change.parts)
    if (auto edit = part_edit(rule.path, there, part)) add(std::move(*edit));
  // What a server said is no longer what a page says.
  const OpenedPack::Spot spot{rule.file, rule.path, there};
  if (const Node* const provenance = there.find("provenance"); provenance && provenance->text() == "documented")
    edits.push_back(edit_below(spot, {"provenance"}, text_node("recorded")));
  edits.push_back(edit_below(spot, {"note"}, extended_note(there.find("note"), note)));
  return edits;
}

Node rule_of(const RuleChange& change, const std::string& note) {
  std::vector<Node> entries;
  const auto add = [&](const std::string& key, Node value) {
    entries.push_back(text_node(key));
    entries.push_back(std::move(value));
  };
  for (const RuleChange::Part& part : change.parts) add(part.key, part.value);
  add("provenance", text_node("recorded"));
  add("note", text_node(note));
  return Node::mapping(std::move(entries));
}

}  // namespace phantomime::formats
