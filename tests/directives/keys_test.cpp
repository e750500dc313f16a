// What each response key does, and the exact words for what it refuses.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

using testing::HasSubstr;
using testing_support::FakeFixtures;
using testing_support::make_request;

TEST(Status, IsWhatTheReplySays) {
  LoadedResponse response;
  response.load("{status: 503, reason: Not Today}");
  EXPECT_EQ(response.errors(), "");
  const http::Reply reply = response.render();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.reason, "Not Today");
  EXPECT_EQ(reply.body, nullptr);
  EXPECT_EQ(head_of(reply), "");
}

TEST(Response, WithoutKeysIsAnEmpty200) {
  LoadedResponse response;
  response.load("{}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_EQ(response.render().status, 200);
}

struct Body {
  const char* yaml;
  const char* body;
  const char* type;
};

class StaticBody : public testing::TestWithParam<Body> {};

TEST_P(StaticBody, IsSentWithItsType) {
  LoadedResponse response{FakeFixtures{
      {{"a/list.json", "{\"a\": [1.10, \"\xC3\xA9\"]}"}, {"page.HTML", "<p>"}, {"raw", "?"}, {"empty.txt", ""}}}};
  response.load(GetParam().yaml);
  ASSERT_EQ(response.errors(), "");
  const http::Reply reply = response.render();
  EXPECT_EQ(reply.body_text(), GetParam().body);
  const auto type = reply.headers.find("Content-Type");
  EXPECT_EQ(type.value_or(""), GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, StaticBody,
    testing::Values(Body{"{json: {id: 46, note: null, n: 1.10, s: 'a\xC3\xA9'}}",
                         "{\"id\":46,\"note\":null,\"n\":1.10,\"s\":\"a\xC3\xA9\"}", "application/json"},
                    Body{"{json: [], spelling: as is}", "[]", "application/json"},
                    Body{"{json: {a: [1, 2]}, spelling: python}", "{\"a\": [1, 2]}", "application/json"},
                    Body{"{json: {a: 1}, spelling: pretty}", "{\n  \"a\": 1\n}", "application/json"},
                    Body{"file: a/list.json", "{\"a\": [1.10, \"\xC3\xA9\"]}", "application/json"},
                    Body{"{file: a/list.json, spelling: compact}", "{\"a\":[1.10,\"\xC3\xA9\"]}", "application/json"},
                    Body{"{file: a/list.json, spelling: python}", "{\"a\": [1.10, \"\\u00e9\"]}", "application/json"},
                    Body{"file: page.HTML", "<p>", "text/html; charset=utf-8"},
                    Body{"file: raw", "?", "application/octet-stream"}, Body{"file: empty.txt", "", ""},
                    Body{"text: pong", "pong", "text/plain; charset=utf-8"}, Body{"text: ''", "", ""},
                    Body{"base64: aGk=", "hi", "application/octet-stream"},
                    Body{"{text: x, headers: {content-type: a/b}}", "x", "a/b"},
                    Body{"{text: x, without_headers: [Content-Type]}", "x", ""},
                    Body{"template: '{\"a\": 1}'", "{\"a\": 1}", "application/json"},
                    Body{"template: '{{ request.method }}'", "GET", "text/plain; charset=utf-8"},
                    Body{"{template: '{{ to_json(request.method) }}', spelling: python}", "\"GET\"",
                         "application/json"}));

TEST(File, IsSharedAndNotCopied) {
  LoadedResponse response{FakeFixtures{{{"a.bin", "bytes"}}}};
  response.load("file: a.bin");
  EXPECT_EQ(response.render().body, response.spec.file_bytes);
  EXPECT_EQ(response.spec.fixture, "a.bin");
  EXPECT_EQ(response.spec.raw_body(), "bytes");
}

TEST(Spelling, FromDefaultsLeavesWhatIsNoJsonAlone) {
  const FakeFixtures fixtures{{{"list.as_printed.txt", "{not json"}, {"list.json", "{\"a\":1}"}}};
  for (const auto& [yaml, body] : std::vector<std::pair<std::string, std::string>>{
           {"file: list.as_printed.txt", "{not json"},
           {"file: list.json", "{\"a\": 1}"},
           {"text: '{\"a\":1}'", "{\"a\":1}"},
           {"template: '{{ request.method }} {'", "GET {"},
           {"template: '{\"m\":\"{{ request.method }}\"}'", "{\"m\": \"GET\"}"},
           {"{file: list.json, spelling: as is}", "{\"a\":1}"}}) {
    LoadedResponse response{fixtures};
    response.with_defaults("spelling: python").load(yaml);
    EXPECT_EQ(response.errors(), "") << yaml;
    EXPECT_EQ(response.render().body_text(), body) << yaml;
    EXPECT_EQ(response.error, "") << yaml;
  }
}

TEST(Coding, IsDeterministicAndSaysSo) {
  LoadedResponse response;
  response.load("{json: {a: 1}, coding: gzip, headers: {Content-Length: auto}}");
  ASSERT_EQ(response.errors(), "");
  const http::Reply reply = response.render();
  ASSERT_GT(reply.body_text().size(), 10u);
  EXPECT_EQ(reply.body_text().substr(0, 4), std::string_view("\x1f\x8b\x08\x00", 4));
  EXPECT_EQ(reply.body_text().substr(4, 4), std::string_view("\0\0\0\0", 4)) << "the time in gzip's header";
  EXPECT_EQ(head_of(reply), "Content-Length: " + std::to_string(reply.body_text().size()) +
                                "\nContent-Encoding: gzip\nContent-Type: application/json\n");
}

TEST(Coding, OfAnEmptyBodyIsNone) {
  LoadedResponse response;
  response.load("{status: 204, coding: gzip}");
  EXPECT_EQ(head_of(response.render()), "");
  EXPECT_EQ(response.render().body, nullptr);
}

TEST(Delay, IsFixedUniformOrLogNormal) {
  using namespace std::chrono_literals;
  LoadedResponse fixed, uniform, log_normal;
  fixed.load("delay: 250ms");
  uniform.load("delay: {uniform: [100ms, 2s]}");
  log_normal.load("delay: {log_normal: {median: 200ms, sigma: 0.4, at_most: 5s}}");
  EXPECT_EQ(fixed.errors() + uniform.errors() + log_normal.errors(), "");
  EXPECT_EQ(fixed.render().delay, 250ms);
  const http::Request request = make_request("GET /");
  std::size_t below_median = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const auto drawn = uniform.render(request, {}, seed).delay;
    EXPECT_GE(drawn, 100ms);
    EXPECT_LE(drawn, 2s);
    const auto late = log_normal.render(request, {}, seed).delay;
    EXPECT_GT(late, 0ms);
    EXPECT_LE(late, 5s);
    below_median += late < 200ms ? 1 : 0;
    EXPECT_EQ(uniform.render(request, {}, seed).delay, drawn) << "the same seed, another delay";
  }
  EXPECT_NEAR(static_cast<double>(below_median), 500, 60);
}

TEST(Delay, OfHugeSpreadIsCut) {
  using namespace std::chrono_literals;
  LoadedResponse response;
  response.load("delay: {log_normal: {median: 1h, sigma: 10}}");
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto delay = response.render(make_request("GET /"), {}, seed).delay;
    EXPECT_LE(delay, 1h);
    EXPECT_GE(delay, 0h);
  }
}

