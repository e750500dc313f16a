#include "phantomime/formats/acceptance/proposals.hpp"

#include <algorithm>

#include "phantomime/contract/place.hpp"
#include "phantomime/formats/acceptance/rule_change.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::formats {
namespace {

using contract::FindingKind;
using contract::Origin;

/// The place that a way through a document is, for any element.
std::string place_of(const Node& root, const TreePath& path) {
  std::string place = "$";
  const Node* node = &root;
  TreePath walked;
  for (const std::string& step : path) {
    if (node->is_mapping())
      contract::append_member(place, step);
    else
      place += "[*]";
    walked.push_back(step);
    node = node_at(root, walked);
    if (!node) break;
  }
  return place;
}

class Proposer {
 public:
  Proposer(const OpenedPack& pack, const Accepted& accepted, std::string& why)
      : pack_{pack}, accepted_{accepted}, finding_{accepted.finding}, why_{why} {}

  std::vector<Proposal> all() {
    if (finding_.kind == FindingKind::status) {
      status();
    } else {
      if (finding_.origin.kind == Origin::Kind::fixture) in_fixture();
      const std::vector<RuleChange> changes = rule_changes_for(accepted_);
      for (const RuleChange& change : changes) {
        if (finding_.origin.kind == Origin::Kind::rule) in_rule(change);
        if (finding_.origin.kind == Origin::Kind::collection) in_field(change);
        own_rule(change);
      }
      if (changes.empty() && why_.empty()) why_ = "what a rule should say instead is for a person to decide";
    }
    return std::move(proposals_);
  }

 private:
  /// The body file says what the server says: the value, a member more, a member less.
  void in_fixture() {
    const auto* const fixture = pack_.fixture_of(finding_.origin.where);
    if (fixture && fixture->provenance == Provenance::documented) {
      why_ = "its fixture is what a page prints, and stays so";
      return;
    }
    const auto spot = pack_.spot_at(finding_.origin.where);
    const auto document = spot ? pack_.read(spot->file) : Result<Document>{Error{}};
    if (!document) return;
    const auto edit = fixture_edit(*spot, place_of(document->root, spot->path));
    if (!edit) return;
    Proposal proposal;
    proposal.shared = true;
    proposal.edits.push_back({spot->file, *edit});
    if (fixture && fixture->listed) note_in_manifest(*fixture, proposal);
    proposals_.push_back(std::move(proposal));
  }

  [[nodiscard]] std::optional<TreeEdit> fixture_edit(const OpenedPack::Spot& spot, const std::string& place) const {
    const auto value = json_node(finding_.observed);
    switch (finding_.kind) {
      case FindingKind::missing:
        if (place != finding_.general) return std::nullopt;
        return TreeEdit{TreeEdit::Kind::remove, spot.path, {}, {}};
      case FindingKind::extra: {
        const auto general = contract::Place::parse(finding_.general);
        if (!value || !general || general->steps.empty() || !spot.node.is_mapping()) return std::nullopt;
        std::string expected = place;
        contract::append_member(expected, general->steps.back().name);
        if (expected != finding_.general) return std::nullopt;
        return TreeEdit{TreeEdit::Kind::add, spot.path, general->steps.back().name, *value};
      }
      case FindingKind::type:
      case FindingKind::value:
      case FindingKind::format:
        if (!value || place != finding_.general) return std::nullopt;
        return TreeEdit{TreeEdit::Kind::replace, spot.path, {}, *value};
      default:
        // A null in the place of the value would say nothing of its type any more.
        return std::nullopt;
    }
  }

  /// The manifest says of the fixture that it is no longer all of one source.
  void note_in_manifest(const scenario::LoadFacts::Fixture& fixture, Proposal& proposal) const {
    auto entry = pack_.spot_at(fixture.where);
    if (!entry || !entry->node.is_mapping()) return;
    if (!entry->node.find("provenance"))
      if (auto inner = OpenedPack::first_member(*entry, fixture.where)) *entry = std::move(*inner);
    const Node* const note = entry->node.find("note");
    proposal.edits.push_back(edit_below(*entry, {"note"}, extended_note(note, "in part " + accepted_.note)));
  }

