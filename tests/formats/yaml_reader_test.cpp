#include "phantomime/formats/yaml_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

namespace phantomime::formats {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Source> source(std::string text) {
  return std::make_shared<const Source>("x.yaml", std::move(text));
}

/// The tree of a text that is sound.
Document read(std::string text) {
  Errors errors;
  auto document = read_yaml(source(std::move(text)), errors);
  EXPECT_TRUE(document) << render(errors);
  return document ? std::move(*document) : Document{};
}

/// What is said of a text that is not.
std::string complaint(std::string text, const YamlLimits& limits = {}) {
  Errors errors;
  EXPECT_FALSE(read_yaml(source(std::move(text)), errors, limits));
  return render(errors);
}

TEST(YamlReader, BuildsATreeInTheOrderOfTheFile) {
  const Document document = read("b: 1\na: [x, {c: null}]\n");
  EXPECT_EQ(node_to_json_text(document.root).value(), R"({"b":1,"a":["x",{"c":null}]})");
}

TEST(YamlReader, PlacesCountFromOneInCodePoints) {
  const Document document = read("é: ü\nlist:\n  - \"ö\": [ß, x]\n");
  const Node& value = document.root.value(0);
  EXPECT_EQ(value.location().to_string(), "x.yaml:1:4");
  const Node& entry = document.root.value(1).items()[0];
  EXPECT_EQ(entry.key(0).location().to_string(), "x.yaml:3:5");
  EXPECT_EQ(entry.value(0).items()[1].location().to_string(), "x.yaml:3:14");
}

TEST(YamlReader, AByteOrderMarkIsNoColumn) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "a: b\n")
                .root.key(0)
                .location()
                .to_string(),
            "x.yaml:1:1");
  EXPECT_EQ(read("\xEF\xBB\xBFé: b\n").root.value(0).location().to_string(), "x.yaml:1:4");
}

