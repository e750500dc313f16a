// What templates say: every function of the reference, and inja's own.

#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/directives/template_function.hpp"

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing_support::FakeFixtures;
using testing_support::make_form_request;
using testing_support::make_json_request;
using testing_support::make_request;

FakeFixtures fixtures() {
  return FakeFixtures{{{"a.json", R"({"id": 7, "tags": ["x", "y"], "deep": {"er": true}})"}, {"note.txt", "line\n"}}};
}

/// `template:` with the text as a block scalar; captures id and name.
LoadedResponse templated(const std::string& text) {
  std::string yaml = "template: |-\n  ";
  for (const char c : text) yaml += c == '\n' ? std::string{"\n  "} : std::string{c};
  LoadedResponse response{fixtures()};
  response.capturing({"id", "name"}).load(yaml);
  EXPECT_EQ(response.errors(), "") << text;
  return response;
}

http::Request sample() {
  return make_json_request("POST /rest/run%20x/46?page=2&page=3&q=a%20b&flag",
                           R"({"container_id": 42, "tags": ["a", "b"], "a/b": null, "n": 1.5})",
                           {{"X-Thing", "Value"}, {"Cookie", "sid=s1; b=2"}});
}

struct Says {
  const char* text;
  const char* result;
};

class TemplateSays : public testing::TestWithParam<Says> {};

TEST_P(TemplateSays, This) {
  LoadedResponse response = templated(GetParam().text);
  const http::Request request = sample();
  EXPECT_EQ(response.render(request, {{"id", "46"}, {"name", ""}}).body_text(), GetParam().result);
  EXPECT_EQ(response.error, "");
}

INSTANTIATE_TEST_SUITE_P(
    Request, TemplateSays,
    testing::Values(Says{"{{ request.method }}", "POST"}, Says{"{{ request.path }}", "/rest/run%20x/46"},
                    Says{"{{ request.target }}", "/rest/run%20x/46?page=2&page=3&q=a%20b&flag"},
                    Says{"{{ length(request.body) }}", "63"}, Says{"{{ captures.id }}-{{ captures.name }}.", "46-."},
                    Says{"{{ query(\"page\") }}", "2"}, Says{"{{ query(\"q\") }}", "a b"},
                    Says{"{{ query(\"no\") }}.{{ query(\"no\", 5) }}", ".5"}, Says{"[{{ query(\"flag\", 1) }}]", "[]"},
                    Says{"{{ header(\"x-thing\") }}{{ header(\"no\", \"-\") }}", "Value-"},
                    Says{"{{ cookie(\"sid\") }}{{ cookie(\"no\") }}", "s1"},
                    Says{"{{ json_at(\"/container_id\") + 1 }}", "43"}, Says{"{{ json_at(\"/tags/1\") }}", "b"},
                    Says{"{{ json_at(\"/tags\") }}", "[\"a\",\"b\"]"}, Says{"[{{ json_at(\"/a~1b\") }}]", "[]"},
                    Says{"{{ json_at(\"/no\", \"d\") }}{{ json_at(\"/tags/9\", 1) }}{{ json_at(\"/n/x\", 2) }}", "d12"},
                    Says{"[{{ json_at(\"/no\") }}]", "[]"}, Says{"{{ to_json(json_at(\"/no\")) }}", "null"},
                    Says{"{{ to_json(\"a\\\"\\n\") }}{{ to_json(1.5) }}", "\"a\\\"\\n\"1.5"}));

// YAML's double quotes would need a backslash before each of the template's.
INSTANTIATE_TEST_SUITE_P(SingleQuotes, TemplateSays,
                         testing::Values(Says{"{{ query('q') }}", "a b"}, Says{"{{ '' + 'é{}' }}", "é{}"},
                                         Says{"{{ \"it's\" }}", "it's"}, Says{"it's {{ 'x' }}'s", "it's x's"},
                                         Says{"{% if query('q') == 'a b' %}yes{% endif %}", "yes"}));

