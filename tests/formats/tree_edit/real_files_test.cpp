// Every kind of edit at places all over the project's own files, written by people in their own hands: each is made,
// and touches the lines of its place alone.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "phantomime/formats/tree_edit/tree_edit.hpp"

namespace phantomime::formats {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t each_so_many = 29;  ///< places are many, and each edit reads the file twice

std::vector<fs::path> files_under(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{std::string{PHANTOMIME_SOURCE_DIR} + folder})
    if (entry.path().extension() == ".yaml" || entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

struct Place {
  TreePath path;
  const Node* node;
  std::uint32_t first_line, last_line;  ///< of the place, with the key's; last: where the next one begins
};

std::uint32_t last_line_of(const Node& node) {
  std::uint32_t line = node.line();
  for (const Node& child : node.children()) line = std::max(line, last_line_of(child));
  return line;
}

void collect(const Node& node, TreePath& path, std::vector<Place>& places) {
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const Node& child = node.is_mapping() ? node.value(entry) : node.items()[entry];
    path.push_back(node.is_mapping() ? node.key(entry).text() : std::to_string(entry));
    places.push_back({path, &child, node.is_mapping() ? node.key(entry).line() : child.line(), last_line_of(child)});
    collect(child, path, places);
    path.pop_back();
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

/// The first and the last line, from 1, of the old text that an edit did not keep; 0 where none.
std::pair<std::size_t, std::size_t> touched(const std::string& before, const std::string& after) {
  const auto old_lines = lines_of(before), new_lines = lines_of(after);
  std::size_t head = 0, tail = 0;
  const std::size_t shorter = std::min(old_lines.size(), new_lines.size());
  while (head < shorter && old_lines[head] == new_lines[head]) ++head;
  while (tail < shorter - head && old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail])
    ++tail;
  return {head + 1, old_lines.size() - tail};
}

/// Lines that a place's text may have beyond the line in which its last node begins: block scalars, brackets.
std::size_t lines_inside(const Node& node) {
  std::size_t lines = node.is_scalar() && node.text().size() > 60 ? 20 : 4;
  for (const Node& child : node.children()) lines = std::max(lines, lines_inside(child));
  return lines;
}

TEST(EditText, MakesEveryEditOfTheProjectsOwnFiles) {
  std::size_t made = 0;
  std::vector<std::string> refused;
  for (const std::string folder : {"/scenarios", "/fixtures"})
    for (const fs::path& path : files_under(folder)) {
      std::ifstream file{path, std::ios::binary};
      const auto source = std::make_shared<const Source>(
          path.string(), std::string{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}});
      const auto document = read_tree(source);
      if (!document || source->text.size() > 200'000) continue;
      const bool anchored = source->text.find(" &") != std::string::npos;
      std::vector<Place> places;
      TreePath walked;
      collect(document->root, walked, places);
      for (std::size_t at = 0; at < places.size(); at += each_so_many) {
        const Place& place = places[at];
        const Node value = Node::scalar("it's new: #1", Node::Style::quoted);
        std::vector<TreeEdit> edits{{TreeEdit::Kind::replace, place.path, "", value},
                                    {TreeEdit::Kind::remove, place.path, "", {}}};
        if (!place.node->is_scalar()) edits.push_back({TreeEdit::Kind::add, place.path, "a new one", value});
        for (const TreeEdit& edit : edits) {
          const auto text = edit_text(source, edit);
          if (!text) {
            // What an anchor names stands in two places, and cannot be changed in one.
            if (!anchored) refused.push_back(render(text.error()));
            continue;
          }
          ++made;
          const auto [first, last] = touched(source->text, *text);
          EXPECT_GE(first + 2, place.first_line) << path << ':' << place.first_line;
          EXPECT_LE(last, place.last_line + lines_inside(*place.node)) << path << ':' << place.first_line;
        }
      }
    }
  EXPECT_GT(made, 500u);
  EXPECT_TRUE(refused.empty()) << refused.size() << " refused, the first: " << (refused.empty() ? "" : refused.front());
}

}  // namespace
}  // namespace phantomime::formats
