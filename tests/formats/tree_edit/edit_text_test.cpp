// The smallest change of a file: tables of what was there, what is asked for, and what must come of it, byte for byte.
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/json_reader.hpp"
#include "phantomime/formats/tree_edit/tree_edit.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace {

using phantomime::ErrorCode;
using phantomime::Errors;
using phantomime::Node;
using phantomime::Source;
using phantomime::formats::edit_text;
using phantomime::formats::TreeEdit;
using phantomime::formats::TreePath;
using Kind = TreeEdit::Kind;

struct Case {
  const char* name;
  const char* before;
  Kind kind;
  TreePath path;
  const char* key;
  const char* value;  ///< YAML, or JSON for JSON
  const char* after;
};

Node value_of(const std::string& text) {
  Errors errors;
  const auto document = phantomime::formats::read_yaml(std::make_shared<const Source>("value", text), errors);
  EXPECT_TRUE(document) << render(errors);
  return document ? document->root : Node{};
}

void check(const std::string& file, const Case& one) {
  SCOPED_TRACE(one.name);
  const auto made =
      edit_text(std::make_shared<const Source>(file, one.before), {one.kind, one.path, one.key, value_of(one.value)});
  ASSERT_TRUE(made) << render(made.error());
  EXPECT_EQ(*made, one.after);
}

