#include "phantomime/formats/redaction_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/recording/redaction/keyed_redactor.hpp"

namespace phantomime::formats {
namespace {

using recording::Exchange;
using recording::KeyedRedactor;

std::optional<recording::RedactionRules> read(const std::string& text, Errors& errors) {
  return read_redaction_rules(std::make_shared<const Source>("rules.yaml", text), errors);
}

Exchange redacted(const std::string& rules, const std::string& target, const http::Headers& headers,
                  const std::string& type, const std::string& body) {
  Errors errors;
  const auto read_rules = read(rules, errors);
  EXPECT_TRUE(read_rules) << render(errors);
  Exchange exchange;
  exchange.request.target = target;
  exchange.request.headers = headers;
  exchange.request.headers.add("Content-Type", type);
  exchange.request.body.bytes = body;
  KeyedRedactor redactor{std::string(32, 'k'), read_rules.value_or(recording::RedactionRules{})};
  redactor.redact(exchange);
  return exchange;
}

TEST(RedactionRules, SayWhatIsSecretBesides) {
  const std::string rules = R"(
phantomime_rules: 1
secret:
  - {header: X-Tenant, kind: tenant}
  - {query: code}
  - {form: ssn}
  - {json: $.user.ssn}
  - {json: '$..rows[*].v'}
  - {json: nick}
  - {cookie: lang}
  - {expression: 'INC-(\d{6})', kind: ticket}
)";
  const Exchange json =
      redacted(rules, "/x?code=ab&page=1", {{"X-Tenant", "acme"}, {"Cookie", "lang=en"}}, "application/json",
               R"({"ssn":"keep","user":{"ssn":"gone"},"a":{"rows":[{"v":"gone"}]},"nick":"gone","t":"INC-123456"})");
  EXPECT_EQ(json.request.target.find("=ab"), std::string::npos);
  EXPECT_NE(json.request.target.find("page=1"), std::string::npos);
  EXPECT_NE(json.request.headers.find("X-Tenant"), "acme");
  EXPECT_NE(json.request.headers.find("Cookie"), "lang=en");
  EXPECT_EQ(json.request.body.bytes.find("gone"), std::string::npos) << json.request.body.bytes;
  EXPECT_NE(json.request.body.bytes.find("keep"), std::string::npos);
  EXPECT_NE(json.request.body.bytes.find("INC-"), std::string::npos);
  EXPECT_EQ(json.request.body.bytes.find("123456"), std::string::npos);
  std::vector<std::string> kinds;
  for (const auto& secret : json.secrets) kinds.push_back(secret.kind);
  EXPECT_THAT(kinds, testing::IsSupersetOf({"tenant", "ticket", "rule"}));
  const Exchange form = redacted(rules, "/", {}, "application/x-www-form-urlencoded", "ssn=gone&x=keep");
  EXPECT_EQ(form.request.body.bytes.find("gone"), std::string::npos);
  EXPECT_NE(form.request.body.bytes.find("keep"), std::string::npos);
}

TEST(RedactionRules, SayWhatIsKept) {
  const std::string rules = R"(
phantomime_rules: 1
keep:
  - {name: demo_token}
  - {where: request.body/a/password}
  - {expression: 'test-.*'}
)";
  const std::string body = R"({"demo_token":"k1","a":{"password":"k2"},"password":"test-k3","secret":"gone"})";
  const Exchange exchange = redacted(rules, "/", {}, "application/json", body);
  for (const char* const kept : {"k1", "k2", "test-k3"})
    EXPECT_NE(exchange.request.body.bytes.find(kept), std::string::npos) << kept;
  EXPECT_EQ(exchange.request.body.bytes.find("gone"), std::string::npos);
}

TEST(RedactionRules, AreRefusedWithEveryErrorAndItsPlace) {
  Errors errors;
  EXPECT_FALSE(read(R"(phantomime_rules: 1
secrets: []
secret:
  - {haeder: X}
  - {header: X, query: y}
  - {expression: '('}
  - {expression: 'x*'}
  - {json: '$.a[?(@.b)]'}
keep:
  - {}
)",
                    errors));
  const std::string text = render(errors);
  for (const char* const part :
       {"rules.yaml:2:1", "did you mean 'secret'?", "rules.yaml:4:6", "did you mean 'header'?",
        "a rule says one thing that is secret", "not a valid regular expression",
        "the expression matches nothing at all", "filters, slices", "a rule says one thing that is kept"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

TEST(RedactionRules, NeedTheirVersion) {
  Errors missing, other;
  EXPECT_FALSE(read("secret: []\n", missing));
  EXPECT_THAT(render(missing), testing::HasSubstr("phantomime_rules: 1"));
  EXPECT_FALSE(read("phantomime_rules: 2\n", other));
  EXPECT_THAT(render(other), testing::HasSubstr("version 2 of redaction rules is unknown"));
}

}  // namespace
}  // namespace phantomime::formats
