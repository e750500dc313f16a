#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

http::Request authorised(std::string value) { return make_request("GET /", {{"Authorization", std::move(value)}}); }

// admin:changeme
constexpr std::string_view basic = "{credentials: {basic: {user: admin, password: changeme}}}";
constexpr std::string_view basic_expected = "basic credentials whose user equals \"admin\"";

TEST(Credentials, MatchAndNeverShowSecrets) {
  const std::string basic_miss = "; send " + std::string{basic_expected};
  const auto basic_told = [&](std::string_view actual) {
    return "credentials: " + std::string{basic_expected} + "; " + std::string{actual} + basic_miss;
  };
  const std::string absent = basic_told("absent"), password = basic_told("another password"),
                    user = basic_told("another user"), scheme = basic_told("no basic credentials");
  for (const MatchCase& one : std::vector<MatchCase>{
           {basic, authorised("Basic YWRtaW46Y2hhbmdlbWU="), ""},
           {basic, authorised("basic YWRtaW46Y2hhbmdlbWU="), ""},
           {basic, make_request("GET /"), absent},
           {basic, authorised("Basic YWRtaW46c2VjcmV0"), password},
           {basic, authorised("Basic Ym9iOmNoYW5nZW1l"), user},
           {basic, authorised("Bearer changeme"), scheme},
           {basic, authorised("Basic !!!"), scheme},
           {"{credentials: {basic: {user: {starts_with: ad}, password: {matches: .+}}}}",
            authorised("Basic YWRtaW46Y2hhbmdlbWU="), ""},
           {"{credentials: {bearer: s3cr3t}}", authorised("Bearer s3cr3t"), ""},
           {"{credentials: {bearer: s3cr3t}}", authorised("Bearer other"),
            "credentials: the bearer token that the stub asks for; another token; send the header Authorization: "
            "Bearer "
            "with the token that the stub asks for"},
           {"{credentials: {bearer: {present: true}}}", authorised("Bearer anything"), ""},
           {"{credentials: {token: {header: ph-auth-token, value: s3cr3t}}}",
            make_request("GET /", {{"PH-Auth-Token", "s3cr3t"}}), ""},
           {"{credentials: {token: {header: ph-auth-token, value: s3cr3t}}}",
            make_request("GET /", {{"ph-auth-token", "other"}}),
            "credentials: the token that the stub asks for in the header ph-auth-token; another token; send the header "
            "ph-auth-token with the token that the stub asks for"},
           {"{credentials: none}", make_request("GET /"), ""},
       })
    expect_case(one);
}

std::shared_ptr<const Credential> credential_of(std::string_view text) {
  testing_support::Loading loading;
  const Document document = yaml(text);
  auto credential = load_credential(document.root, loading.context);
  EXPECT_EQ(loading.message(), "");
  return credential;
}

TEST(Credential, GoesOnRequestsAndCurlLines) {
  struct Case {
    std::string_view credential;
    std::string_view header, value, options;
  };
  for (const Case& one : std::vector<Case>{
           {"{basic: {user: admin, password: changeme}}", "Authorization",
            "Basic YWRtaW46Y2hhbmdlbWU=", "-u admin:changeme"},
           {"{basic: {user: a, password: \"it's $1\"}}", "Authorization", "Basic YTppdCdzICQx", "-u 'a:it'\\''s $1'"},
           {"{bearer: abc}", "Authorization", "Bearer abc", "-H 'Authorization: Bearer abc'"},
           {"{token: {header: ph-auth-token, value: t0}}", "ph-auth-token", "t0", "-H 'ph-auth-token: t0'"},
       }) {
    const auto credential = credential_of(one.credential);
    ASSERT_TRUE(credential);
    http::Headers headers;
    EXPECT_TRUE(credential->apply(headers));
    ASSERT_TRUE(headers.find(one.header));
    EXPECT_EQ(*headers.find(one.header), one.value);
    EXPECT_EQ(credential->curl_options(), one.options);
    http::Request request = make_request("GET /", headers);
    EXPECT_TRUE(credential->matches(http::RequestView{request}));
  }
}

TEST(Credential, ExportsWhatItKnows) {
  const auto user = credential_of("{basic: {user: admin, password: changeme}}");
  EXPECT_TRUE(user->has_basic);
  EXPECT_FALSE(user->has_token);
  EXPECT_EQ(user->user + ' ' + user->password, "admin changeme");
  const auto token = credential_of("{token: {header: h, value: t0}}");
  EXPECT_TRUE(token->has_token);
  EXPECT_EQ(token->token, "t0");
}

TEST(Credential, PatternsCannotBeSent) {
  for (const std::string_view text : {"{basic: {user: admin, password: {matches: .*}}}", "{bearer: {matches: .*}}",
                                      "{token: {header: h, value: {any_of: [a]}}}"}) {
    const auto credential = credential_of(text);
    ASSERT_TRUE(credential);
    http::Headers headers;
    EXPECT_FALSE(credential->apply(headers));
    EXPECT_TRUE(headers.empty());
    EXPECT_EQ(credential->curl_options(), "");
    EXPECT_FALSE(credential->has_basic || credential->has_token);
  }
}

TEST(Credentials, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"{credentials: admin}",
            "'credentials': expected none or a mapping, found 'admin' (write credentials: {basic: {user: ..., "
            "password: "
            "...}})"},
           {"{credentials: {}}",
            "credentials need exactly one of basic, bearer and token (write {basic: {user: ..., password: ...}})"},
           {"{credentials: {bearer: a, basic: {user: b, password: c}}}",
            "credentials need exactly one of basic, bearer and token (leave the others out; a pack may accept several, "
            "each an entry of its own)"},
           {"{credentials: {basic: {user: admin}}}",
            "'basic' needs the key 'password' (add it, such as password: changeme)"},
           {"{credentials: {basic: {user: 'a:b', password: c}}}",
            "a user of basic credentials has no ':' (what follows the first ':' is the password)"},
           {"{credentials: {token: {header: 'a b', value: c}}}",
            "'a b' is no header name (use letters, digits and hyphens, without the colon)"},
           {"{credentials: {baerer: x}}",
            "unknown key 'baerer' in credentials (did you mean 'bearer'? valid keys: basic, bearer, token)"},
       })
    expect_bad(one);
}

}  // namespace
}  // namespace phantomime::matchers::testing
