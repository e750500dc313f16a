#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/recording/generalise/draft.hpp"

// What the files of this folder make of a draft: the trees of stubs, and fixtures for bodies that do not belong in
// YAML.
namespace phantomime::formats {

/// A file of a pack, its path relative to the pack's folder.
struct PackFile {
  std::string path;
  std::string bytes;
};

/// A text as a value: never a number, and `${` not the begin of a variable.
[[nodiscard]] Node literal_node(std::string_view text);
/// A word, number or truth as it stands.
[[nodiscard]] Node plain_node(std::string text);
[[nodiscard]] Node flag_node(std::string_view key);  ///< `{key: true}`

/// A mapping that grows.
class MappingMaker {
 public:
  MappingMaker& add(std::string_view key, Node value);
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }
  [[nodiscard]] Node done() { return Node::mapping(std::move(entries_)); }

 private:
  std::vector<Node> entries_;
};

/// A JSON text as a tree of which every text is one for literal_node(); nothing where it is none, nested too deep, or
/// has a number that YAML would read otherwise.
[[nodiscard]] std::optional<Node> json_node(std::string_view json);
/// Whether a text would be taken for a template.
[[nodiscard]] bool has_markup(std::string_view text) noexcept;

/// `request:` of a stub.
[[nodiscard]] Node request_node(const recording::RequestDraft& request);
/// `example:`, where the request is a pattern; else nothing.
[[nodiscard]] std::optional<Node> example_node(const recording::StubDraft& stub);

/// The header lines of an answer that a pack says: name and value, or values.
using HeaderLines = std::vector<std::pair<std::string, Node>>;
[[nodiscard]] HeaderLines header_lines(const recording::AnswerDraft& answer, std::vector<std::string>& notes);
/// The lines that most answers begin with, for `defaults:`; empty where there are too few to have something in common.
[[nodiscard]] HeaderLines common_headers(const std::vector<HeaderLines>& answers);

/// Makes `response:` of stubs and keeps the fixtures that they name.
class ResponseMaker {
 public:
  explicit ResponseMaker(HeaderLines defaults) : defaults_{std::move(defaults)} {}
  [[nodiscard]] Node response_node(const recording::StubDraft& stub, std::vector<std::string>& notes);
  [[nodiscard]] std::vector<PackFile>& fixtures() noexcept { return fixtures_; }

 private:
  void add_answer(MappingMaker& response, const recording::StubDraft& stub, const recording::AnswerDraft& answer,
                  std::vector<std::string>& notes);
  void add_headers(MappingMaker& response, const recording::AnswerDraft& answer, std::vector<std::string>& notes) const;
  void add_body(MappingMaker& response, const recording::StubDraft& stub, const recording::AnswerDraft& answer,
                std::vector<std::string>& notes);
  [[nodiscard]] std::string keep(const recording::StubDraft& stub, const recording::RecordedResponse& response);

  HeaderLines defaults_;
  std::vector<PackFile> fixtures_;
  std::map<std::string, std::string, std::less<>> kept_;  ///< bytes → path, so that equal bodies are one file
  std::set<std::string> names_;
};

}  // namespace phantomime::formats