INSTANTIATE_TEST_SUITE_P(Clock, TemplateSays,
                         testing::Values(Says{"{{ now() }}", "2020-01-22T19:39:43.239000Z"},
                                         Says{"{{ now(\"-30m\") }}", "2020-01-22T19:09:43.239000Z"},
                                         Says{"{{ http_date() }}", "Wed, 22 Jan 2020 19:39:43 GMT"},
                                         Says{"{{ http_date(\"24h\") }}", "Thu, 23 Jan 2020 19:39:43 GMT"},
                                         Says{"{{ unix_time() }}", "1579721983"},
                                         Says{"{{ unix_time(\"-1s\") }}", "1579721982"}));

INSTANTIATE_TEST_SUITE_P(
    Fixtures, TemplateSays,
    testing::Values(Says{"{{ fixture(\"note.txt\") }}", "line\n"},
                    Says{"{{ at(fixture_json(\"a.json\"), \"id\") }}", "7"},
                    Says{"{{ fixture_json(\"a.json\").deep.er }}", "true"},
                    Says{"{% for t in at(fixture_json(\"a.json\"), \"tags\") %}{{ t }}{% endfor %}", "xy"},
                    Says{"{{ to_json(fixture_json(\"a.json\")) }}",
                         R"({"deep":{"er":true},"id":7,"tags":["x","y"]})"}));

INSTANTIATE_TEST_SUITE_P(
    Inja, TemplateSays,
    testing::Values(
        Says{"{# not seen {{ nor this }} #}a", "a"},
        Says{"{% if 1 > 2 %}a{% else if \"x\" %}b{% else %}c{% endif %}", "b"},
        Says{"{% if not 1 and 1 %}a{% endif %}{% if 0 or \"\" %}b{% else %}c{% endif %}", "c"},
        Says{"{% for i in range(3) %}{{ i }}{% if not loop.is_last %},{% endif %}{% endfor %}", "0,1,2"},
        Says{"{% for i in range(2) %}{{ loop.index1 }}{{ loop.is_first }} {% endfor %}", "1true 2false "},
        Says{"{% for a in [1,2] %}{% for b in [1] %}{{ loop.parent.index }}{{ loop.index }} {% endfor %}{% endfor %}",
             "00 10 "},
        Says{"{% for k, v in fixture_json(\"a.json\") %}{{ k }};{% endfor %}", "deep;id;tags;"},
        Says{"{% for a in [1] %}{% for k, v in fixture_json(\"a.json\").deep %}{{ k }}{{ v }}{% endfor %}{% endfor %}",
             "ertrue"},
        Says{"{% set a = 2 %}{% for a in [9] %}{{ a }}{% endfor %}{{ a }}", "92"},
        Says{"{% set n = 0 %}{% for i in range(4) %}{% set n = n + i %}{% endfor %}{{ n }}", "6"},
        Says{"{{ 1 + 2 * 3 }} {{ (1 + 2) * 3 }} {{ 7 / 2 }} {{ 7 % 4 }} {{ 2 ^ 10 }} {{ 1.5 - 1 }}",
             "7 9 3.5 3 1024 0.5"},
        Says{"{{ 9223372036854775807 + 1 }} {{ 0 - 9223372036854775807 - 2 }}",
             "9.223372036854776e+18 -9.223372036854776e+18"},
        Says{"{{ (0 - 7) % (0 - 1) }}", "0"}, Says{"{{ \"a\" + \"b\" }}", "ab"},
        Says{"{{ \"a\" == \"a\" }}{{ 1 != 1.0 }}", "truefalse"},
        Says{"{{ 2 >= 2 }}{{ 1 < 2 }}{{ 1 <= 0 }}", "truetruefalse"},
        Says{"{{ 2 in [1, 2] }}{{ \"b\" in \"abc\" }}{{ 5 in [] }}", "truetruefalse"},
        Says{"{{ upper(\"a\xC3\xA9\") }}{{ lower(\"AB\") }}{{ capitalize(\"aBC\") }}{{ capitalize(\"\") }}",
             "A\xC3\xA9"
             "abAbc"},
        Says{"{{ \"a-b-c\" | replace(\"-\", \"+\") | upper }}", "A+B+C"},
        Says{"{{ replace(\"ab\", \"\", \"x\") }}", "ab"},
        Says{"{{ int(\"42\") + 1 }} {{ int(3.9) }} {{ float(\"1.5\") }} {{ int(\"123456789012\") }}",
             "43 3 1.5 123456789012"},
        Says{"{{ first([1,2]) }}{{ last([1,2]) }}{{ max([3,1]) }}{{ min([3,1]) }}{{ length([1,2]) }}", "12312"},
        Says{"{{ join(sort([3,1,2]), \"-\") }}", "1-2-3"},
        Says{"{{ at([5,6], 1) }}{{ round(2.567, 1) }}{{ round(2.5, 0) }}", "62.63"},
        Says{"{{ even(2) }}{{ odd(2) }}{{ divisibleBy(6, 3) }}{{ divisibleBy(6, 0) }}", "truefalsetruefalse"},
        Says{"{{ isString(\"\") }}{{ isNumber(1) }}{{ isInteger(1.0) }}{{ isFloat(1.0) }}{{ isArray([]) }}{{ "
             "isObject({}) }}"
             "{{ isBoolean(true) }}",
             "truetruefalsetruetruetruetrue"},
        Says{"{{ existsIn(fixture_json(\"a.json\"), \"id\") }}", "true"},
        Says{"{% if 0 %}{% set x = 1 %}{% endif %}{{ default(x, \"none\") }}{{ exists(\"x\") }}", "nonefalse"},
        Says{"{% set o = fixture_json(\"a.json\") %}{{ o.id }}{{ o.tags.1 }}{{ default(o.no.where, 0) }}", "7y0"},
        Says{"a\n   {{- 1 -}}  \n b\n  {%- if 1 %}c{% endif %}", "a\n1b\nc"},
        Says{"## no line statement\n# {a} %}", "## no line statement\n# {a} %}"},
        Says{"{{ null }}{{ true }}{{ [1, \"a\"] }}{{ 1.0 }}", "true[1,\"a\"]1.0"}));