TEST(YamlReader, TellsStylesApart) {
  const Document document = read("[1, \"1\", '1', &a 1, &b \"1\", ~]\n");
  const std::vector<Node::Style> expected = {Node::Style::plain, Node::Style::quoted, Node::Style::quoted,
                                             Node::Style::plain, Node::Style::quoted, Node::Style::plain};
  ASSERT_EQ(document.root.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(document.root.items()[i].style(), expected[i]) << i;
  EXPECT_EQ(read("a: |\n  1\n").root.value(0).style(), Node::Style::block);
  EXPECT_EQ(read("a: >-\n  1\n").root.value(0).style(), Node::Style::block);
}

TEST(YamlReader, NullKeepsItsSpelling) {
  const Document document = read("[~, null, Null, NULL]\n");
  EXPECT_EQ(document.root.items()[0].text(), "~");
  EXPECT_EQ(document.root.items()[3].text(), "NULL");
  for (const Node& item : document.root.items()) EXPECT_TRUE(item.is_null());
}

TEST(YamlReader, AValueLeftOutStandsAtItsKey) {
  const Document document = read("a:\nb: 1\n");
  EXPECT_TRUE(document.root.value(0).is_null());
  EXPECT_EQ(document.root.value(0).location().to_string(), "x.yaml:1:1");
}

TEST(YamlReader, ReadsWindowsLineEnds) {
  const Document document = read("a:\r\n  b: 1\r\n");
  EXPECT_EQ(document.root.find("a")->value(0).text(), "1");
  EXPECT_EQ(document.root.find("a")->key(0).location().to_string(), "x.yaml:2:3");
}

TEST(YamlReader, AnEmptyFileIsNullAtItsBeginning) {
  for (const char* text : {"", "# nothing\n", "---\n"}) {
    const Document document = read(text);
    EXPECT_TRUE(document.root.is_null()) << text;
    EXPECT_GT(document.root.line(), 0u) << text;
  }
}

TEST(YamlReader, AliasesAreCopied) {
  const Document document = read("a: &one [1, &two {x: 2}]\nb: *one\nc: {d: [*two, *one]}\n&key e: 3\n? f\n: *key\n");
  EXPECT_EQ(node_to_json_text(document.root).value(),
            R"({"a":[1,{"x":2}],"b":[1,{"x":2}],"c":{"d":[{"x":2},[1,{"x":2}]]},"e":3,"f":"e"})");
}

TEST(YamlReader, AnAliasKeepsThePlaceOfWhatItCopies) {
  const Document document = read("a: &one [1]\nb: *one\n");
  EXPECT_EQ(document.root.value(1).items()[0].location().to_string(), "x.yaml:1:10");
}

TEST(YamlReader, AnchorsMoveWithTheTree) {
  const Document document = read("- - - &deep x\n  - &list [*deep, &inner {k: *deep}]\n- [*list, *inner, *deep]\n");
  EXPECT_EQ(node_to_json_text(document.root).value(), R"([[["x"],["x",{"k":"x"}]],[["x",{"k":"x"}],{"k":"x"},"x"]])");
}

TEST(YamlReader, ALaterAnchorOfTheSameNameReplacesTheEarlier) {
  const Document document = read("[&a 1, *a, &a 2, *a]\n");
  EXPECT_EQ(node_to_json_text(document.root).value(), "[1,1,2,2]");
}

struct Bad {
  const char* name;
  const char* text;
  const char* expected;
};

class BrokenYaml : public testing::TestWithParam<Bad> {};

TEST_P(BrokenYaml, IsExplainedWordForWord) { EXPECT_EQ(complaint(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    All, BrokenYaml,
    testing::Values(
        Bad{"TabInIndentation", "a:\n\tb: 1\n",
            "x.yaml:2:1: error: found a tab in the indentation\n\tb: 1\n^\n"
            "hint: YAML is indented by blanks: replace it\n"},
        Bad{"TemplateWithoutQuotes", "a: {{ x }} y\n",
            "x.yaml:1:4: error: found '{{' outside quotes, which begins a mapping\na: {{ x }} y\n   ^\n"
            "hint: quote the whole text: '{{ ... }}'\n"},
        Bad{"ColonInText", "a: b: c\n",
            "x.yaml:1:5: error: found ':' where no key can stand\na: b: c\n    ^\n"
            "hint: quote a text that holds ': ', or mend the indentation\n"},
        Bad{"GlobWithoutQuotes", "glob: *.json\n",
            "x.yaml:1:7: error: '*.json' is an alias, and nothing before it is anchored so\nglob: *.json\n      ^\n"
            "hint: quote a text that begins with '*'\n"},
        Bad{"OpenList", "a: [1, 2\nb: 3\n",
            "x.yaml:2:2: error: expected ',' or ']' of the list that begins in line 1\nb: 3\n ^\n"
            "hint: close it with ']'\n"},
        Bad{"BracesInFlow", "{path: /rest/{id}}\n",
            "x.yaml:1:14: error: expected ',' or '}' of the mapping that begins in line 1\n{path: /rest/{id}}\n"
            "             ^\nhint: between { } or [ ] a text that holds braces or ${...} must be quoted\n"},
        Bad{"OpenQuote", "a: \"x\nb: 3\n",
            "x.yaml:1:4: error: the quoted text is never closed\na: \"x\n   ^\nhint: add the closing quote\n"},
        Bad{"OpenSingleQuote", "a: 'it''s\nb: 3\n",
            "x.yaml:1:4: error: the quoted text is never closed\na: 'it''s\n   ^\nhint: add the closing quote\n"},
        Bad{"ReservedCharacter", "a: @x\n",
            "x.yaml:1:4: error: no value can begin with '@'\na: @x\n   ^\nhint: quote the text\n"},
        Bad{"TextBehindQuote", "a: 'it's'\n",
            "x.yaml:1:8: error: this does not belong to the mapping that begins in line 1\na: 'it's'\n       ^\n"
            "hint: mend the indentation; a text that goes on after a quote or brace must be quoted as a whole\n"},
        Bad{"UnknownEscape", "a: \"\\q\"\n",
            "x.yaml:1:7: error: '\\q' is no escape of double quotes\na: \"\\q\"\n      ^\n"
            "hint: use single quotes for a text with backslashes\n"},
        Bad{"SecondDocument", "a: 1\n---\nb: 2\n",
            "x.yaml:2:1: error: a second document begins here\n---\n^\nhint: put it into a file of its own\n"},
        Bad{"ListThenMapping", "- a\nb: 1\n",
            "x.yaml:2:1: error: this belongs to nothing before it\nb: 1\n^\nhint: mend the indentation\n"},
        Bad{"AliasOfItself", "a: &x [*x]\n",
            "x.yaml:1:8: error: this alias stands inside what it is an alias of\na: &x [*x]\n       ^\n"
            "hint: write out what is meant\n"},
        Bad{"ListAsKey", "? [a]\n: b\n",
            "x.yaml:1:3: error: expected a scalar as key, found a list\n? [a]\n  ^\n"
            "hint: quote a text that begins with '['\n"},
        Bad{"Tag", "a: !!str 1\n",
            "x.yaml:1:4: error: the tag '!!str' has no meaning here\na: !!str 1\n   ^\n"
            "hint: remove it; quote the value to make it a string\n"},
        Bad{"TagOfNull", "a: !x\n",
            "x.yaml:1:4: error: the tag '!x' has no meaning here\na: !x\n   ^\n"
            "hint: remove it; quote the value to make it a string\n"},
        Bad{"MergeKey", "a: &a {b: 1}\nc:\n  <<: *a\n",
            "x.yaml:3:3: error: merge keys ('<<') have no meaning here\n  <<: *a\n  ^\n"
            "hint: write the keys out, or use defaults: or variables:\n"},
        Bad{"DuplicateKey", "a: 1\nb: 2\n\"a\": 3\n",
            "x.yaml:3:1: error: the key 'a' is here a second time\n\"a\": 3\n^\n"
            "hint: it stands in line 1 already: remove one\n"},
        Bad{"Utf16",
            "\xFF\xFE"
            "a",
            "x.yaml:1:1: error: the file begins with a byte order mark of UTF-16\n\\xff\\xfea\n^\n"
            "hint: save it as UTF-8\n"},
        Bad{"Latin1", "a: 1\nb: caf\xE9\n",
            "x.yaml:2:7: error: found the byte 0xE9, which is not UTF-8\nb: caf\\xe9\n      ^\nhint: save the file as "
            "UTF-8\n"},
        Bad{"ControlCharacter", "a: b\x04\n",
            "x.yaml:1:5: error: found the control character 0x04\na: b\\x04\n    ^\n"
            "hint: write it as an escape in double quotes, such as \"\\x04\"\n"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(YamlReader, ReportsEverythingItCanFind) {
  const std::string text = complaint("a: !x 1\nb: {c: 1, c: 2}\n<<: 1\nd: [!y 2]\n");
  for (const char* part : {"x.yaml:1:4", "x.yaml:2:11", "x.yaml:3:1", "x.yaml:4:5"}) EXPECT_THAT(text, HasSubstr(part));
}

TEST(YamlReader, FindsDuplicatesInLargeMappings) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  text += "key500: 2\n";
  EXPECT_EQ(complaint(text),
            "x.yaml:1001:1: error: the key 'key500' is here a second time\nkey500: 2\n^\n"
            "hint: it stands in line 501 already: remove one\n");
}

TEST(YamlReader, RefusesUtf8ThatIsNone) {
  for (const char* bytes : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFE"})
    EXPECT_THAT(complaint(std::string{"abcdefgh: "} + bytes), HasSubstr("which is not UTF-8"));
  EXPECT_EQ(read("a: \xF0\x9F\x98\x80\n").root.value(0).text(), "\xF0\x9F\x98\x80");
}

TEST(YamlReader, NestingIsBoundedInEveryForm) {
  const auto nested = [](const std::string& open, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += open;
    return text;
  };
  EXPECT_THAT(complaint(nested("[", 65) + nested("]", 65)),
              HasSubstr("x.yaml:1:65: error: lists and mappings are nested deeper than 64 levels"));
  for (const char* open : {"- ", "[", "{a: ", "[a: ", "? "})
    for (const int times : {65, 100'000})
      EXPECT_THAT(complaint(nested(open, times)), HasSubstr("nested deeper than 64 levels")) << open << times;
  EXPECT_EQ(read(nested("[", 64) + nested("]", 64)).root.size(), 1u);
}

TEST(YamlReader, AliasesCannotDeepenATree) {
  std::string text;
  const std::string open(40, '['), close(40, ']');
  text += "a: &a " + open + "1" + close + "\nb: &b " + open + "*a" + close + "\n";
  EXPECT_THAT(complaint(text), HasSubstr("x.yaml:2:47: error: lists and mappings are nested deeper than 64 levels"));
}

TEST(YamlReader, AliasBombsAreRefusedBeforeTheyGoOff) {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'j'; ++c) {
    text += std::string{c} + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) text += std::string{i ? ", *" : "*"} + static_cast<char>(c - 1);
    text += "]\n";
  }
  EXPECT_THAT(complaint(text), HasSubstr("error: the aliases of this file expand to more than 100000 nodes"));
}

TEST(YamlReader, NodesAndBytesAreBounded) {
  YamlLimits limits;
  limits.nodes = 10;
  EXPECT_THAT(complaint("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", limits),
              HasSubstr("x.yaml:1:29: error: the file has more than 10 nodes"));
  limits.bytes = 3;
  EXPECT_EQ(complaint("abcd", limits), "x.yaml: error: the file has 4 bytes, more than 3\nhint: split it\n");
}

TEST(YamlReader, NoBytesMakeItFall) {
  const std::string seed =
      "a: &x [1, \"two\", {b: 'c', ? d : |\n  text\n}]\ne: *x\n%: @\n!t - ? : << {{ }} \\ \xC3\xA9 \x01\t#";
  for (std::size_t begin = 0; begin < seed.size(); ++begin)
    for (std::size_t length = 1; length <= seed.size() - begin; length += 3) {
      Errors errors;
      const auto document = read_yaml(source(seed.substr(begin, length)), errors);
      EXPECT_EQ(document.has_value(), errors.empty()) << seed.substr(begin, length);
    }
}

}  // namespace
}  // namespace phantomime::formats