  void in_rule(const RuleChange& change) {
    const auto spot = pack_.spot_at(finding_.origin.where);
    if (spot) proposals_.push_back({edits_of_rule(*spot, change, accepted_.note), true});
  }

  /// A field that lists its values lists one more.
  void in_field(const RuleChange& change) {
    const RuleChange::Part& part = change.parts.front();
    if (part.key != "one_of" || !part.item) return;
    auto spot = pack_.spot_at(finding_.origin.where);
    if (spot && !spot->node.find("one_of"))
      if (auto inner = OpenedPack::first_member(*spot, finding_.origin.where)) *spot = std::move(*inner);
    const Node* const list = spot ? spot->node.find("one_of") : nullptr;
    if (!list || !list->is_sequence()) return;
    TreePath path = spot->path;
    path.emplace_back("one_of");
    proposals_.push_back({{{spot->file, {TreeEdit::Kind::add, std::move(path), {}, *part.item}}}, true});
  }

  /// A rule for the stub by its name.
  void own_rule(const RuleChange& change) {
    const OpenedPack::Spot file = pack_.file_for("contracts", finding_.stub);
    const bool header = finding_.kind == FindingKind::header;
    const std::string section = header ? "headers" : "body";
    const std::string key = header ? accepted_.expected.header->name : rule_place();
    const Node* const rules = node_at(file.node, {"contracts", finding_.stub, section});
    for (std::size_t entry = 0; rules && rules->is_mapping() && entry < rules->size(); ++entry) {
      const std::string& name = rules->key(entry).text();
      if (header ? !http::same_name(name, key) : !same_place(name, key)) continue;
      const OpenedPack::Spot rule{file.file, {"contracts", finding_.stub, section, name}, rules->value(entry)};
      proposals_.push_back({edits_of_rule(rule, change, accepted_.note)});
      return;
    }
    proposals_.push_back(
        {{edit_below(file, {"contracts", finding_.stub, section, key}, rule_of(change, accepted_.note))}});
  }

  /// Of an order the array's, else that of the value.
  [[nodiscard]] std::string rule_place() const {
    const bool of_array = finding_.kind == FindingKind::order && finding_.general.ends_with("[*]");
    return of_array ? finding_.general.substr(0, finding_.general.size() - 3) : finding_.general;
  }

  static bool same_place(const std::string& a, const std::string& b) {
    const auto left = contract::Place::parse(a), right = contract::Place::parse(b);
    return left && right && *left == *right;
  }

  /// The statuses that the stub may have get one more.
  void status() {
    const OpenedPack::Spot file = pack_.file_for("contracts", finding_.stub);
    const TreePath way{"contracts", finding_.stub, "status"};
    const Node observed = Node::scalar(finding_.observed);
    const Node* const there = node_at(file.node, way);
    if (there && there->is_sequence()) {
      proposals_.push_back({{{file.file, {TreeEdit::Kind::add, way, {}, observed}}}});
      return;
    }
    std::vector<Node> all;
    if (there) all.push_back(*there);
    if (!there)
      for (const int known : accepted_.contract.statuses) all.push_back(Node::scalar(std::to_string(known)));
    all.push_back(observed);
    proposals_.push_back({{edit_below(file, way, Node::sequence(std::move(all)))}});
  }

  const OpenedPack& pack_;
  const Accepted& accepted_;
  const contract::Finding& finding_;
  std::string& why_;
  std::vector<Proposal> proposals_;
};

}  // namespace

std::vector<Proposal> proposals_for(const OpenedPack& pack, const Accepted& accepted, std::string& why) {
  return Proposer{pack, accepted, why}.all();
}

}  // namespace phantomime::formats