TEST(Template, TakesFormFields) {
  LoadedResponse response = templated("{{ form(\"user\") }}/{{ form(\"no\", \"x\") }}");
  EXPECT_EQ(response.render(make_form_request("POST /", "user=ann+lee")).body_text(), "ann lee/x");
}

TEST(Template, DrawsAreSeeded) {
  LoadedResponse response = templated(
      "{{ random_integer(5, 9) }} {{ random_hex(20) }} {{ random_uuid() }} {{ random_choice([\"a\", \"b\"]) }}");
  const http::Request request = make_request("GET /");
  const std::string one{response.render(request, {}, 1).body_text()};
  EXPECT_THAT(one, MatchesRegex("[5-9] [0-9a-f]+ [0-9a-f]+-[0-9a-f]+-4[0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+ [ab]"));
  EXPECT_EQ(one.size(), 2u + 21 + 37 + 1);
  EXPECT_EQ(response.render(request, {}, 1).body_text(), one);
  EXPECT_NE(response.render(request, {}, 2).body_text(), one);
}

TEST(Template, EveryFunctionOfTheRegistryHasANameAndAUse) {
  const auto names = template_function_names();
  ASSERT_GE(names.size(), 40u);
  EXPECT_EQ(std::set<std::string_view>(names.begin(), names.end()).size(), names.size());
  for (const std::string_view name : names) {
    const TemplateFunction* const row = find_template_function(name);
    ASSERT_NE(row, nullptr) << name;
    EXPECT_LE(row->least, row->most) << name;
    EXPECT_TRUE(row->usage.starts_with(std::string{name} + "(")) << name;
  }
}

TEST(Template, IsSpelledAndCoded) {
  LoadedResponse response{fixtures()};
  response.load("{template: '{\"a\": {{ 1 }}}', spelling: compact, coding: deflate}");
  EXPECT_EQ(response.errors(), "");
  const http::Reply reply = response.render();
  EXPECT_EQ(*reply.headers.find("Content-Encoding"), "deflate");
  EXPECT_EQ(reply.body_text().substr(0, 1), "\x78");
}

// Hostile requests and run-time failures.

TEST(Template, ValuesOfARequestAreNeverTemplates) {
  LoadedResponse response = templated("{{ query(\"q\") }}{{ request.body }}");
  EXPECT_EQ(
      response
          .render(make_request("GET /?q=%7B%7Bnow()%7D%7D", {}, "{% for x in range(9) %}{{ fixture(\"note.txt\") }}"))
          .body_text(),
      "{{now()}}{% for x in range(9) %}{{ fixture(\"note.txt\") }}");
}

