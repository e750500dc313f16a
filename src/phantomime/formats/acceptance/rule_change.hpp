#pragma once

#include <optional>
#include <string>
#include <vector>

#include "phantomime/formats/acceptance/opened_pack.hpp"
#include "phantomime/formats/acceptance/proposals.hpp"

namespace phantomime::formats {

/// What a rule must say so that it lets something pass.
struct RuleChange {
  struct Part {
    std::string key;           ///< `type`, `one_of`, `optional`, ...
    Node value;                ///< where the rule does not say it yet
    std::optional<Node> item;  ///< what a list of it gets, where there is one
  };
  std::vector<Part> parts;
  std::vector<std::string> taken_away;  ///< keys that would say otherwise

  [[nodiscard]] bool empty() const noexcept { return parts.empty() && taken_away.empty(); }
};

/// What would let the finding pass, narrowest first; none where only a person can tell.
[[nodiscard]] std::vector<RuleChange> rule_changes_for(const Accepted& accepted);

/// The edits that change a rule which is there. `note` says who and when.
[[nodiscard]] std::vector<FileEdit> edits_of_rule(const OpenedPack::Spot& rule, const RuleChange& change,
                                                  const std::string& note);
/// A rule of its own.
[[nodiscard]] Node rule_of(const RuleChange& change, const std::string& note);

/// A text, or a list of nodes, as nodes of a tree.
[[nodiscard]] Node text_node(std::string text);
/// JSON text as nodes; empty where it is none that a file can hold.
[[nodiscard]] std::optional<Node> json_node(const std::string& text);
/// `note` with one more remark in it, once.
[[nodiscard]] Node extended_note(const Node* note, const std::string& remark);

}  // namespace phantomime::formats