TEST(EditText, ChangesYamlWhereItIsAskedTo) {
  const Case cases[] = {
      {"a plain scalar", "a: 1\nb: 2\n", Kind::replace, {"a"}, "", "3", "a: 3\nb: 2\n"},
      {"a comment behind it", "a: one  # why\nb: 2\n", Kind::replace, {"a"}, "", "two", "a: two  # why\nb: 2\n"},
      {"single quotes stay", "a: 'one'\n", Kind::replace, {"a"}, "", "two", "a: 'two'\n"},
      {"double quotes stay", "a: \"one\" # x\n", Kind::replace, {"a"}, "", "it's", "a: \"it's\" # x\n"},
      {"a quote inside", "a: 'one'\n", Kind::replace, {"a"}, "", "it's", "a: 'it''s'\n"},
      {"a text that looks like a number", "a: one\n", Kind::replace, {"a"}, "", "'1'", "a: '1'\n"},
      {"quoted text becomes a number", "a: '1'\n", Kind::replace, {"a"}, "", "1.50", "a: 1.50\n"},
      {"a folded plain text", "a: one\n  two\nb: 2\n", Kind::replace, {"a"}, "", "three", "a: three\nb: 2\n"},
      {"a literal block", "a: |\n  one\n\n  two\n# c\nb: 2\n", Kind::replace, {"a"}, "", "x", "a: x\n# c\nb: 2\n"},
      {"a folded block at the end",
       "a:\n  b: >-\n    one\n    two\n",
       Kind::replace,
       {"a", "b"},
       "",
       "x",
       "a:\n  b: x\n"},
      {"a block mapping", "a:\n  b: 1\n  c: 2 # c\nd: 4\n", Kind::replace, {"a"}, "", "[1]", "a: [1] # c\nd: 4\n"},
      {"a block list", "a:\n- 1\n- 2\nd: 4\n", Kind::replace, {"a"}, "", "{x: y}", "a: {x: y}\nd: 4\n"},
      {"a flow list", "a: [1, 2] # c\n", Kind::replace, {"a"}, "", "[1, 2, 3]", "a: [1, 2, 3] # c\n"},
      {"an item of a flow list", "a: [one, two]\n", Kind::replace, {"a", "1"}, "", "three", "a: [one, three]\n"},
      {"an item of a block list", "- one # 1\n- two\n", Kind::replace, {"0"}, "", "x", "- x # 1\n- two\n"},
      {"a mapping in a list",
       "- a: 1\n  b: 2\n- c: 3\n",
       Kind::replace,
       {"0", "b"},
       "",
       "5",
       "- a: 1\n  b: 5\n- c: 3\n"},
      {"nothing behind a key", "a:\nb: 2\n", Kind::replace, {"a"}, "", "1", "a: 1\nb: 2\n"},
      {"nothing but a comment",
       "a: # why\nb: 2\n",
       Kind::replace,
       {"a"},
       "",
       "{x: {y: 1}}",
       "a: # why\n  x: {y: 1}\nb: 2\n"},
      {"nothing in a flow mapping", "{a, b: 1}\n", Kind::replace, {"b"}, "", "2", "{a, b: 2}\n"},
      {"null", "a: null\n", Kind::replace, {"a"}, "", "x", "a: x\n"},
      {"a tilde", "a: ~\n", Kind::replace, {"a"}, "", "x", "a: x\n"},
      {"umlauts before it", "{ä: ü, b: 1}\n", Kind::replace, {"b"}, "", "2", "{ä: ü, b: 2}\n"},
      {"line ends of Windows", "a: 1\r\nb: 2\r\n", Kind::replace, {"a"}, "", "3", "a: 3\r\nb: 2\r\n"},
      {"no line end at all", "a: 1", Kind::replace, {"a"}, "", "3", "a: 3"},
      {"quotes in keys", "'a b': 1\n\"c\": 2\n", Kind::replace, {"c"}, "", "3", "'a b': 1\n\"c\": 3\n"},
      {"a place as a key",
       "body:\n  $.data[*].id: integer\n",
       Kind::replace,
       {"body", "$.data[*].id"},
       "",
       "{type: [integer, 'null']}",
       "body:\n  $.data[*].id: {type: [integer, 'null']}\n"},
      {"in flow in lines",
       "a: {\n  b: 1, # one\n  c: 2\n}\n",
       Kind::replace,
       {"a", "b"},
       "",
       "9",
       "a: {\n  b: 9, # one\n  c: 2\n}\n"},
      {"a bracket in a comment", "a: [ # ]\n  1]\nb: 2\n", Kind::replace, {"a"}, "", "x", "a: x\nb: 2\n"},
      {"a bracket in quotes", "a: {b: ']}', c: \"\\\"}\"}\nd: 1\n", Kind::replace, {"a"}, "", "x", "a: x\nd: 1\n"},
      {"an apostrophe in a word", "a: [don't, x]\nb: 'y'\n", Kind::replace, {"a"}, "", "1", "a: 1\nb: 'y'\n"},
      {"a flow list that is long", "a: [one,\n    two]\n", Kind::replace, {"a", "1"}, "", "x", "a: [one,\n    x]\n"},

      {"a member at the end", "a: 1\n", Kind::add, {}, "b", "2", "a: 1\nb: 2\n"},
      {"a member without line end", "a: 1", Kind::add, {}, "b", "2", "a: 1\nb: 2"},
      {"a nested member",
       "a:\n  b: 1 # one\n\n# d is far\nd: 4\n",
       Kind::add,
       {"a"},
       "c",
       "x",
       "a:\n  b: 1 # one\n  c: x\n\n# d is far\nd: 4\n"},
      {"a member behind a block",
       "a:\n  b: |\n    text\n\nd: 4\n",
       Kind::add,
       {"a"},
       "c",
       "1",
       "a:\n  b: |\n    text\n  c: 1\n\nd: 4\n"},
      {"a member of an item", "- a: 1\n- c: 1\n", Kind::add, {"0"}, "b", "2", "- a: 1\n  b: 2\n- c: 1\n"},
      {"a member with members",
       "s:\n  x: {a: 1}\n",
       Kind::add,
       {"s"},
       "y",
       "{body: {$.a: {type: [integer, 'null']}}}",
       "s:\n  x: {a: 1}\n  y:\n    body:\n      $.a: {type: [integer, 'null']}\n"},
      {"quotes as its neighbours have", "\"a: b\": 1\n", Kind::add, {}, "c: d", "2", "\"a: b\": 1\n\"c: d\": 2\n"},
      {"a member in flow", "a: {b: 1} # c\n", Kind::add, {"a"}, "c", "2", "a: {b: 1, c: 2} # c\n"},
      {"the first in flow", "a: {}\n", Kind::add, {"a"}, "c", "2", "a: {c: 2}\n"},
      {"flow in lines",
       "a: {\n  b: 1,\n  c: 2\n}\n",
       Kind::add,
       {"a"},
       "d",
       "3",
       "a: {\n  b: 1,\n  c: 2,\n  d: 3\n}\n"},
      {"flow in one line each", "a: {\n  b: 1\n}\n", Kind::add, {"a"}, "d", "3", "a: {\n  b: 1,\n  d: 3\n}\n"},
      {"flow with a last comma", "a: {b: 1,}\n", Kind::add, {"a"}, "d", "3", "a: {b: 1, d: 3}\n"},
      {"a key that needs quotes in flow", "a: {b: 1}\n", Kind::add, {"a"}, "$.x[*]", "3", "a: {b: 1, '$.x[*]': 3}\n"},
      {"an item in flow", "a: [one, two]\n", Kind::add, {"a"}, "", "three", "a: [one, two, three]\n"},
      {"the first item in flow", "a: []\n", Kind::add, {"a"}, "", "x", "a: [x]\n"},
      {"an item in a block",
       "a:\n  - one # 1\n  - two # 2\nb: 1\n",
       Kind::add,
       {"a"},
       "",
       "three",
       "a:\n  - one # 1\n  - two # 2\n  - three\nb: 1\n"},
      {"an item that is a mapping",
       "a:\n- b: 1\n  c: 2\n",
       Kind::add,
       {"a"},
       "",
       "{d: {e: 1}}",
       "a:\n- b: 1\n  c: 2\n- d: {e: 1}\n"},
      {"a text of many lines", "a: 1\n", Kind::add, {}, "b", "\"x\\ny\"", "a: 1\nb: \"x\\ny\"\n"},
      {"Windows again", "a:\r\n  b: 1\r\nc: 2\r\n", Kind::add, {"a"}, "d", "3", "a:\r\n  b: 1\r\n  d: 3\r\nc: 2\r\n"},
      {"behind a value that was left out", "a:\n  b:\nc: 1\n", Kind::add, {"a"}, "d", "3", "a:\n  b:\n  d: 3\nc: 1\n"},

      {"a line", "a: 1\nb: 2\nc: 3\n", Kind::remove, {"b"}, "", "", "a: 1\nc: 3\n"},
      {"the first line", "a: 1\nb: 2\n", Kind::remove, {"a"}, "", "", "b: 2\n"},
      {"the last line", "a: 1\nb: 2\n", Kind::remove, {"b"}, "", "", "a: 1\n"},
      {"the last without line end", "a: 1\nb: 2", Kind::remove, {"b"}, "", "", "a: 1"},
      {"the last of Windows without line end", "a: 1\r\nb: 2", Kind::remove, {"b"}, "", "", "a: 1"},
      {"its comment goes, others stay",
       "a: 1\n# of b\nb: 2 # b\n# of c\nc: 3\n",
       Kind::remove,
       {"b"},
       "",
       "",
       "a: 1\n# of b\n# of c\nc: 3\n"},
      {"a block", "a:\n  b: 1\n  c:\n    - 1\n    - 2\nd: 1\n", Kind::remove, {"a", "c"}, "", "", "a:\n  b: 1\nd: 1\n"},
      {"the first of an item", "- a: 1\n  b: 2\n", Kind::remove, {"0", "a"}, "", "", "- b: 2\n"},
      {"the second of an item", "- a: 1\n  b: 2\n", Kind::remove, {"0", "b"}, "", "", "- a: 1\n"},
      {"the only one", "a:\n  b: 1\nc: 2\n", Kind::remove, {"a", "b"}, "", "", "a: {}\nc: 2\n"},
      {"an item of a block list", "- 1\n- 2\n- 3\n", Kind::remove, {"1"}, "", "", "- 1\n- 3\n"},
      {"in flow", "{a: 1, b: 2, c: 3}\n", Kind::remove, {"b"}, "", "", "{a: 1, c: 3}\n"},
      {"the last in flow", "{a: 1, b: 2}\n", Kind::remove, {"b"}, "", "", "{a: 1}\n"},
      {"the only one in flow", "a: {b: 2} # c\n", Kind::remove, {"a", "b"}, "", "", "a: {} # c\n"},
      {"an item in flow", "a: [1, 2, 3]\n", Kind::remove, {"a", "0"}, "", "", "a: [2, 3]\n"},
  };
  for (const Case& one : cases) check("file.yaml", one);
}

