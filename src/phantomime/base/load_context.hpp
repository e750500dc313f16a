#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/base/error.hpp"
#include "phantomime/base/key_row.hpp"

namespace phantomime {

/// Gives the bytes of a pack's fixtures by their path under the fixtures folder, and nothing outside it.
class FixtureReader {
 public:
  virtual ~FixtureReader() = default;
  /// The fixture's bytes, shared by everybody who asks. On failure the error says what and what to do, without a
  /// place: `where` (the node that names the file) is added by LoadContext::fixture.
  [[nodiscard]] virtual std::shared_ptr<const std::string> read(std::string_view path, Error& error) = 0;
  /// The path as a person would type it, for reports.
  [[nodiscard]] virtual std::string shown(std::string_view path) const { return std::string{path}; }
};

/// What the loaders of keys need and where they leave what they found wrong. One per file being bound;
/// one thread. A loader reports every error it sees and goes on; what it returns after an error is never used.
class LoadContext {
 public:
  LoadContext(FixtureReader& fixtures, Errors& errors) : fixtures_{&fixtures}, errors_{&errors} {}

  void error(const Node& where, ErrorCode code, std::string what, std::string hint = {});
  /// "expected X, found Y" at the node.
  void wrong_type(const Node& where, std::string_view expected);

  /// The fixture a node names, or null with the error reported at the node. Remembers that it was used.
  [[nodiscard]] std::shared_ptr<const std::string> fixture(const Node& path);
  /// The same for a path that is no node of its own (a template's argument).
  [[nodiscard]] std::shared_ptr<const std::string> fixture(std::string_view path, const Node& where);
  [[nodiscard]] std::string shown_fixture(std::string_view path) const { return fixtures_->shown(path); }
  [[nodiscard]] const std::vector<std::string>& fixtures_used() const noexcept { return fixtures_used_; }

  /// How many errors so far: a loader compares before and after to know whether its parts were sound.
  [[nodiscard]] std::size_t error_count() const noexcept { return errors_->size(); }

  /// The names this stub's path captures, for templates. Set by the stub's loader before its response is read.
  std::vector<std::string> captures;
  /// Whether templates make sense here (a request must be at hand). Off for nothing at present.
  bool templates_allowed = true;
  /// Whether a stub whose request is a pattern needs an `example`. Not in code, where a test is there to reach it.
  bool examples_required = true;
  /// Whether responses note which members their bodies are written with, and where: for reports of coverage.
  bool note_members = false;
  /// Names that templates may use here because something made them: steps, a loop, the collection whose row is told.
  std::vector<std::string> names;
  /// The collections there are, for those who name one.
  std::vector<std::string> collections;

 private:
  FixtureReader* fixtures_;
  Errors* errors_;
  std::vector<std::string> fixtures_used_;
  std::set<std::string, std::less<>> seen_fixtures_;
};

// Typed reads. Each reports a located error in the context and returns an empty optional where the node is of
// another type. `what` names the thing in the message: "status", "a condition's value".
[[nodiscard]] std::optional<std::string> read_string(const Node& node, LoadContext& context, std::string_view what);
/// A string, or a plain number or boolean taken as it is spelled: where 2 and "2" mean the same text.
[[nodiscard]] std::optional<std::string> read_text(const Node& node, LoadContext& context, std::string_view what);
[[nodiscard]] std::optional<bool> read_bool(const Node& node, LoadContext& context, std::string_view what);
[[nodiscard]] std::optional<std::int64_t> read_integer(const Node& node, LoadContext& context, std::string_view what,
                                                       std::int64_t low, std::int64_t high);
[[nodiscard]] std::optional<double> read_number(const Node& node, LoadContext& context, std::string_view what);
/// One of a closed list of words; the error lists them and suggests the nearest.
[[nodiscard]] std::optional<std::size_t> read_word(const Node& node, LoadContext& context, std::string_view what,
                                                   std::span<const std::string_view> words);
/// Whether the node is a mapping; reports if not.
[[nodiscard]] bool expect_mapping(const Node& node, LoadContext& context, std::string_view what);
[[nodiscard]] bool expect_sequence(const Node& node, LoadContext& context, std::string_view what);

/// Reports a key that is not in its table, with the nearest one and all valid ones. Returns the one that was probably
/// meant, or nothing.
std::string_view report_unknown_key(const Node& key, LoadContext& context, std::string_view in_what,
                                    std::span<const std::string_view> valid);

/// Reports a required key that is not there, with an example of it.
void report_missing_key(const Node& mapping, LoadContext& context, std::string_view in_what, const KeyRow& row);

/// Walks a mapping against a table of rows derived from KeyRow: reports unknown keys (with the nearest valid one) and
/// missing required ones (not those that an unknown key was probably meant to be), and calls `each(row, value)` for the
/// rest in the order they are written.
template <class Row, class Each>
void read_mapping(const Node& node, LoadContext& context, std::string_view in_what, std::span<const Row> table,
                  Each&& each) {
  if (!expect_mapping(node, context, in_what)) return;
  std::vector<std::string_view> meant;
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const Row* found = nullptr;
    for (const Row& row : table)
      if (row.key == node.key(entry).text()) found = &row;
    if (found) {
      each(*found, node.value(entry));
      continue;
    }
    std::vector<std::string_view> valid;
    for (const Row& row : table) valid.push_back(row.key);
    meant.push_back(report_unknown_key(node.key(entry), context, in_what, valid));
  }
  for (const Row& row : table) {
    const bool there = node.find(row.key) || std::find(meant.begin(), meant.end(), row.key) != meant.end();
    if (row.presence == Presence::required && !there) report_missing_key(node, context, in_what, row);
  }
}

}  // namespace phantomime