TEST(Sequence, GivesTheNthThenTheLastStays) {
  LoadedResponse response;
  response.load(
      "{headers: {X-A: '1'}, text: beside, delay: 1s, sequence: [{status: 503}, {json: {ready: true}, delay: 0}]}");
  ASSERT_EQ(response.errors(), "");
  EXPECT_EQ(response.spec.at_call(0).status, 503);
  EXPECT_EQ(*response.spec.at_call(0).finished_body, "beside");
  EXPECT_EQ(response.spec.at_call(0).delay.low, std::chrono::seconds{1});
  for (const std::uint64_t call : {1u, 2u, 1000u}) {
    EXPECT_EQ(response.spec.at_call(call).status, 200);
    EXPECT_EQ(*response.spec.at_call(call).finished_body, "{\"ready\":true}");
    EXPECT_EQ(response.spec.at_call(call).delay.low, std::chrono::seconds{0});
  }
  EXPECT_EQ(response.spec.at_call(1).headers.size(), 2u) << "X-A and Content-Type";
}

TEST(Sequence, MayCycleAndKeysMayFollowIt) {
  LoadedResponse response;
  response.load("{sequence: [{text: a}, {text: b}], then: cycle, status: 201}");
  ASSERT_EQ(response.errors(), "");
  EXPECT_EQ(*response.spec.at_call(2).finished_body, "a");
  EXPECT_EQ(*response.spec.at_call(3).finished_body, "b");
  EXPECT_EQ(response.spec.at_call(3).status, 201);
}

struct Bad {
  const char* yaml;
  const char* error;
};

class BadResponse : public testing::TestWithParam<Bad> {};