TEST(EditText, ChangesJsonWhereItIsAskedTo) {
  const Case cases[] = {
      {"a number", "{\n\"a\": 1,\n\"b\": 2\n}\n", Kind::replace, {"a"}, "", "1.50", "{\n\"a\": 1.50,\n\"b\": 2\n}\n"},
      {"a text", "{\"a\": \"x\"}", Kind::replace, {"a"}, "", "it's", "{\"a\": \"it's\"}"},
      {"another type",
       "{\"a\": \"x\", \"b\": [1, 2]}",
       Kind::replace,
       {"b", "1"},
       "",
       "'2'",
       "{\"a\": \"x\", \"b\": [1, \"2\"]}"},
      {"an object, in this file's hand",
       "{\"a\": 1}",
       Kind::replace,
       {"a"},
       "",
       "{b: [1, x]}",
       "{\"a\": {\"b\": [1, \"x\"]}}"},
      {"an object, without blanks", "{\"a\":1}", Kind::replace, {"a"}, "", "{b: [1, x]}", "{\"a\":{\"b\":[1,\"x\"]}}"},
      {"null", "[null, 1]", Kind::replace, {"0"}, "", "true", "[true, 1]"},
      {"tabs",
       "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n",
       Kind::replace,
       {"a", "b"},
       "",
       "2",
       "{\n\t\"a\": {\n\t\t\"b\": 2\n\t}\n}\n"},
      {"brackets in texts",
       "{\"a\": {\"x\": \"]}\\\"\"}, \"b\": 1}",
       Kind::replace,
       {"a"},
       "",
       "1",
       "{\"a\": 1, \"b\": 1}"},
      {"surrogates and escapes",
       "{\"\\ud83d\\ude00\": 1, \"b\": \"\\u0041\"}",
       Kind::replace,
       {"b"},
       "",
       "B",
       "{\"\\ud83d\\ude00\": 1, \"b\": \"B\"}"},
      {"a hash", "{\"a\": \"x #\", \"b\": [\"# ]\"]}", Kind::replace, {"b"}, "", "1", "{\"a\": \"x #\", \"b\": 1}"},
      {"the root", "[1]\n", Kind::replace, {}, "", "{a: 1}", "{\"a\": 1}\n"},

      {"a member in lines",
       "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
       Kind::add,
       {},
       "c",
       "null",
       "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": null\n}\n"},
      {"a member with tabs",
       "{\r\n\t\"a\": 1\r\n}\r\n",
       Kind::add,
       {},
       "b",
       "x",
       "{\r\n\t\"a\": 1,\r\n\t\"b\": \"x\"\r\n}\r\n"},
      {"a member in one line", "{\"a\": 1, \"b\": 2}", Kind::add, {}, "c", "3", "{\"a\": 1, \"b\": 2, \"c\": 3}"},
      {"a member without blanks", "{\"a\":1,\"b\":2}", Kind::add, {}, "c", "3", "{\"a\":1,\"b\":2,\"c\":3}"},
      {"a member to one", "{\"a\":1}", Kind::add, {}, "c", "3", "{\"a\":1,\"c\":3}"},
      {"a member to none", "{\"a\": {}}", Kind::add, {"a"}, "c", "3", "{\"a\": {\"c\": 3}}"},
      {"an item", "{\"a\": [\n1,\n2\n]}", Kind::add, {"a"}, "", "3", "{\"a\": [\n1,\n2,\n3\n]}"},
      {"a member of an item",
       "[{\n\"a\": 1\n}, {\n\"a\": 2\n}]",
       Kind::add,
       {"1"},
       "b",
       "x",
       "[{\n\"a\": 1\n}, {\n\"a\": 2,\n\"b\": \"x\"\n}]"},

      {"a first member", "{\n\"a\": 1,\n\"b\": 2\n}\n", Kind::remove, {"a"}, "", "", "{\n\"b\": 2\n}\n"},
      {"a last member", "{\n\"a\": 1,\n\"b\": 2\n}\n", Kind::remove, {"b"}, "", "", "{\n\"a\": 1\n}\n"},
      {"the only member", "{\"x\": {\n\"a\": 1\n}}\n", Kind::remove, {"x", "a"}, "", "", "{\"x\": {}}\n"},
      {"the only member of all", "{ \"a\": 1 }", Kind::remove, {"a"}, "", "", "{}"},
      {"an item in the middle", "[1, {\"a\": [2]}, 3]", Kind::remove, {"1"}, "", "", "[1, 3]"},
  };
  for (const Case& one : cases) check("file.json", one);
}

