#include "phantomime/http/redaction.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::http {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(IsSecretName, KnowsTheNamesOfSecrets) {
  for (const char* name : {"password",
                           "Password",
                           "PASSWD",
                           "user_password",
                           "passphrase",
                           "client_secret",
                           "clientSecret",
                           "api_key",
                           "api-key",
                           "API Key",
                           "X-Api-Key",
                           "apikey",
                           "access_key",
                           "private_key",
                           "token",
                           "auth_token",
                           "ph-auth-token",
                           "dbg_token",
                           "accessToken",
                           "refresh_token",
                           "token key",
                           "tokens",
                           "auth",
                           "proxy_auth",
                           "Authorization",
                           "Proxy-Authorization",
                           "X-Forwarded-Authorization",
                           "session",
                           "sessionid",
                           "session_id",
                           "PHPSESSID",
                           "JSESSIONID",
                           "csrftoken",
                           "X-CSRF-Token",
                           "xsrf",
                           "csrfmiddlewaretoken",
                           "credentials",
                           "credential",
                           "Cookie",
                           "Set-Cookie",
                           "pwd",
                           "pass",
                           "user[password]",
                           "db.password",
                           "aws_secret_access_key",
                           "X-Amz-Security-Token",
                           "otp",
                           "jwt"})
    EXPECT_TRUE(is_secret_name(name)) << name;
}