TEST_P(BadResponse, IsRefusedWithTheseWords) {
  LoadedResponse response{FakeFixtures{{{"bad.json", "{"}, {"bad.txt", "x"}}}};
  response.load(GetParam().yaml);
  EXPECT_EQ(response.errors(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Words, BadResponse,
    testing::Values(
        Bad{"[1]", "1:1 response: expected a mapping, found a list"},
        Bad{"{status: 99}", "1:10 status: expected an integer from 200 to 599, found 99"},
        Bad{"{status: '200'}",
            "1:10 status: expected an integer from 200 to 599, found the string \"200\" (write 200 without quotes)"},
        Bad{"{reason: \"a\\r\\nb\"}",
            "1:10 a reason with a control character (it is one line behind the status: reason: Not Today)"},
        Bad{"{text: a, json: 1}",
            "1:17 'text' and 'json' are both the body (a response has one body: take one of them away)"},
        Bad{"{text: 42}", "1:8 text: expected a string, found the integer 42 (quote it: \"42\")"},
        Bad{"{base64: a-b=}",
            "1:10 not valid base64: character 2 does not belong there (base64 is A-Z, a-z, 0-9, + and /, filled up "
            "with = to a "
            "multiple of four)"},
        Bad{"{file: missing.json}", "1:8 there is no fixture 'missing.json' (check the path)"},
        Bad{"{file: bad.json, spelling: python}",
            "1:8 the fixture 'bad.json' is to be spelled as JSON and is none (expected a member's name in double "
            "quotes, look at "
            "line 1, column 2; mend the fixture, or write spelling: as is)"},
        Bad{"{file: bad.txt, spelling: python}",
            "1:8 the fixture 'bad.txt' is to be spelled as JSON and is none (expected a value, look at line 1, column "
            "1; mend the "
            "fixture, or write spelling: as is)"},
        Bad{"{json: {a: [.inf]}}",
            "1:13 JSON has no number '.inf' (JSON has no infinity; quote it if the text is meant)"},
        Bad{"{text: a, spelling: python}",
            "1:21 'spelling' says how JSON is written, and 'text' is none (take it away, or write the body as json)"},
        Bad{"{spelling: pyton}",
            "1:12 spelling: expected 'python', 'compact', 'pretty' or 'as is', found \"pyton\" (did you mean "
            "'python'?)"},
        Bad{"{coding: zip}",
            "1:10 coding: expected 'identity', 'gzip', 'deflate' or 'br', found \"zip\" (did you mean 'gzip'?)"},
        Bad{"{delay: 3 seconds}",
            "1:9 '3 seconds' is no duration: the unit ' seconds' is unknown (write a number and a unit (ns, us, ms, s, "
            "m, h, d), such as 250ms or 1.5s)"},
        Bad{"{delay: -1s}", "1:9 delay must not be negative (write 250ms, 1.5s or 2m)"},
        Bad{"{delay: {uniform: [2s, 1s]}}", "1:24 the longer delay comes second (write {uniform: [1s, 2s]})"},
        Bad{"{delay: {uniform: [2s]}}", "1:19 uniform takes two durations, found 1 (write {uniform: [100ms, 2s]})"},
        Bad{"{delay: {log_normal: {median: 1s}}}",
            "1:22 log_normal needs the key 'sigma' (add it, such as sigma: 0.4)"},
        Bad{"{delay: {log_normal: {median: 1s, sigma: 11}}}",
            "1:42 sigma must be from 0 to 10, found 11 (0.4 is usual)"},
        Bad{"{delay: {}}", "1:9 a delay is one of 'uniform' and 'log_normal' (write {uniform: [100ms, 2s]})"},
        Bad{"{sequence: []}", "1:12 an empty sequence (list the responses in the order of the calls)"},
        Bad{"{sequence: [{text: a, sequence: [{text: b}]}]}",
            "1:33 a sequence within a sequence (list all responses in the outer one)"},
        Bad{"{sequence: [{text: a, then: cycle}]}", "1:29 'then' within a sequence (write it beside 'sequence')"},
        Bad{"{then: cycle}", "1:8 'then' without a sequence (add sequence: [...])"},
        Bad{"{sequence: [{text: a}], then: stop}", "1:31 then: expected 'last stays' or 'cycle', found \"stop\""},
        Bad{"{staus: 200}",
            "1:2 unknown key 'staus' in response (did you mean 'status'? valid keys: status, reason, headers, "
            "without_headers, "
            "json, file, text, base64, template, "
            "computed, spelling, coding, delay, fault, chunks, sequence, then)"},
        Bad{"{status: 1, coding: zip, sequence: [{delay: x}, {json: .nan}]}",
            "1:10 status: expected an integer from 200 to 599, found 1\n"
            "1:21 coding: expected 'identity', 'gzip', 'deflate' or 'br', found \"zip\" (did you mean 'gzip'?)\n"
            "1:45 'x' is no duration: it does not begin with a number (write a number and a unit (ns, us, ms, s, m, h, "
            "d), such as 250ms or 1.5s)\n"
            "1:56 JSON has no number '.nan' (JSON has no NaN; quote it if the text is meant)"}));

TEST(Defaults, RefuseABody) {
  LoadedResponse response;
  response.with_defaults("{status: 201, json: {}}");
  EXPECT_EQ(
      response.errors(),
      "1:21 'json' cannot be a default (defaults may hold status, headers, without_headers, spelling, coding, delay, "
      "fault)");
}

TEST(Defaults, AreLaidUnderTheResponse) {
  LoadedResponse response;
  response.with_defaults("{status: 201, delay: 1s, coding: gzip}").load("{text: a, coding: identity}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_EQ(response.render().status, 201);
  EXPECT_EQ(response.render().body_text(), "a");
  EXPECT_EQ(response.render().delay, std::chrono::seconds{1});
}

}  // namespace
}  // namespace phantomime::directives
