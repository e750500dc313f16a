// The functions that computed values need: each with what it is for and with what it refuses.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/base64.hpp"

#include "directives/response_loading.hpp"

namespace phantomime::directives {
namespace {

using testing::HasSubstr;
using testing_support::make_request;

struct Gives {
  const char* expression;
  const char* json;
};

class EveryFunction : public testing::TestWithParam<Gives> {};

TEST_P(EveryFunction, GivesThis) {
  LoadedResponse response;
  response.load(std::string{"computed: |-\n  "} + GetParam().expression);
  ASSERT_EQ(response.errors(), "");
  const http::Request request = make_request("GET /a?x=1");
  EXPECT_EQ(response.render(request).body_text(), GetParam().json);
  EXPECT_EQ(response.error, "");
}

INSTANTIATE_TEST_SUITE_P(
    Values, EveryFunction,
    testing::Values(Gives{"{{ union([1, 2, 1], [3, 2]) }}", "[1,2,3]"}, Gives{"{{ union([], []) }}", "[]"},
                    Gives{"{{ union([{\"a\": 1}], [{\"a\": 1}, 1.0]) }}", R"([{"a":1},1.0])"},
                    Gives{"{{ without([1, 2, 1, 3], [1]) }}", "[2,3]"}, Gives{"{{ without([1], []) }}", "[1]"},
                    Gives{"{{ pluck([{\"a\": 1}, {\"b\": 2}, 3, {\"a\": null}], \"a\") }}", "[1,null]"},
                    Gives{"{{ seconds_between(\"2020-01-22T19:40:00Z\", \"2020-01-22T19:40:01.5Z\") }}", "1.5"},
                    Gives{"{{ seconds_between(\"2020-01-22T19:40:00Z\", \"2020-01-22T19:39:59.999999Z\") }}", "-1e-06"},
                    Gives{"{{ seconds_between(\"2020-01-22T19:40:00+01:00\", \"2020-01-22T18:40:00Z\") }}", "0.0"},
                    Gives{"{{ shift(\"2020-01-22T19:40:00Z\", \"30m\") }}", R"("2020-01-22T20:10:00.000000Z")"},
                    Gives{"{{ shift(now(), \"-1s\") }}", R"("2020-01-22T19:39:42.239000Z")"},
                    Gives{"{{ text(5) }}", R"("5")"}, Gives{"{{ text(\"5\") }}", R"("5")"},
                    Gives{"{{ text(1.5) }}", R"("1.5")"}, Gives{"{{ text([1, \"a\"]) }}", R"("[1,\"a\"]")"},
                    Gives{"{{ type_of(\"\") }}", R"("text")"}, Gives{"{{ type_of(5) }}", R"("integer")"},
                    Gives{"{{ type_of(5.0) }}", R"("number")"}, Gives{"{{ type_of(true) }}", R"("boolean")"},
                    Gives{"{{ type_of(request.json) }}", R"("null")"}, Gives{"{{ type_of([]) }}", R"("list")"},
                    Gives{"{{ type_of({}) }}", R"("object")"}, Gives{"{{ matches(\"abc\", \"[a-c]+\") }}", "true"},
                    Gives{"{{ matches(\"abcd\", \"[a-c]+\") }}", "false"}, Gives{"{{ matches(5, \".*\") }}", "false"},
                    Gives{"{{ in_networks(\"10.1.2.3\", [\"10.0.0.0/8\"]) }}", "true"},
                    Gives{"{{ in_networks(request.peer, [\"::1\", \"127.0.0.1\"]) }}", "true"},
                    Gives{"{{ in_networks(\"10.1.2.3\", [\"11.0.0.0/8\", \"nonsense\", 5]) }}", "false"},
                    Gives{"{{ in_networks(\"10.1.2.3\", [\"any\"]) }}", "true"},
                    Gives{"{{ in_networks(\"10.1.2.3\", []) }}", "false"}, Gives{"{{ basic_user() }}", "null"},
                    Gives{"{{ basic_password() }}", "null"}, Gives{"{{ bearer() }}", "null"}));

struct Refuses {
  const char* expression;
  const char* error;
};

class WrongArgument : public testing::TestWithParam<Refuses> {};

TEST_P(WrongArgument, FailsOrDoesNotLoad) {
  LoadedResponse response;
  response.load(std::string{"computed: |-\n  "} + GetParam().expression);
  const bool loads = response.errors().empty();
  EXPECT_TRUE(!loads || response.render(make_request("GET /a?x=1")).status == 500);
  EXPECT_THAT(response.errors() + response.error, HasSubstr(GetParam().error));
}

INSTANTIATE_TEST_SUITE_P(
    Values, WrongArgument,
    testing::Values(
        Refuses{"{{ union([1], 2) }}", "union takes lists, this is 2"},
        Refuses{"{{ without(\"a\", []) }}", "without takes lists, this is \"a\""},
        Refuses{"{{ pluck({}, \"a\") }}", "pluck takes a list of objects and a member's name"},
        Refuses{"{{ seconds_between(now(), \"soon\") }}", "seconds_between takes an instant, this is \"soon\""},
        Refuses{"{{ seconds_between(5, now()) }}", "seconds_between takes an instant, this is 5"},
        Refuses{"{{ shift(now(), \"soon\") }}", "\"soon\" is no duration such as \"30m\" or \"-1s\""},
        Refuses{"{{ shift(now(), query(\"x\")) }}", "shift takes an instant and a duration such as \"30m\""},
        Refuses{"{{ shift(1, \"1s\") }}", "shift takes an instant and a duration"},
        Refuses{"{{ matches(\"a\", \"(\") }}", "2:6"},
        Refuses{"{{ matches(\"a\", 5) }}", "takes an expression as text"},
        Refuses{"{{ in_networks(5, []) }}", "in_networks takes an address and a list of networks"},
        Refuses{"{{ in_networks(\"10.0.0.1\", \"any\") }}", "in_networks takes an address and a list of networks"},
        Refuses{"{{ text() }}", "'text' with no arguments (write text(value))"},
        Refuses{"{{ row(\"a\", 1) }}", "there is no collection \"a\""},
        Refuses{"{{ row(query(\"x\"), 1) }}", "there is no state here"},
        Refuses{"{{ row(5, 1) }}", "row takes a collection's name, this is 5"}, Refuses{"{{ rows(\"a\", \"b\") }}", ""},
        Refuses{"{{ state(\"door\") }}", "there is no state here"}, Refuses{"{{ request.json.a }}", ""}));

TEST(CredentialFunctions, ReadTheAuthorizationHeader) {
  LoadedResponse response;
  response.load("computed: ['{{ basic_user() }}', '{{ basic_password() }}', '{{ bearer() }}']");
  ASSERT_EQ(response.errors(), "");
  const auto said_to = [&](const std::string& authorization) {
    return std::string{response.render(make_request("GET /", {{"Authorization", authorization}})).body_text()};
  };
  EXPECT_EQ(said_to("Basic " + encode_base64("ann:a:b")), R"(["ann","a:b",null])");
  EXPECT_EQ(said_to("Basic " + encode_base64(":token")), R"(["","token",null])");
  EXPECT_EQ(said_to("Basic !"), "[null,null,null]");
  EXPECT_EQ(said_to("Bearer abc"), R"([null,null,"abc"])");
}

}  // namespace
}  // namespace phantomime::directives