TEST(IsSecretName, LeavesOthersAlone) {
  for (const char* name : {"",
                           "author",
                           "authors",
                           "authority",
                           "tokenizer",
                           "max_tokens",
                           "token_count",
                           "key",
                           "keys",
                           "name",
                           "status",
                           "id",
                           "keyboard",
                           "monkey",
                           "passenger",
                           "compass",
                           "bypass",
                           "WWW-Authenticate",
                           "Content-Type",
                           "next_page_token",
                           "authenticated",
                           "Idempotency-Key",
                           "playbook_run_id",
                           "pinned"})
    EXPECT_FALSE(is_secret_name(name)) << name;
  EXPECT_FALSE(is_secret_name(std::string(10'000, 'a') + "password"));
}

TEST(RedactHeader, KeepsSchemesAndCookieNames) {
  struct Case {
    const char* name;
    const char* value;
    const char* shown;
  };
  const Case cases[] = {
      {"Authorization", "Basic YWRtaW46Y2hhbmdlbWU=", "Basic [redacted]"},
      {"authorization", "bearer abc", "bearer [redacted]"},
      {"Authorization", "Digest username=\"ann\", response=\"x\"", "Digest [redacted]"},
      {"Authorization", "naked-token", "[redacted]"},
      {"Authorization", "two words", "[redacted]"},
      {"Proxy-Authorization", "Basic eDp5", "Basic [redacted]"},
      {"ph-auth-token", "this-is-a-token", "[redacted]"},
      {"X-Api-Key", "k", "[redacted]"},
      {"Cookie", "sessionid=abc; theme=dark", "sessionid=[redacted]; theme=[redacted]"},
      {"Cookie", "naked", "[redacted]"},
      {"Cookie", "a=\"x;y\"", "a=[redacted];[redacted]"},
      {"Set-Cookie", "sessionid=abc; Path=/; HttpOnly", "sessionid=[redacted]; Path=/; HttpOnly"},
      {"Location", "https://ann:pw@host/a?token=x&b=1", "https://[redacted]@host/a?token=[redacted]&b=1"},
      {"Location", "/login?next=%2F&api%5Fkey=x", "/login?next=%2F&api%5Fkey=[redacted]"},
      {"X-Note", "password=hunter2", "password=[redacted]"},
      {"WWW-Authenticate", "Basic realm=\"phantom\"", "Basic realm=\"phantom\""},
      {"Content-Type", "application/json", "application/json"},
      {"Authorization", "", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(redact_header(c.name, c.value), c.shown) << c.name << ": " << c.value;
}

TEST(RedactUrl, TakesOutUserinfoAndSecretFields) {
  const std::pair<const char*, const char*> cases[] = {
      {"/rest/approval?page=1", "/rest/approval?page=1"},
      {"/a?token=abc", "/a?token=[redacted]"},
      {"/a?x=1&access%5ftoken=abc&y", "/a?x=1&access%5ftoken=[redacted]&y"},
      {"/a?token", "/a?token"},
      {"/a?token=", "/a?token="},
      {"/a?q=%22x%22&_filter=1", "/a?q=%22x%22&_filter=1"},
      {"https://ann:pw@host:8443/a", "https://[redacted]@host:8443/a"},
      {"https://token@host/a?b=1", "https://[redacted]@host/a?b=1"},
      {"https://u:p@ss@host/", "https://[redacted]@host/"},
      {"//ann:pw@host/a", "//[redacted]@host/a"},
      {"https://host/a@b?c=d@e", "https://host/a@b?c=d@e"},
      {"/cb#access_token=abc&state=1", "/cb#access_token=[redacted]&state=1"},
      {"/go?to=https%3A%2F%2Fu%3Ap%40host%2F", "/go?to=[redacted]"},
      {"/go?to=https://u:p@host/", "/go?to=[redacted]"},
      {"/a?data={\"password\":\"x\"}", "/a?data=[redacted]"},
      {"/a?key=AIzaSyD-longer", "/a?key=[redacted]"},
      {"/a?key=id", "/a?key=id"},
      {"/a;jsessionid=abc?x=1", "/a;jsessionid=[redacted]?x=1"},
      {"", ""},
  };
  for (const auto& [url, shown] : cases) EXPECT_EQ(redact_url(url), shown) << url;
}

/// The same inputs for the two ways in which JSON is redacted: as a value and as text.
struct JsonCase {
  const char* json;
  const char* shown;
};
const JsonCase json_cases[] = {
    {R"({"password":"x","user":"ann"})", R"({"password":"[redacted]","user":"ann"})"},
    {R"({"a":[{"b":{"api_key":"x"}}]})", R"({"a":[{"b":{"api_key":"[redacted]"}}]})"},
    {R"({"credentials":{"user":"ann","n":[1,{"x":2}]},"z":1})", R"({"credentials":"[redacted]","z":1})"},
    {R"({"tokens":["a","b"],"z":1})", R"({"tokens":"[redacted]","z":1})"},
    {R"({"pin":1234,"secret":1.5})", R"({"pin":"[redacted]","secret":"[redacted]"})"},
    {R"({"password":null,"secret":true,"token":""})", R"({"password":null,"secret":true,"token":""})"},
    {R"({"id":1,"key":"this-is-a-token"})", R"({"id":1,"key":"[redacted]"})"},
    {R"({"id":1,"key":"short"})", R"({"id":1,"key":"short"})"},
    {R"({"key":{"key":"12345678"}})", R"({"key":{"key":"[redacted]"}})"},
    {R"([{"name":"password","value":"x"},{"name":"page","value":"y"}])",
     R"([{"name":"password","value":"[redacted]"},{"name":"page","value":"y"}])"},
    {R"({"body":"{\"password\": \"x\", \"a\": 1.10}"})", R"({"body":"{\"password\": \"[redacted]\", \"a\": 1.10}"})"},
    {R"({"body":"[{\"in\":\"{\\\"token\\\":\\\"x\\\"}\"}]"})",
     R"({"body":"[{\"in\":\"{\\\"token\\\":\\\"[redacted]\\\"}\"}]"})"},
    {R"({"body":"{broken \"password\": \"x\""})", R"({"body":"{broken \"password\": \"[redacted]\""})"},
    {R"({"url":"https://u:p@host/"})", R"({"url":"https://[redacted]@host/"})"},
    {R"({"note":"Authorization: Bearer abc"})", R"({"note":"Authorization: Bearer [redacted]"})"},
    {R"({"p\u0061ssword":"x"})", R"({"password":"[redacted]"})"},
    {R"({"author":"ann","max_tokens":5})", R"({"author":"ann","max_tokens":5})"},
    {R"("password=x")", R"("password=[redacted]")"},
    {"[]", "[]"},
};

TEST(RedactJson, ReplacesSecretsAtAnyDepth) {
  for (const JsonCase& c : json_cases) EXPECT_EQ(redact_json(Json::parse(c.json)), Json::parse(c.shown)) << c.json;
}

TEST(RedactJson, EndsOnHostileDepth) {
  Json deep = {{"password", "hunter2"}};
  for (int i = 0; i < 1000; ++i) {
    Json outer = Json::array();
    outer.push_back(std::move(deep));
    deep = std::move(outer);
  }
  EXPECT_THAT(redact_json(std::move(deep)).dump(), Not(HasSubstr("hunter2")));
}

TEST(RedactBody, RedactsJsonAsText) {
  for (const JsonCase& c : json_cases) {
    const std::string shown = redact_body(c.json);
    ASSERT_TRUE(Json::accept(shown)) << shown;
    EXPECT_EQ(Json::parse(shown), Json::parse(c.shown)) << c.json;
  }
}

TEST(RedactBody, KeepsOrderBlanksNumbersAndDuplicates) {
  const char* body =
      "{ \"z\": 1.10,\n  \"password\": \"x\", \"a\": [ 1E400 ], \"password\" : { \"b\": [] } , \"z\":\"\\u00e9\\/\" "
      "}\n";
  EXPECT_EQ(redact_body(body),
            "{ \"z\": 1.10,\n  \"password\": \"[redacted]\", \"a\": [ 1E400 ], \"password\" : \"[redacted]\" , "
            "\"z\":\"\\u00e9\\/\" }\n");
}

TEST(RedactBody, RedactsFormsFieldByField) {
  const std::pair<const char*, const char*> cases[] = {
      {"user=ann&password=x%26y&b", "user=ann&password=[redacted]&b"},
      {"password=my pass word", "password=[redacted]"},
      {"pass%77ord=x", "pass%77ord=[redacted]"},
      {"payload=%7B%22password%22%3A%22x%22%7D&a=1", "payload=[redacted]&a=1"},
      {"grant_type=password&username=u&client_secret=s", "grant_type=password&username=u&client_secret=[redacted]"},
  };
  for (const auto& [body, shown] : cases) EXPECT_EQ(redact_body(body), shown) << body;
}

TEST(RedactBody, RedactsPartsOfMultipart) {
  const std::string body =
      "--b1\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nann\r\n"
      "--b1\r\nContent-Disposition: form-data; filename=\"x\"; name=\"password\"\r\n\r\nhunter2\r\nhunter3\r\n"
      "--b1\r\nContent-Disposition: form-data; name=doc\r\n\r\n{\"token\":\"hunter4\"}\r\n--b1--\r\n";
  const std::string shown = redact_body(body);
  EXPECT_THAT(shown, Not(HasSubstr("hunter")));
  EXPECT_THAT(shown, HasSubstr("name=\"user\"\r\n\r\nann\r\n--b1\r\n"));
  EXPECT_THAT(shown, HasSubstr("name=\"password\"\r\n\r\n[redacted]\r\n--b1\r\n"));
  EXPECT_THAT(shown, HasSubstr("{\"token\":\"[redacted]\"}\r\n--b1--\r\n"));
}

TEST(RedactBody, ShowsOtherTextAndCountsBytes) {
  EXPECT_EQ(redact_body(""), "");
  EXPECT_EQ(redact_body("pong"), "pong");
  EXPECT_EQ(redact_body("a line\nwith password: x and more"), "a line\nwith password: [redacted] and more");
  EXPECT_EQ(redact_body("<user><password>x</password></user>"), "<user><password>[redacted]</password></user>");
  EXPECT_EQ(redact_body("\xFF\xFEpassword=x"), "<12 bytes>");
  EXPECT_EQ(redact_body(std::string("\0", 1)), "<1 bytes>");
  EXPECT_EQ(redact_body("{\"a\": \"\xFF\"}"), "<10 bytes>");
  EXPECT_EQ(redact_body("{\"password\": \"x"), "{\"password\": \"[redacted]") << "cut-off JSON";
}

TEST(RedactBody, IsCutAtTheLimit) {
  for (const std::string& body : {std::string(5000, 'x'), "{\"a\":\"" + std::string(5000, 'x') + "\"}",
                                  "a=" + std::string(5000, 'x') + "&b=1", "\xC3\xA9 " + std::string(5000, 'x')}) {
    for (const std::size_t limit : {0U, 1U, 10U, 100U, 2048U}) {
      const std::string shown = redact_body(body, limit);
      EXPECT_LE(shown.size(), limit);
      EXPECT_GE(shown.size() + 3, limit) << body.substr(0, 5);
    }
  }
}

TEST(RedactBody, NeverShowsASecretThatTheLimitCuts) {
  const std::string bodies[] = {
      R"({"a": 1, "password": "hunter2", "b": "https://u:hunter2@h/"})",
      "a=1&password=hunter2&b=https://u:hunter2@h/",
      "note password=hunter2 Authorization: Bearer hunter2",
  };
  for (const std::string& body : bodies)
    for (std::size_t limit = 0; limit <= body.size(); ++limit)
      ASSERT_THAT(redact_body(body, limit), Not(HasSubstr("hunt"))) << limit << " of " << body;
}

TEST(RedactBody, CostsNoMoreThanWhatIsShown) {
  std::string body = "[";
  while (body.size() < (16U << 20U)) body += "{\"a\":\"password=x\"},";
  EXPECT_EQ(redact_body(body, 40).substr(0, 24), "[{\"a\":\"password=[redacte");
  EXPECT_LE(redact_body(std::string(16U << 20U, '['), 40).size(), 40U);
  EXPECT_LE(redact_body(std::string(16U << 20U, 'a'), 40).size(), 40U);
}

TEST(RedactText, FindsSecretsInLogLines) {
  const std::pair<const char*, const char*> cases[] = {
      {"GET /a?token=abc&b=1 200", "GET /a?token=[redacted]&b=1 200"},
      {"Authorization: Basic YWRtaW46Y2hhbmdlbWU=", "Authorization: Basic [redacted]"},
      {"authorization: Bearer a.b.c\r\nAccept: */*", "authorization: Bearer [redacted]\r\nAccept: */*"},
      {"Authorization: secret with blanks", "Authorization: [redacted]"},
      {"curl -H 'Authorization: Bearer abc' http://h/", "curl -H 'Authorization: Bearer [redacted]' http://h/"},
      {"ph-auth-token: this-is-a-token", "ph-auth-token: [redacted]"},
      {"Cookie: a=1; b=\"2\"\nX: y", "Cookie: a=[redacted]; b=[redacted]\nX: y"},
      {"sent Bearer abcdef, refused", "sent Bearer [redacted], refused"},
      {"sent bearer mysecrettoken", "sent bearer [redacted]"},
      {"Basic dXNlcjpwYXNz!", "Basic [redacted]!"},
      {"password=x", "password=[redacted]"},
      {"password = x y", "password = [redacted] y"},
      {"password=a,b;c=d", "password=[redacted];c=d"},
      {"(password=x) next", "(password=[redacted]) next"},
      {"\"password\": \"x \\\" y\", \"a\": 1", "\"password\": \"[redacted]\", \"a\": 1"},
      {"'password': 'x y'", "'password': '[redacted]'"},
      {"{\\\"password\\\": \\\"x\\\", \\\"a\\\": 1}", "{\\\"password\\\": \\\"[redacted]\\\", \\\"a\\\": 1}"},
      {"\"token\":\"unterminated", "\"token\":\"[redacted]"},
      {"\"tokens\": [\"a\", \"b\"], 1", "\"tokens\": [redacted], 1"},
      {"\"pin\": 1234, 1", "\"pin\": [redacted], 1"},
      {"api key: abc", "api key: [redacted]"},
      {"--password hunter2 --user ann", "--password [redacted] --user ann"},
      {"--token=abc x", "--token=[redacted] x"},
      {"X-Auth: Token abc", "X-Auth: Token [redacted]"},
      {"https://ann:pw@host/a", "https://[redacted]@host/a"},
      {"at postgres://u:p=a,b@db:5432/x", "at postgres://[redacted]@db:5432/x"},
      {"admin:changeme@localhost", "admin:[redacted]@localhost"},
      {"user:p@ss@host x", "user:[redacted]@host x"},
      {"password%3Dabc%26x%3D1", "password%3D[redacted]%26x%3D1"},
      {"<password>x y</password>", "<password>[redacted]</password>"},
      {"<a password=\"x\"/>", "<a password=\"[redacted]\"/>"},
      {"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_x end", "jwt [redacted] end"},
      {"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n",
       "-----BEGIN RSA PRIVATE KEY-----\n[redacted]-----END RSA PRIVATE KEY-----\n"},
      {"-----BEGIN PRIVATE KEY-----\nMIIE", "-----BEGIN PRIVATE KEY-----\n[redacted]"},
      {"Password=x;Server=db", "Password=[redacted];Server=db"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(redact_text(text), shown);
}

TEST(RedactText, LeavesProseAlone) {
  for (const char* text : {"",
                           "the password is wrong",
                           "token: expected a string, found a list",
                           "needs Basic authentication",
                           "a Bearer token is missing",
                           "basic idea",
                           "see https://host/a@b",
                           "write to ann@example.com",
                           "mailto:ann@example.com",
                           "a.yaml:3:5: error: wrong",
                           "12:30:05 GET /rest/approval",
                           "author: ann",
                           "WWW-Authenticate: Basic realm=\"x\"",
                           "\"password\": null",
                           "password:",
                           "password=\nnext",
                           "max_tokens=5",
                           "git@github.com:a/b",
                           "C:\\path",
                           "-----BEGIN CERTIFICATE-----\nMIIE",
                           "{ \"status\" : \"new\" }",
                           "100% @ 5:1",
                           "\xFF\xFE \xC3"})
    EXPECT_EQ(redact_text(text), text);
}

TEST(RedactText, ChangesNothingTheSecondTime) {
  for (const char* text : {"Authorization: Basic YWRtaW46Y2hhbmdlbWU=", "sent Bearer abcdef, x", "password=x&y",
                           "\"password\": \"x\"", "https://a:b@h/", "a:b@h", "Cookie: a=b; c=d", "api key: x",
                           "--password x", "X-Auth: Token abc", "<token>a b</token>"}) {
    const std::string once = redact_text(text);
    EXPECT_THAT(once, HasSubstr("[redacted]"));
    EXPECT_EQ(redact_text(once), once);
  }
}

TEST(RedactText, IsLinear) {
  for (const char* piece :
       {"a:", "://", "@", "password", "password=", "\"", "-----BEGIN PRIVATE KEY-----", "Bearer ", "a:@", "token: [",
        "<token>", "\\\"token\\\": \\\"", "eyJ.", "Basic a", "token %3D", "--token "}) {
    std::string text;
    while (text.size() < (256U << 10U)) text += piece;  // quadratic would be minutes
    EXPECT_LE(redact_text(text).size(), text.size() * 6) << piece;
  }
}

std::string slurp(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

TEST(Redaction, TakesTheSecretsOutOfPhantomsFixtures) {
  const std::filesystem::path fixtures = std::filesystem::path{PHANTOMIME_SOURCE_DIR} / "fixtures" / "phantom";
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{fixtures}) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    const std::string body = slurp(entry.path());
    const std::string shown = redact_body(body, 1U << 20U);
    ASSERT_TRUE(Json::accept(shown)) << entry.path();
    EXPECT_EQ(Json::parse(shown), redact_json(Json::parse(body))) << entry.path() << ": text and value agree";
    EXPECT_EQ(redact_body(shown, 1U << 20U), shown) << entry.path();
  }
  EXPECT_GT(files, 10);
  const std::string approvals = slurp(fixtures / "approval/detail_approvals.json");
  constexpr std::string_view api_key = "r56jEhzRlV/TR9CWLzDg";
  ASSERT_THAT(approvals, HasSubstr(std::string{api_key}));
  EXPECT_THAT(redact_body(approvals, 1U << 20U), Not(HasSubstr(std::string{api_key})));
  EXPECT_EQ(redact_json(Json::parse(slurp(fixtures / "ph_user/token.json")))["key"], std::string{redacted});
}

}  // namespace
}  // namespace phantomime::http