TEST(EditText, RefusesWhatItCannotChangeAlone) {
  struct Refusal {
    const char* name;
    const char* file;
    const char* before;
    Kind kind;
    TreePath path;
    const char* key;
    ErrorCode code;
    const char* where;
  };
  const Refusal cases[] = {
      {"an alias, which is another place too",
       "f.yaml",
       "a: &x 1\nb: *x\n",
       Kind::replace,
       {"b"},
       "",
       ErrorCode::bad_value,
       "f.yaml:1:4"},
      {"what an alias copies",
       "f.yaml",
       "a: &x {c: 1}\nb: *x\n",
       Kind::replace,
       {"a", "c"},
       "",
       ErrorCode::bad_value,
       "f.yaml:1:11"},
      {"no such member", "f.yaml", "a: 1\n", Kind::replace, {"b"}, "", ErrorCode::not_found, "f.yaml:1:1"},
      {"no such item", "f.json", "[1]", Kind::remove, {"1"}, "", ErrorCode::not_found, "f.json:1:1"},
      {"a member that is there", "f.yaml", "a: {b: 1}\n", Kind::add, {"a"}, "b", ErrorCode::conflict, "f.yaml:1:4"},
      {"a member of a text", "f.yaml", "a: x\n", Kind::add, {"a"}, "b", ErrorCode::wrong_type, "f.yaml:1:4"},
      {"broken YAML", "f.yaml", "a: [1\n", Kind::replace, {"a"}, "", ErrorCode::syntax, ""},
      {"broken JSON", "f.json", "{\"a\": }", Kind::replace, {"a"}, "", ErrorCode::syntax, "f.json:1:7"},
      {"a member that is there twice",
       "f.json",
       "{\"a\": 1, \"a\": 2}",
       Kind::replace,
       {"a"},
       "",
       ErrorCode::duplicate_key,
       ""},
  };
  for (const Refusal& one : cases) {
    SCOPED_TRACE(one.name);
    const auto made = edit_text(std::make_shared<const Source>(one.file, one.before),
                                {one.kind, one.path, one.key, Node::scalar("9")});
    ASSERT_FALSE(made) << *made;
    EXPECT_EQ(made.error().code, one.code);
    ASSERT_TRUE(made.error().where);
    EXPECT_THAT(made.error().where->to_string(), testing::HasSubstr(one.where));
  }
}

}  // namespace
