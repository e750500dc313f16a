#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

http::Request json(std::string body) { return make_json_request("POST /", std::move(body)); }

TEST(BodyJsonSchema, ValidatesAndTellsWhatDiffers) {
  constexpr std::string_view schema =
      "{body: {json_schema: {type: object, required: [scope], properties: {scope: {enum: [new, all]}, id: {type: "
      "integer}}}}}";
  for (const MatchCase& one : std::vector<MatchCase>{
           {schema, json(R"({"scope": "new", "id": 7})"), ""},
           {"{body: {json_schema: true}}", json("1"), ""},
           {"{body: {json_schema: {$ref: '#/$defs/node', $defs: {node: {type: object, properties: {next: {$ref: "
            "'#/$defs/node'}}}}}}}",
            json(R"({"next": {"next": {}}})"), ""},
           {schema, json(R"({"scope": "new", "id": "7"})"),
            "body $.id: is valid by 'type' of the schema; \"7\"; change $.id in the body: Expected integer, found "
            "string"},
           {schema, make_request("POST /"), "body: is JSON; no body; send a body that is JSON"},
       })
    expect_case(one);
}

TEST(BodyJsonSchema, NeverShowsSecrets) {
  const Loaded loaded{"{body: {json_schema: {properties: {password: {const: s3cr3t}}}}}"};
  const http::Request request = json(R"({"password": "hunter2"})");
  std::vector<Difference> differences;
  loaded.spec.explain(http::RequestView{request}, differences);
  const std::string text = told(differences);
  EXPECT_THAT(text, ::testing::HasSubstr("$.password"));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("s3cr3t")));
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("hunter2")));
}

TEST(BodyJsonSchema, ComesFromAFixture) {
  testing_support::FakeFixtures fixtures;
  fixtures.add("schemas/run.json", R"({"type": "object", "required": ["scope"]})");
  Loaded loaded{"{body: {json_schema: {file: schemas/run.json}}}", fixtures};
  ASSERT_EQ(loaded.loading.message(), "");
  EXPECT_THAT(loaded.loading.context.fixtures_used(), ::testing::ElementsAre("schemas/run.json"));
  const http::Request good = json(R"({"scope": 1})");
  const http::Request bad = json("{}");
  EXPECT_TRUE(loaded.spec.matches(http::RequestView{good}));
  EXPECT_FALSE(loaded.spec.matches(http::RequestView{bad}));
  EXPECT_EQ((Loaded{"{body: {json_schema: {file: missing.json}}}"}.loading.message()),
            "there is no fixture 'missing.json' (check the path)");
}

TEST(BodyJsonSchema, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"{body: {json_schema: [object]}}", "expected a JSON Schema or {file: ...}, found a list"},
           {"{body: {json_schema: {type: objekt}}}",
            "the JSON Schema at /type: \"objekt\" is no type (did you mean 'object'?)"},
           {"{body: {json_schema: {required: name}}}",
            "the JSON Schema at /required: 'required' takes a list of names (write [name])"},
           {"{body: {json_schema: {properties: {a: {pattern: x}}}}}",
            "the JSON Schema at /properties/a/pattern: regular expressions in a schema cannot be evaluated here (use "
            "json_path with the condition 'matches')"},
           {"{body: {json_schema: {patternProperties: {x: true}}}}",
            "the JSON Schema at /patternProperties: regular expressions in a schema cannot be evaluated here (use "
            "json_path with the condition 'matches')"},
           {"{body: {json_schema: {format: regex}}}",
            "the JSON Schema at /format: the format 'regex' cannot be evaluated here (leave it out)"},
           {"{body: {json_schema: {items: {$ref: 'https://example.org/s.json'}}}}",
            "the JSON Schema at /items/$ref: \"https://example.org/s.json\" is outside this schema, and nothing is "
            "fetched (copy it under $defs and refer to it as #/$defs/NAME)"},
           {"{body: {json_schema: {$ref: '#/$defs/none'}}}",
            "the JSON Schema at /$ref: \"#/$defs/none\" is not in this schema"},
           {"{body: {json_schema: {$ref: '#'}}}",
            "the JSON Schema at /$ref: a reference leads back to itself without looking any deeper (refer to it from "
            "under 'properties' or 'items')"},
           {"{body: {json_schema: {allOf: [{$ref: '#/$defs/a'}], $defs: {a: {anyOf: [{$ref: '#'}]}}}}}",
            "the JSON Schema at /allOf/$ref/anyOf/$ref: a reference leads back to itself without looking any deeper "
            "(refer to it from under 'properties' or 'items')"},
           {"{body: {json_schema: {$schema: 'https://example.org/meta'}}}",
            "the JSON Schema at /$schema: \"https://example.org/meta\" is no draft known here (leave it out for "
            "2020-12; "
            "drafts 4, 6, 7 and 2019-09 are known)"},
       })
    expect_bad(one);
  // A member of that name is no keyword.
  EXPECT_EQ((Loaded{"{body: {json_schema: {properties: {pattern: {type: string}}}}}"}.loading.message()), "");
}

}  // namespace
}  // namespace phantomime::matchers::testing
