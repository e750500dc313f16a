// A tree written as YAML reads as the same tree.
#include "phantomime/formats/yaml_writer.hpp"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/yaml_reader.hpp"

namespace {

using phantomime::Document;
using phantomime::Errors;
using phantomime::Node;
using phantomime::Source;
using phantomime::formats::read_yaml;
using phantomime::formats::write_yaml;

std::optional<Document> read(const std::string& text) {
  Errors errors;
  auto document = read_yaml(std::make_shared<const Source>("written.yaml", text), errors);
  EXPECT_TRUE(errors.empty()) << render(errors) << text;
  return document;
}

/// Kinds, texts and the types that scalars have; places and quotes aside.
void expect_same(const Node& a, const Node& b) {
  ASSERT_EQ(a.kind(), b.kind());
  EXPECT_EQ(a.type_name(), b.type_name()) << a.text();
  if (!a.is_null()) {
    EXPECT_EQ(a.text(), b.text());
  }
  ASSERT_EQ(a.children().size(), b.children().size());
  for (std::size_t child = 0; child < a.children().size(); ++child)
    expect_same(a.children()[child], b.children()[child]);
}

TEST(YamlWriter, WritesWhatReadsAsTheSame) {
  for (
      const char* const text : {
          "a: 1",
          "[1, 1.10, 0x1f, true, false, null, ~, .inf, -3]",
          R"(["1", "true", "null", "~", "", " ", "a: b", "# no", "- x", "{", "[", "'", "\"", "yes", "no", "on", "1e3"])",
          R"(["line\nline", "tab\t", "\x01", "\u00e4", "\U0001F600", "%", "@", "`", "&a", "*a", "!t", "|", ">", "? x", "..."])",
          "{}",
          "[]",
          "a: {b: [{c: d}, [e, [f]], {}], g: []}",
          R"({"a b": 1, "": 2, "1": 3, "x: y": 4, "null": 5})",
          "a: |\n  block\n  text\nb: >-\n  folded\n  text\n",
          "plain text with blanks",
      }) {
    SCOPED_TRACE(text);
    const auto first = read(text);
    ASSERT_TRUE(first);
    const std::string written = write_yaml(first->root);
    EXPECT_TRUE(written.ends_with('\n'));
    const auto second = read(written);
    ASSERT_TRUE(second) << written;
    expect_same(first->root, second->root);
  }
}

TEST(YamlWriter, QuotesOnlyWhatMustBe) {
  EXPECT_EQ(write_yaml(read(R"({"a": "text", "b": "1", "c": 1, "d": "/path/{id}", "e": null})")->root),
            "a: text\nb: \"1\"\nc: 1\nd: /path/{id}\ne: ~\n");
}

}  // namespace
