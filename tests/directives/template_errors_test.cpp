// What is wrong with a template is found at load, at its line and column of the YAML file.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/directives/template_origin.hpp"
#include "phantomime/directives/template_syntax.hpp"

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

using testing_support::FakeFixtures;

std::string errors_of(std::string yaml, std::vector<std::string> captures = {"id"}) {
  LoadedResponse response{FakeFixtures{{{"a.txt", "x"}, {"a.json", "{}"}}}};
  response.capturing(std::move(captures)).load(std::move(yaml));
  return response.errors();
}

/// The error without its place and the words that all of them have.
std::string words_of(const std::string& text) {
  std::string all = errors_of("template: |-\n  " + text);
  const std::string prefix = "in the template: ";
  for (std::size_t at = all.find(prefix); at != std::string::npos; at = all.find(prefix)) all.erase(at, prefix.size());
  return all;
}

struct Wrong {
  const char* text;
  const char* error;  // the template begins at 2:3
};

class WrongTemplate : public testing::TestWithParam<Wrong> {};

TEST_P(WrongTemplate, IsRefusedWithTheseWords) { EXPECT_EQ(words_of(GetParam().text), GetParam().error); }

INSTANTIATE_TEST_SUITE_P(
    Names, WrongTemplate,
    testing::Values(
        Wrong{"{{ request.pth }}", "2:6 unknown name 'request.pth' (did you mean 'request.path'?)"},
        Wrong{"ab {{ zzzzzzzz }}",
              "2:9 unknown name 'zzzzzzzz' (known are request.method, request.path, request.target, request.body, "
              "request.json, request.peer, request.segments, captures.id)"},
        Wrong{"{{ captures.di }}", "2:6 the path of this stub captures no 'di' (did you mean 'id'?)"},
        Wrong{"{{ captures }}",
              "2:6 unknown name 'captures' (known are request.method, request.path, request.target, request.body, "
              "request.json, request.peer, request.segments, captures.id)"},
        Wrong{"{{ now }}", "2:6 'now' is a function (call it: now() or now(offset))"},
        Wrong{"{% set x = 1 %}{{ x/2 }}", "2:21 unknown name 'x/2' (if an operator is meant, put blanks around it)"},
        Wrong{"{{ x }}{% set x = 1 %}{{ x }}",
              "2:6 unknown name 'x' (known are request.method, request.path, request.target, request.body, "
              "request.json, request.peer, request.segments, captures.id)"},
        Wrong{"{% for item in [1] %}{{ itm }}{% endfor %}", "2:27 unknown name 'itm' (did you mean 'item'?)"},
        Wrong{"{% for item in [1] %}{% endfor %}{{ item }}",
              "2:39 unknown name 'item' (known are request.method, request.path, request.target, request.body, "
              "request.json, request.peer, request.segments, captures.id)"},
        Wrong{"{{ loop.index }}", "2:6 'loop.index' outside any loop"},
        Wrong{"{% for a in [1] %}{{ loop.parent.index }}{{ loop.idx }}{% endfor %}",
              "2:24 'loop.parent.index' has no loop so far out\n"
              "2:47 unknown name 'loop.idx' (a loop has loop.index, loop.index1, loop.is_first, loop.is_last, and "
              "loop.parent.index and so on)"},
        Wrong{"{% set request = 1 %}{% for now in [1] %}{% endfor %}{% set a.b = 2 %}",
              "2:10 the name 'request' is taken (use another)\n2:31 the name 'now' is taken (use another)\n"
              "2:63 'a.b' is no name to set (names are letters, digits and '_')"},
        Wrong{"{{ exists(\"nothing\") }}{{ exists(captures.id) }}",
              "2:13 unknown name 'nothing' (known are request.method, request.path, request.target, request.body, "
              "request.json, request.peer, request.segments, captures.id)\n"
              "2:29 'exists' takes a name in quotes (write exists(\"name\"))"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, WrongTemplate,
    testing::Values(
        Wrong{"{{ qurey(\"a\") }}", "2:6 unknown function 'qurey' (did you mean 'query'?)"},
        Wrong{"{{ 1 | uper }}", "2:10 unknown function 'uper' (did you mean 'upper'?)"},
        Wrong{"{{ query() }}", "2:6 'query' with no arguments (write query(name) or query(name, default))"},
        Wrong{"{{ header(\"a\", \"b\", \"c\") }}",
              "2:6 'header' with 3 arguments (write header(name) or header(name, default))"},
        Wrong{"{{ upper(\"a\", 1) }}{{ random_uuid(1) }}",
              "2:6 'upper' with 2 arguments (write upper(text))\n2:25 'random_uuid' with 1 argument (write "
              "random_uuid())"},
        Wrong{"{{ nope(yes, query(\"a\", b)) }}",
              "2:11 unknown name 'yes' (known are request.method, request.path, request.target, request.body, "
              "request.json, request.peer, request.segments, captures.id)\n"
              "2:27 unknown name 'b' (known are request.method, request.path, request.target, request.body, "
              "request.json, request.peer, request.segments, captures.id)\n"
              "2:6 unknown function 'nope' (scenarios/README.md lists them under 'template')"},
        Wrong{"{{ now(\"soon\") }}",
              "2:6 \"soon\" is no offset such as \"-30m\" or \"24h\" (write now() or now(offset))"},
        Wrong{"{{ json_at(\"id\") }}",
              "2:6 \"id\" is no JSON Pointer: empty, or '/' before each step as in \"/container/id\" (write "
              "json_at(pointer) or "
              "json_at(pointer, default))"},
        Wrong{"{{ random_integer(9, 1) }}",
              "2:6 random_integer's upper end 1 is below its lower end 9 (write random_integer(low, high))"},
        Wrong{"{{ range(10001) }}", "2:6 range takes a number from 0 to 10000, this is 10001 (write range(length))"},
        Wrong{"{{ fixture(\"b.txt\") }}", "2:14 there is no fixture 'b.txt' (check the path)"},
        Wrong{"{{ fixture(query(\"f\")) }}",
              "2:14 'fixture' takes the path of a fixture in quotes (fixtures are read when the pack is loaded; choose "
              "between "
              "several with {% if %})"},
        Wrong{"{{ fixture_json(\"a.txt\") }}",
              "2:19 the fixture \"a.txt\" is no JSON: expected a value (look at line 1, column 1)"}));

INSTANTIATE_TEST_SUITE_P(
    Syntax, WrongTemplate,
    testing::Values(
        Wrong{"a {{ query(\"a\")", "2:5 '{{' is never closed (close it with }})"},
        Wrong{"a {% if 1", "2:5 '{%' is never closed (close it with %})"},
        Wrong{"{# a", "2:3 '{#' is never closed (close it with #})"}, Wrong{"{{ }}", "2:3 an expression is missing"},
        Wrong{"{% %}", "2:3 '{% %}' holds no statement (write if, else, endif, for, endfor or set)"},
        Wrong{"{% if 1 %}a", "2:6 'if' has no 'endif' (close it with {% endif %})"},
        Wrong{"{% for a in [1] %}{% if a %}{% endfor %}{% endif %}",
              "2:34 'endfor' where 'endif' is due (the innermost open statement is 'if')\n"
              "2:46 'endif' where 'endfor' is due (the innermost open statement is 'for')"},
        Wrong{"{% endif %}{% else %}", "2:6 'endif' closes nothing\n2:17 'else' stands in no 'if'"},
        Wrong{"{% if 1 %}{% elif 2 %}{% endif %}", "2:16 unknown statement 'elif' (write {% else if ... %})"},
        Wrong{
            "{% include \"/etc/passwd\" %}",
            "2:6 'include' is not for these templates (templates read no other templates; use fixture(\"path\") for a "
            "fixture's text)"},
        Wrong{"{% extends \"a\" %}{% block b %}{% endblock %}",
              "2:6 'extends' is not for these templates (templates read no other templates; use fixture(\"path\") for "
              "a fixture's text)\n"
              "2:23 'block' is not for these templates (templates read no other templates; use fixture(\"path\") for a "
              "fixture's text)\n"
              "2:36 'endblock' is not for these templates (templates read no other templates; use fixture(\"path\") "
              "for a fixture's text)"},
        Wrong{"{{ | upper }}", "2:6 '|' has no value before it (write a value, then | and a function)"},
        Wrong{"{{ not | upper }}", "2:10 '|' has no value before it (write a value, then | and a function)"},
        Wrong{"{{ query('a }}", "2:12 ' begins no string (write strings in a template in double quotes)"},
        Wrong{"{% if 1 %}{{ \"a }}{% endif %}", "2:16 a string that never ends (close it with \")"},
        Wrong{"{{ [1, }}", "2:6 '[' is never closed"},
        Wrong{"{{ [a, 1] }}",
              "2:6 a value that is no JSON: expected a value (lists, objects, strings and numbers in a template are "
              "JSON; they hold no names)"},
        Wrong{"{{ 1.2.3 }}",
              "2:6 a value that is no JSON: expected nothing after the value (lists, objects, strings and numbers in a "
              "template are JSON; they hold no names)"},
        Wrong{"{{ \"\\q\" }}",
              "2:6 a value that is no JSON: a string holds an escape that JSON does not know (lists, objects, strings "
              "and numbers in a template are JSON; they hold no names)"},
        Wrong{"{% if 1 = 1 %}{% endif %}",
              "2:11 '=' compares nothing (write == to compare, or {% set name = value %} to keep a value)"},
        Wrong{"{{ 1 2 }}", "2:10 malformed expression (two values stand side by side without an operator)"},
        Wrong{"{{ (1 }}", "2:9 expected right parenthesis, got '}}'"},
        Wrong{"{{ 1 + }}",
              "2:10 an operator without a value on each side (a number below zero may need 0 - 1 instead of -1)"},
        Wrong{"{{ query(\"a\").1 }}", "2:16 '.' needs a name after it"},
        Wrong{"{% set 1 = 2 %}", "2:10 expected variable name, got '1'"},
        Wrong{"{% for a of [1] %}{% endfor %}", "2:12 expected 'in', got 'of'"},
        Wrong{"{% for a in %}{% endfor %}", "2:3 an expression is missing"}));

TEST(TemplateSyntax, NestingIsBounded) {
  const auto repeated = [](std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  EXPECT_EQ(words_of("{{ " + repeated("(", 64) + "1" + repeated(")", 64) + " }}"), "");
  EXPECT_THAT(words_of("{{ " + repeated("(", 100'000) + " }}"),
              testing::HasSubstr("a tag of more than 2000 words and signs"));
  EXPECT_THAT(words_of("{{ " + repeated("(", 1000) + " }}"), testing::HasSubstr("parentheses nested deeper than 64"));
  EXPECT_THAT(words_of("{{ " + repeated("[", 1000) + " }}"), testing::HasSubstr("is never closed"));
  EXPECT_THAT(words_of("{{ " + repeated("[", 900) + repeated("]", 900) + " }}"),
              testing::HasSubstr("a value that is no JSON"));
  EXPECT_THAT(words_of(repeated("{% if 1 %}", 20'000) + repeated("{% endif %}", 20'000)),
              testing::HasSubstr("statements nested deeper than 64"));
  EXPECT_THAT(words_of("{% if 1 %}" + repeated("{% else if 1 %}", 1000) + "{% endif %}"),
              testing::HasSubstr("statements nested deeper than 64"));
  EXPECT_EQ(words_of("{{ 1" + repeated(" + 1", 900) + " }}"), "");
  EXPECT_THAT(words_of(std::string(max_template_size + 1, 'x')), testing::HasSubstr("a template of more than 1 MiB"));
}

// Places.

TEST(TemplatePlaces, InALiteralBlock) {
  EXPECT_EQ(errors_of("status: 200\n"
                      "template: |\n"
                      "    {\"a\": {{ request.method }},\n"
                      "\n"
                      "      \"\xC3\xA9\": \"{{ nope1 }}\", {{ nope2() }}}\n"),
            "5:16 in the template: unknown name 'nope1' (known are request.method, request.path, request.target, "
            "request.body, "
            "request.json, request.peer, request.segments, captures.id)\n5:30 in the template: unknown function "
            "'nope2' (scenarios/README.md lists them under 'template')");
}

TEST(TemplatePlaces, InABlockWithItsIndentationSaid) {
  EXPECT_EQ(errors_of("template: |2-\n    a {{ now }}\n"),
            "2:10 in the template: 'now' is a function (call it: now() or now(offset))");
}

TEST(TemplatePlaces, BehindEmptyLinesOfABlock) {
  EXPECT_EQ(errors_of("template: |\n\n\n  {{ now }}\n"),
            "4:6 in the template: 'now' is a function (call it: now() or now(offset))");
}

TEST(TemplatePlaces, InAFoldedBlock) {
  EXPECT_EQ(errors_of("template: >\n  a\n  b {{ now }}\n\n  c {{ now }}\n"),
            "3:8 in the template: 'now' is a function (call it: now() or now(offset))\n"
            "5:8 in the template: 'now' is a function (call it: now() or now(offset))");
}

TEST(TemplatePlaces, InQuotesWithEscapes) {
  const std::string error = " in the template: 'now' is a function (call it: now() or now(offset))";
  EXPECT_EQ(errors_of("template: '{{ now }}'"), "1:15" + error);
  EXPECT_EQ(errors_of("template: 'it''s {{ now }}'"), "1:21" + error);
  EXPECT_EQ(errors_of(R"(template: "{\"a\": \u00e9\x41\n {{ now }}}")"), "1:36" + error);
  EXPECT_EQ(errors_of("template: \"a\n   b\n\n   {{ now }}\""), "4:7" + error);
  EXPECT_EQ(errors_of("template: \"a\\\n   b {{ now }}\""), "2:9" + error);
}

TEST(TemplatePlaces, InPlainText) {
  const std::string error = " in the template: 'now' is a function (call it: now() or now(offset))";
  EXPECT_EQ(errors_of("template: run {{ now }}"), "1:18" + error);
  EXPECT_EQ(errors_of("template: run\n  on {{ now }}"), "2:9" + error);
}

TEST(TemplatePlaces, WithCarriageReturnsInTheFile) {
  EXPECT_EQ(errors_of("template: |\r\n  a\r\n  {{ now }}\r\n"),
            "3:6 in the template: 'now' is a function (call it: now() or now(offset))");
}

TEST(TemplatePlaces, InAHeader) {
  EXPECT_EQ(errors_of("headers:\n  Location: /a/{{ captures.di }}\n"),
            "2:19 in the template: the path of this stub captures no 'di' (did you mean 'id'?)");
}

TEST(TemplatePlaces, AroundVariablesThatWereReplaced) {
  const auto source = std::make_shared<const Source>("a.yaml", "template: '${base}/x {{ nope }} ${b}'\n");
  Node node = Node::scalar("/rest/x {{ nope }} value", Node::Style::quoted);
  node.at(source.get(), 1, 11);
  const TextOrigin origin{node};
  EXPECT_EQ(origin.at(node.text(), 2).to_string(), "a.yaml:1:12") << "within the value";
  EXPECT_EQ(origin.at(node.text(), 11).to_string(), "a.yaml:1:25");
  EXPECT_EQ(origin.at(node.text(), 20).to_string(), "a.yaml:1:33") << "within the second";
}

TEST(TemplatePlaces, WhereTheTextIsFromElsewhere) {
  const auto source = std::make_shared<const Source>("a.yaml", "template: '${text}'\n");
  Node node = Node::scalar("one {{ nope }}", Node::Style::block);
  node.at(source.get(), 1, 11);
  const Location where = TextOrigin{node}.at(node.text(), 7);
  EXPECT_EQ(where.line, 1u);
  Node without_source = Node::scalar("{{ nope }}");
  EXPECT_EQ(TextOrigin{without_source}.at("{{ nope }}", 3).source, nullptr);
}

}  // namespace
}  // namespace phantomime::directives
