#include "phantomime/formats/stub_loader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/loaded.hpp"

namespace phantomime::formats {
namespace {

using testing::HasSubstr;

/// A stub at /things with these further keys.
Loaded with(const std::string& keys) {
  return load_text("stubs:\n  - name: s\n    request: GET /things\n    response: {text: x}\n    " + keys + "\n");
}

const http::Request& example_of(const Loaded& loaded) {
  static const http::Request none;
  return loaded.scenario && loaded.scenario->stubs[0].example ? *loaded.scenario->stubs[0].example : none;
}

TEST(Stub, HasEveryKey) {
  const Loaded loaded =
      with("priority: -3\n    provenance: recorded\n    note: why\n    expect: {at_least: 1, at_most: 3}");
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  const scenario::Stub& stub = loaded.scenario->stubs[0];
  EXPECT_EQ(stub.name, "s");
  EXPECT_EQ(stub.priority, -3);
  EXPECT_EQ(stub.provenance, scenario::Provenance::recorded);
  EXPECT_EQ(stub.note, "why");
  ASSERT_TRUE(stub.expect);
  EXPECT_EQ(stub.expect->describe(), "at least 1 and at most 3");
  EXPECT_EQ(stub.where.to_string(), "x.yaml:3:11");
}

TEST(Example, ShortForm) {
  const Loaded loaded = with("example: GET /things?a=%20&b");
  EXPECT_EQ(loaded.errors, "");
  EXPECT_EQ(example_of(loaded).method, "GET");
  EXPECT_EQ(example_of(loaded).target, "/things?a=%20&b");
  EXPECT_EQ(example_of(loaded).headers, (http::Headers{{"Host", "localhost"}}));
}

TEST(Example, LongForm) {
  const Loaded loaded =
      with("example: {request: POST /things, headers: {X-A: [1, b], X-C: true}, json: {n: 1.10, t: \"é\"}}");
  EXPECT_EQ(loaded.errors, "");
  EXPECT_EQ(example_of(loaded).headers,
            (http::Headers{{"Host", "localhost"}, {"X-A", "1"}, {"X-A", "b"}, {"X-C", "true"}}));
  EXPECT_EQ(example_of(loaded).body, R"({"n":1.10,"t":"é"})");
  EXPECT_EQ(example_of(with("example: {request: POST /things, body: a=b}")).body, "a=b");
}

TEST(Example, IsRequiredForPatterns) {
  EXPECT_EQ(
      load_text(
          "stubs:\n  - name: status\n    request: POST /runs/{id:integer}/x-{name}.pdf\n    response: {text: x}\n")
          .errors,
      "x.yaml:3:11: error: the stub 'status' needs the key 'example', because its method, path or body is a pattern\n"
      "  - name: status\n          ^\n"
      "hint: add a request that reaches it, such as example: POST /runs/1/x-x.pdf\n");
}

TEST(Expect, Forms) {
  EXPECT_EQ(with("expect: {exactly: 2}").scenario->stubs[0].expect->describe(), "exactly 2");
  EXPECT_EQ(with("expect: {at_least: 2}").scenario->stubs[0].expect->describe(), "at least 2");
}

struct Bad {
  const char* name;
  const char* keys;
  const char* expected;
};

class BadStub : public testing::TestWithParam<Bad> {};

TEST_P(BadStub, IsRefused) { EXPECT_THAT(with(GetParam().keys).errors, HasSubstr(GetParam().expected)); }

INSTANTIATE_TEST_SUITE_P(
    All, BadStub,
    testing::Values(
        Bad{"ExpectWithoutNumber", "expect: {}", "6:13: error: expect says no number of calls"},
        Bad{"ExactlyAndBound", "expect: {exactly: 1, at_most: 2}", "6:13: error: 'exactly' stands beside a bound"},
        Bad{"BoundsCrossed", "expect: {at_least: 3, at_most: 2}", "6:13: error: 'at_least' is more than 'at_most'"},
        Bad{"NegativeCalls", "expect: {exactly: -1}",
            "6:23: error: exactly: expected an integer of at least 0, found -1"},
        Bad{"QuotedPriority", "priority: \"1\"", "hint: write 1 without quotes"},
        Bad{"Provenance", "provenance: documnted", "hint: did you mean 'documented'?"},
        Bad{"Note", "note: 46", "6:11: error: note: expected a string, found the integer 46"},
        Bad{"ExampleWithoutMethod", "example: /things",
            "6:14: error: the example: expected METHOD TARGET, found \"/things\""},
        Bad{"ExampleWithBlank", "example: GET /a b", "hint: a target begins with '/' and has no blanks (write %20)"},
        Bad{"ExampleNumber", "example: 46", "6:14: error: the example: expected a string, found the integer 46"},
        Bad{"ExampleWithTwoBodies", "example: {request: GET /things, body: a, json: b}",
            "6:52: error: the example has both 'body' and 'json'"},
        Bad{"ExampleKey", "example: {reqest: GET /things}", "unknown key 'reqest' in the example"},
        Bad{"ExampleHeader", "example: {request: GET /things, headers: {\"X A\": b}}",
            "error: 'X A' is no header name"},
        Bad{"ExampleNumberInJson", "example: {request: GET /things, json: 0x1f}", "error: the example's json:"}),
    [](const auto& row) { return std::string{row.param.name}; });

TEST(Stub, EmptyNameIsNone) {
  EXPECT_THAT(load_text("stubs:\n  - {name: \"\", request: GET /, response: {text: x}}\n").errors,
              HasSubstr("x.yaml:3:12: error: a stub's name is empty"));
}

}  // namespace
}  // namespace phantomime::formats
