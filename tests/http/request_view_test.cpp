#include "phantomime/http/request_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/base64.hpp"

#include "support/requests.hpp"

namespace phantomime::http {
namespace {

using testing::HasSubstr;
using testing_support::make_json_request;
using testing_support::make_request;

TEST(RequestView, SplitsTheTarget) {
  const Request request = make_request("GET /%72est/a%2fb?x=1&y");
  const RequestView view{request};
  EXPECT_EQ(view.raw_path(), "/%72est/a%2fb");
  EXPECT_EQ(view.path(), "/rest/a%2Fb");
  EXPECT_EQ(view.raw_query(), "x=1&y");
  EXPECT_EQ(view.query(), (Fields{{"x", "1"}, {"y", "", true}}));
  EXPECT_EQ(&view.query(), &view.query()) << "parsed once";
  EXPECT_EQ(&view.request(), &request);
}

TEST(RequestView, JoinsAllCookieLines) {
  const Request request = make_request("GET /", {{"Cookie", "a=1; b=2"}, {"X", "y"}, {"cookie", "a=3"}});
  EXPECT_EQ(RequestView{request}.cookies(), (Fields{{"a", "1"}, {"b", "2"}, {"a", "3"}}));
  EXPECT_TRUE(RequestView{make_request("GET /")}.cookies().empty());
}

TEST(RequestView, ReadsAFormWhateverTheContentType) {
  const Request request = make_request("POST /", {{"Content-Type", "application/json"}}, "user=ann+b&remember");
  EXPECT_EQ(RequestView{request}.form(), (Fields{{"user", "ann b"}, {"remember", "", true}}));
}

TEST(RequestView, ParsesJsonOnce) {
  const Request request = make_json_request("POST /", R"({"scope":"new"})");
  const RequestView view{request};
  ASSERT_NE(view.json(), nullptr);
  EXPECT_EQ(view.json()->at("scope"), "new");
  EXPECT_EQ(view.json(), view.json());
  EXPECT_EQ(view.json_error(), "");
}

TEST(RequestView, SaysWhyABodyIsNoJson) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "the body is empty"},
      {"a=1", "expected a value (look at line 1, column 1)"},
      {"{\"a\":1", "expected ',' or '}' after a member (look at line 1, column 7)"},
      {std::string(300, '['), "nested deeper than 256 levels (look at line 1, column 257)"},
      {"\"\xFF\"", "a string is not valid UTF-8 (look at line 1, column 2)"},
  };
  for (const auto& [body, error] : cases) {
    const Request request = make_request("POST /", {}, body);
    const RequestView view{request};
    EXPECT_EQ(view.json_error(), error) << "asked before json()";
    EXPECT_EQ(view.json(), nullptr);
  }
}

TEST(RequestView, DecodesBasicCredentials) {
  struct Case {
    const char* header;
    const char* user;
    const char* password;
  };
  const Case cases[] = {
      {"Basic YWRtaW46Y2hhbmdlbWU=", "admin", "changeme"},
      {"basic  YWRtaW46Y2hhbmdlbWU=  ", "admin", "changeme"},
      {"BASIC OnRva2Vu", "", "token"},
      {"Basic YTpiOmM=", "a", "b:c"},
      {"Basic Og==", "", ""},
  };
  for (const Case& c : cases) {
    const Request request = make_request("GET /", {{"authorization", c.header}});
    const RequestView view{request};
    ASSERT_NE(view.basic(), nullptr) << c.header;
    EXPECT_EQ(view.basic()->user, c.user);
    EXPECT_EQ(view.basic()->password, c.password);
    EXPECT_EQ(view.bearer(), "");
  }
}

TEST(RequestView, TakesNoMalformedCredentials) {
  for (const char* header : {"Basic", "Basic ", "BasicYWRtaW46Y2hhbmdlbWU=", "Basic YWRtaW46Y2hhbmdlbWU", "Basic !!!!",
                             "Basic YWRtaW4=", "Bearer YWRtaW46Y2hhbmdlbWU=", "", "Basic YTpi YTpi"}) {
    const Request request = make_request("GET /", {{"Authorization", header}});
    EXPECT_EQ(RequestView{request}.basic(), nullptr) << header;
  }
  EXPECT_EQ(RequestView{make_request("GET /")}.basic(), nullptr);
}

TEST(RequestView, ReadsBearerTokens) {
  const std::pair<const char*, const char*> cases[] = {
      {"Bearer abc.def", "abc.def"},
      {"bEARER   abc ", "abc"},
      {"Bearer", ""},
      {"Basic abc", ""},
      {"Bearerabc", ""},
      {"", ""},
  };
  for (const auto& [header, token] : cases) {
    const Request request = make_request("GET /", {{"Authorization", header}});
    EXPECT_EQ(RequestView{request}.bearer(), token) << header;
  }
}

}  // namespace
}  // namespace phantomime::http