TEST(Template, BytesThatAreNoUtf8GoThroughAsTheyAre) {
  LoadedResponse response = templated("{{ query(\"q\") }} {{ to_json(query(\"q\")) }} {{ upper(request.body) }}");
  EXPECT_EQ(response.render(make_request("GET /?q=%ff", {}, "a\xFE")).body_text(), "\xFF \"\xEF\xBF\xBD\" A\xFE");
  EXPECT_EQ(response.error, "");
}

struct Fails {
  const char* text;
  const char* why;
};

class TemplateFails : public testing::TestWithParam<Fails> {};

TEST_P(TemplateFails, With500AndTheReason) {
  LoadedResponse response = templated(GetParam().text);
  const http::Reply reply = response.render(make_request("POST /?n=0&s=abc&password=hunter2", {}, "{}"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(response.error, HasSubstr(GetParam().why));
  EXPECT_THAT(response.error, HasSubstr("test.yaml:2:"));
  const auto problem = parse_json(reply.body_text());
  ASSERT_TRUE(problem) << reply.body_text();
  EXPECT_EQ((*problem)["status"], 500);
  EXPECT_EQ((*problem)["detail"], response.error);
}

INSTANTIATE_TEST_SUITE_P(
    Reasons, TemplateFails,
    testing::Values(Fails{"{{ 1 / int(query(\"n\")) }}", "division by zero"},
                    Fails{"{{ 5 % int(query(\"n\")) }}", "'%' by zero"},
                    Fails{"{{ int(query(\"s\")) }}", "\"abc\" is no integer"},
                    Fails{"{{ first(json_at(\"/x\", [])) }}", "first takes a list with something in it, this is []"},
                    Fails{"{{ max([]) }}", "max takes a list with something in it"},
                    Fails{"{{ random_choice([]) }}", "random_choice takes a list"},
                    Fails{"{{ at([1], int(query(\"n\")) - 1) }}", "there is no -1 in [1]"},
                    Fails{"{{ at(json_at(\"\"), \"x\") }}", "there is no \"x\" in {}"},
                    Fails{"{% if 0 %}{% set x = 1 %}{% endif %}{{ x }}", "'x' was not set on the way here"},
                    Fails{"{% for x in 5 %}{% endfor %}", "a loop needs a list, this is 5"},
                    Fails{"{% for k, v in [1] %}{% endfor %}", "a loop with a key and a value needs an object"},
                    Fails{"{{ range(int(\"-1\")) }}", "range takes a number from 0 to 10000, this is -1"},
                    Fails{"{{ random_integer(1, int(query(\"n\"))) }}",
                          "random_integer's upper end 0 is below its lower end 1"},
                    Fails{"{{ now(query(\"s\")) }}", "the offset \"abc\""},
                    Fails{"{{ json_at(query(\"s\")) }}", "'abc' is no JSON Pointer"},
                    Fails{"{{ upper(1) }}", "upper takes text, this is 1"},
                    Fails{"{{ 1 + \"a\" }}", "'+' takes numbers, this is \"a\""},
                    Fails{"{{ random_hex(int(\"9999999\")) }}", "random_hex takes a number of digits from 1 to 4096"}));

TEST(Template, SecretsOfARequestStayOutOfTheReason) {
  LoadedResponse response = templated("{{ upper(1) + int(\"https://ann:hunter2@h/?password=hunter2\") }}");
  (void)response.render();
  LoadedResponse other = templated("{{ int(request.target) }}");
  (void)other.render(make_request("GET /?password=hunter2"));
  EXPECT_THAT(other.error, HasSubstr("is no integer"));
  EXPECT_THAT(other.error, testing::Not(HasSubstr("hunter2")));
}

TEST(Template, ARenderedTextThatIsToBeJsonAndIsNoneIs500) {
  LoadedResponse response;
  response.load("{template: '{\"a\": {{ query(\"q\") }}}', spelling: python}");
  EXPECT_EQ(response.render(make_request("GET /?q=1")).body_text(), "{\"a\": 1}");
  const http::Reply reply = response.render(make_request("GET /?q=x"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(response.error, HasSubstr("what the template renders is to be spelled as JSON and is none"));
}

// Bounds.

TEST(TemplateBounds, RoundsCountOverAllLoops) {
  const std::string exactly = "{% for a in range(100) %}{% for b in range(99) %}{% endfor %}{% endfor %}ok";
  EXPECT_EQ(templated(exactly).render().body_text(), "ok");  // 100 * 99 + 100 = 10,000
  LoadedResponse more = templated(exactly + "{% for c in [1] %}{% endfor %}");
  EXPECT_EQ(more.render().status, 500);
  EXPECT_THAT(more.error, HasSubstr("its loops take more than 10000 rounds"));
}

TEST(TemplateBounds, OutputIsLimited) {
  LoadedResponse response = templated("{% for i in range(10000) %}{{ request.body }}{% endfor %}");
  EXPECT_EQ(response.render(make_request("GET /", {}, std::string(400, 'x'))).body_text().size(), 4'000'000u);
  EXPECT_EQ(response.render(make_request("GET /", {}, std::string(1u << 20, 'x'))).status, 500);
  EXPECT_THAT(response.error, HasSubstr("it renders to more than 4194304 bytes"));
}

TEST(TemplateBounds, DoublingATextEnds) {
  LoadedResponse response = templated("{% set x = \"ab\" %}{% for i in range(60) %}{% set x = x + x %}{% endfor %}");
  EXPECT_EQ(response.render().status, 500);
  EXPECT_THAT(response.error, HasSubstr("it makes a text of more than 4194304 bytes"));
}

TEST(TemplateBounds, WorkThatIsNeverPrintedEnds) {
  LoadedResponse response = templated("{% for i in range(10000) %}{% set x = upper(request.body) %}{% endfor %}");
  EXPECT_EQ(response.render(make_request("GET /", {}, std::string(1u << 20, 'x'))).status, 500);
  EXPECT_THAT(response.error, HasSubstr("it makes more than 64 MiB of values"));
  LoadedResponse replacing = templated("{{ replace(request.body, \"x\", request.body) }}");
  EXPECT_EQ(replacing.render(make_request("GET /", {}, std::string(100'000, 'x'))).status, 500);
}

TEST(TemplateBounds, AHostileBodyDoesNotStopAnything) {
  LoadedResponse response = templated("{{ json_at(\"/a\", \"none\") }}{{ to_json(json_at(\"\")) }}");
  for (const std::string& body : {std::string(200'000, '['), std::string("{\"a\": \"\xFF\"}"), std::string("\0", 1),
                                  std::string(255, '[') + std::string(255, ']')}) {
    const http::Reply reply = response.render(make_request("POST /", {}, body));
    EXPECT_EQ(reply.status, 200);
  }
}

TEST(Template, IsSafeFromSeveralThreadsWithContextsOfTheirOwn) {
  LoadedResponse response = templated(
      "{% for i in range(20) %}{{ captures.id }}{{ query(\"q\") }}{{ at(fixture_json(\"a.json\"), \"id\") }} {% endfor "
      "%}"
      "{{ random_hex(8) }}");
  const auto render = [&](int thread) {
    const http::Request request = make_request("GET /?q=" + std::to_string(thread));
    const http::RequestView view{request};
    const std::vector<std::pair<std::string, std::string>> captures{{"id", "c" + std::to_string(thread) + "-"}};
    Random random{static_cast<std::uint64_t>(thread)};
    std::string error;
    const http::Reply reply = response.spec.render(RenderContext{view, captures, response.now, random}, error);
    return error.empty() ? std::string{reply.body_text()} : error;
  };
  constexpr int count = 8;
  std::vector<std::string> alone;
  for (int thread = 0; thread < count; ++thread) alone.push_back(render(thread));
  std::vector<int> wrong(count, 0);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < count; ++thread)
    threads.emplace_back([&, thread] {
      for (int turn = 0; turn < 200; ++turn)
        wrong[static_cast<std::size_t>(thread)] += render(thread) == alone[static_cast<std::size_t>(thread)] ? 0 : 1;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(count, 0));
  EXPECT_NE(alone[0], alone[1]);
}

}  // namespace
}  // namespace phantomime::directives
