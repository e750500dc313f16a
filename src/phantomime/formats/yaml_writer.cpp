#include "phantomime/formats/yaml_writer.hpp"

#include <algorithm>

#include <yaml-cpp/yaml.h>

#include "phantomime/base/utf8.hpp"

namespace phantomime::formats {
namespace {

/// Whether a text reads as itself without quotes in any block of YAML: it begins as a word or a path, and nothing in it
/// means anything there.
bool needs_no_quotes(const std::string& text) {
  constexpr std::string_view marks = "_-/.{}=?&+()<>;,~*@$%^! :";
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || (!is_word(text.front()) && text.front() != '/') || text.back() == ' ' || text.back() == ':')
    return false;
  if (text.find(": ") != std::string::npos) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_word(c) || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
  });
}

void write(YAML::Emitter& out, const Node& node) {
  switch (node.kind()) {
    case Node::Kind::scalar: {
      const bool plain = node.style() == Node::Style::plain;
      const bool bare = needs_no_quotes(node.text()) && Node::scalar(node.text()).as_string();
      if (node.is_null())
        out << YAML::Null;  // as text the emitter would quote it
      else if (plain || bare)
        out << YAML::Auto << node.text();
      else
        out << YAML::DoubleQuoted << node.text();
      return;
    }
    case Node::Kind::sequence:
      out << YAML::BeginSeq;
      for (const Node& item : node.items()) write(out, item);
      out << YAML::EndSeq;
      return;
    case Node::Kind::mapping:
      out << YAML::BeginMap;
      for (std::size_t entry = 0; entry < node.size(); ++entry) {
        out << YAML::Key;
        write(out, node.key(entry));
        out << YAML::Value;
        write(out, node.value(entry));
      }
      out << YAML::EndMap;
      return;
  }
}

}  // namespace

std::string write_yaml(const Node& node) {
  YAML::Emitter out;
  out.SetIndent(2);
  write(out, node);
  return std::string{out.c_str(), out.size()} + '\n';
}

}  // namespace phantomime::formats
