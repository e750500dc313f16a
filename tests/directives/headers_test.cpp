#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

using testing_support::make_request;

TEST(ResponseHeaders, KeepOrderAndCapitals) {
  LoadedResponse response;
  response.load("{headers: {x-Z: 1, A: true, Set-Cookie: [a=1, b=2], M: ''}}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_EQ(head_of(response.render()), "x-Z: 1\nA: true\nSet-Cookie: a=1\nSet-Cookie: b=2\nM: \n");
}

TEST(ResponseHeaders, TheAutomaticOnes) {
  LoadedResponse response;
  response.load(
      "{headers: {Content-Length: auto, date: auto, Connection: auto, Expires: {http_date: -1s}, X-Mode: auto}, text: "
      "four}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_EQ(head_of(response.render()),
            "Content-Length: 4\ndate: Wed, 22 Jan 2020 19:39:43 GMT\nConnection: keep-alive\n"
            "Expires: Wed, 22 Jan 2020 19:39:42 GMT\nX-Mode: auto\nContent-Type: text/plain; charset=utf-8\n");
}

TEST(ResponseHeaders, NoLengthWhereThereIsNoBody) {
  LoadedResponse response;
  response.load("{status: 204, headers: {A: 1, Content-Length: auto}}");
  EXPECT_EQ(head_of(response.render()), "A: 1\n");
}

TEST(ResponseHeaders, ReplaceDefaultsInTheirPlace) {
  LoadedResponse response;
  response.with_defaults("{headers: {Server: nginx, Set-Cookie: [a=1, b=2], Expires: '0', Vary: Accept}}")
      .load("{headers: {X-New: 1, set-cookie: c=3, Vary: [A, B]}, without_headers: [EXPIRES]}");
  EXPECT_EQ(response.errors(), "");
  EXPECT_EQ(head_of(response.render()), "Server: nginx\nset-cookie: c=3\nVary: A\nVary: B\nX-New: 1\n");
}

TEST(ResponseHeaders, LaterDefaultsBringBackWhatEarlierTookAway) {
  LoadedResponse response;
  response.with_defaults("{headers: {A: 1}}")
      .with_defaults("{without_headers: [A, Content-Type]}")
      .load("{headers: {A: 2, Content-Type: x/y}, text: a}");
  EXPECT_EQ(head_of(response.render()), "A: 2\nContent-Type: x/y\n");
}

TEST(ResponseHeaders, MayBeTemplates) {
  LoadedResponse response;
  response.capturing({"id"}).load(
      "{headers: {Location: '/things/{{ captures.id }}', ETag: '\"{{ random_hex(4) }}\"'}}");
  EXPECT_EQ(response.errors(), "");
  const http::Reply reply = response.render(make_request("GET /things/7"), {{"id", "7"}});
  EXPECT_EQ(*reply.headers.find("Location"), "/things/7");
  EXPECT_THAT(*reply.headers.find("ETag"), testing::MatchesRegex("\"[0-9a-f]{4}\""));
}

TEST(ResponseHeaders, ATemplatedValueCannotBeginAnotherLine) {
  LoadedResponse response;
  response.load("{headers: {X-Echo: '{{ query(\"v\") }}'}}");
  const http::Reply reply = response.render(make_request("GET /?v=a%0D%0ASet-Cookie:%20evil=1"));
  EXPECT_EQ(head_of(reply), "X-Echo: a\n");
}

TEST(ResponseHeaders, ATemplateThatFailsIs500) {
  LoadedResponse response;
  response.load("{headers: {X-A: '{{ 1 % int(query(\"n\")) }}'}, text: a}");
  const http::Reply reply = response.render(make_request("GET /?n=0"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(*reply.headers.find("Content-Type"), "application/problem+json");
  EXPECT_EQ(response.error, "the template failed at test.yaml:1:23: '%' by zero");
  EXPECT_EQ(response.render(make_request("GET /?n=5")).status, 200);
}

struct Bad {
  const char* yaml;
  const char* error;
};

class BadHeaders : public testing::TestWithParam<Bad> {};

TEST_P(BadHeaders, AreRefusedWithTheseWords) {
  LoadedResponse response;
  response.load(GetParam().yaml);
  EXPECT_EQ(response.errors(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Words, BadHeaders,
    testing::Values(
        Bad{"{headers: {Retry After: 30}}",
            "1:12 'Retry After' is no header name (names are letters, digits and !#$%&'*+-.^_`|~)"},
        Bad{"{headers: {A: \"b\\nC: d\"}}",
            "1:15 a header's value with a line break or a NUL (write one line; a list of values repeats the header)"},
        Bad{"{headers: {A: \"b\\0\"}}",
            "1:15 a header's value with a line break or a NUL (write one line; a list of values repeats the header)"},
        Bad{"{headers: {A: []}}",
            "1:15 an empty list of values for the header 'A' ('without_headers' takes a header away)"},
        Bad{"{headers: {A: null}}", "1:15 a header's value: expected text, found null"},
        Bad{"{headers: {A: [[b]]}}", "1:16 a header's value: expected text, found a list"},
        Bad{"{headers: {A: 1, a: 2}}",
            "1:18 the header 'a' is given twice (a list of values repeats a header: a: [a, b])"},
        Bad{"{headers: {Expires: {http_date: soon}}}",
            "1:33 'soon' is no duration: it does not begin with a number (write a number and a unit (ns, us, ms, s, m, "
            "h, d), such "
            "as 250ms or 1.5s)"},
        Bad{"{headers: {Expires: {}}}",
            "1:21 a header's value needs the key 'http_date' (add it, such as http_date: -1s)"},
        Bad{"{headers: {Expires: {date: 1s}}}",
            "1:22 unknown key 'date' in a header's value (valid keys: http_date)\n"
            "1:21 a header's value needs the key 'http_date' (add it, such as http_date: -1s)"},
        Bad{"{headers: [A]}", "1:11 headers: expected a mapping, found a list"},
        Bad{"{without_headers: A}",
            "1:19 without_headers: expected a list, found the string \"A\" (begin the entry with '- ' or put it in [ "
            "])"},
        Bad{"{without_headers: ['A B']}",
            "1:20 'A B' is no header name (names are letters, digits and !#$%&'*+-.^_`|~)"},
        Bad{"{headers: {A: 1}, without_headers: [a]}",
            "1:37 the header 'a' is both given and taken away ('headers' replaces what a default had brought; take "
            "this one "
            "away)"},
        Bad{"{headers: {A: '{{ nme }}'}}",
            "1:19 in the template: unknown name 'nme' (known are request.method, request.path, request.target, "
            "request.body, request.json, request.peer, request.segments)"}));

}  // namespace
}  // namespace phantomime::directives
