#include "phantomime/formats/acceptance/acceptance.hpp"

#include "phantomime/contract/quarantine.hpp"
#include "phantomime/contract/recheck.hpp"
#include "phantomime/formats/acceptance/proposals.hpp"
#include "phantomime/formats/acceptance/rule_change.hpp"

namespace phantomime::formats {
namespace {

using contract::Finding;
using Outcome = Acceptance::Outcome;

Outcome refused(std::string why) { return {Outcome::Kind::refused, std::move(why), {}}; }

std::string text_of_error(const Error& error) {
  return (error.where ? error.where->to_string() + ": " : std::string{}) + error.what;
}

/// The files that differ between two states.
std::map<std::string, std::string> differing(const ChangedFiles& before, const ChangedFiles& after) {
  std::map<std::string, std::string> texts;
  for (const auto& [path, text] : after.changed()) {
    const auto known = before.changed().find(path);
    if (known == before.changed().end() || known->second != text) texts.emplace(path, text);
  }
  return texts;
}

/// Why nothing of a finding can be written, whatever the pack; empty where something can.
std::string hopeless(const Finding& finding) {
  if (finding.blame == contract::Blame::engine)
    return "the replay is at fault, not what the pack expects: mend the stub or the program";
  if (!finding.unobserved.empty()) return "the report does not keep what came: " + finding.unobserved;
  return {};
}

}  // namespace

std::unique_ptr<Acceptance> Acceptance::open(const FileStore& files, const std::string& pack,
                                             const std::string& profile, Errors& errors) {
  std::unique_ptr<Acceptance> made{new Acceptance{files}};
  made->pack_path_ = pack;
  while (made->pack_path_.size() > 1 && made->pack_path_.back() == '/') made->pack_path_.pop_back();
  made->profile_ = profile;
  made->pack_ = OpenedPack::open(made->files_, made->pack_path_, profile, errors);
  return made->pack_ ? std::move(made) : nullptr;
}

std::string Acceptance::try_files(ChangedFiles& trial, std::optional<OpenedPack>& opened) const {
  Errors errors;
  opened = OpenedPack::open(trial, pack_path_, profile_, errors);
  if (opened) return {};
  return errors.empty() ? "the pack could not be loaded any more" : text_of_error(errors.front());
}

Outcome Acceptance::propose(const Finding& told, const std::string& note) {
  if (std::string why = hopeless(told); !why.empty()) return refused(std::move(why));
  Errors errors;
  const auto contract = pack_->contract_of(told.stub, errors);
  if (!contract) return refused("the pack has no stub '" + told.stub + "'");
  const auto today = contract::recheck(*contract, told);
  if (!today) return refused(today.error().what);
  if (!*today) return {Outcome::Kind::agreed, {}, {}};
  Finding finding = **today;
  if (finding.observed.empty()) finding.observed = told.observed;

  std::string why;
  const Accepted accepted{finding, *contract, contract::expected_at(*contract, finding), note};
  for (const Proposal& proposal : proposals_for(*pack_, accepted, why)) {
    ChangedFiles trial = files_;
    Result<void> applied;
    for (const FileEdit& edit : proposal.edits)
      if (applied) applied = apply_edit(trial, edit);
    if (!applied) {
      why = text_of_error(applied.error());
      continue;
    }
    std::optional<OpenedPack> opened;
    if (std::string broken = try_files(trial, opened); !broken.empty()) {
      why = std::move(broken);
      continue;
    }
    Errors later;
    const auto changed = opened->contract_of(told.stub, later);
    const std::size_t known = proposal.shared ? pack_->contradictions().size() : errors.size();
    if (proposal.shared) later = opened->contradictions();
    if (later.size() > known) {
      why = text_of_error(later.back());
      continue;
    }
    const auto left = contract::recheck(*changed, told);
    if (left && !*left) return {Outcome::Kind::changed, {}, differing(files_, trial)};
    why =
        left ? "the pack would still say " + (*left)->expected + " (" + (*left)->origin.text + ")" : left.error().what;
  }
  return refused(why.empty() ? "where the pack says it, it cannot be changed" : why);
}

Outcome Acceptance::propose_quarantine(const Finding& finding, const Keeper& keeper, Instant now) {
  const OpenedPack::Spot file = pack_->file_for("quarantine", {});
  std::vector<Node> said;
  const auto put = [](std::vector<Node>& into, std::string key, Node value) {
    into.push_back(text_node(std::move(key)));
    into.push_back(std::move(value));
  };
  std::vector<Node> named;
  put(named, "stub", text_node(finding.stub));
  put(named, "place", text_node(finding.general));
  put(named, "kind", text_node(std::string{to_string(finding.kind)}));
  put(said, "finding", Node::mapping(std::move(named)));
  put(said, "owner", text_node(keeper.owner));
  put(said, "reason", text_node(keeper.reason));
  // A date reads as itself without quotes.
  put(said, "until", Node::scalar(keeper.until));
  const Node entry = Node::mapping(std::move(said));

  ChangedFiles trial = files_;
  Result<void> applied;
  const contract::Quarantine* const known = pack_->scenario().packs.front().quarantine.get();
  const contract::Quarantine::Entry* renewed = nullptr;
  if (known)
    for (const auto& one : known->entries)
      if (one.finding == finding.id) renewed = &one;
  if (renewed) {
    const auto spot = pack_->spot_at(renewed->where);
    if (!spot) return refused(text_of_error(spot.error()));
    for (const char* const key : {"owner", "reason", "until"})
      if (applied && !same_tree(*spot->node.find(key), *entry.find(key)))
        applied = apply_edit(trial, edit_below(*spot, {key}, *entry.find(key)));
  } else if (const Node* const list = file.node.find("quarantine"); list && list->is_sequence()) {
    applied = apply_edit(trial, {file.file, {TreeEdit::Kind::add, {"quarantine"}, {}, entry}});
  } else {
    applied = apply_edit(trial, edit_below(file, {"quarantine"}, Node::sequence({entry})));
  }
  if (!applied) return refused(text_of_error(applied.error()));
  std::optional<OpenedPack> opened;
  if (std::string broken = try_files(trial, opened); !broken.empty()) return refused(std::move(broken));
  const Errors dates = contract::check_quarantine(*opened->scenario().packs.front().quarantine, now);
  if (!dates.empty()) return refused(text_of_error(dates.front()));
  auto texts = differing(files_, trial);
  if (texts.empty()) return {Outcome::Kind::agreed, {}, {}};
  return {Outcome::Kind::changed, {}, std::move(texts)};
}

void Acceptance::take(const Outcome& outcome) {
  for (const auto& [path, text] : outcome.texts) files_.change(path, text);
  Errors errors;
  if (auto opened = OpenedPack::open(files_, pack_path_, profile_, errors)) pack_ = std::move(opened);
}

std::string Acceptance::text_of(const std::string& path) const {
  auto text = files_.read(path, 64UL << 20);
  return text ? std::move(*text) : std::string{};
}

}  // namespace phantomime::formats
