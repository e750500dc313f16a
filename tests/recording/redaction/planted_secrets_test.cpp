// A secret in every place that a recorder has to know, and a search of its own for what is left of it.
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/redaction/encoded_content.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"

#include "support/exchanges.hpp"

namespace phantomime::recording {
namespace {

const std::string key(32, 'k');

/// An exchange with secrets in a place that its name says.
struct Planted {
  std::string name;
  std::function<void(Exchange&)> plant;
  std::vector<std::string> secrets;  ///< in the clear
};

void request_body(Exchange& exchange, std::string type, std::string bytes) {
  exchange.request.method = "POST";
  exchange.request.headers.add("Content-Type", type);
  exchange.request.body.size = bytes.size();
  exchange.request.body.bytes = std::move(bytes);
}

void response_body(Exchange& exchange, std::string bytes) {
  exchange.response->body.size = bytes.size();
  exchange.response->body.bytes = std::move(bytes);
}

void coded_response(Exchange& exchange, const std::string& names, std::vector<http::ContentCoding> codings,
                    const std::string& bytes) {
  exchange.response->headers.add("Content-Encoding", names);
  response_body(exchange, *encoded_content(bytes, codings));
}

std::function<void(Exchange&)> request_header(std::string name, std::string value) {
  return [=](Exchange& exchange) { exchange.request.headers.add(name, value); };
}
std::function<void(Exchange&)> response_header(std::string name, std::string value) {
  return [=](Exchange& exchange) { exchange.response->headers.add(name, value); };
}
std::function<void(Exchange&)> target(std::string value) {
  return [=](Exchange& exchange) { exchange.request.target = value; };
}
std::function<void(Exchange&)> json_request(std::string value) {
  return [=](Exchange& exchange) { request_body(exchange, "application/json", value); };
}
std::function<void(Exchange&)> json_response(std::string value) {
  return [=](Exchange& exchange) { response_body(exchange, value); };
}
std::function<void(Exchange&)> text_response(std::string value) {
  return [=](Exchange& exchange) {
    exchange.response->headers.set("Content-Type", "text/html; charset=utf-8");
    response_body(exchange, value);
  };
}
std::function<void(Exchange&)> form(std::string value) {
  return [=](Exchange& exchange) { request_body(exchange, "application/x-www-form-urlencoded", value); };
}
std::function<void(Exchange&)> multipart(std::string name, std::string value) {
  return [=](Exchange& exchange) {
    request_body(exchange, "multipart/form-data; boundary=XX",
                 "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello\r\n"
                 "--XX\r\nContent-Disposition: form-data; name=\"" +
                     name + "\"\r\n\r\n" + value + "\r\n--XX--\r\n");
  };
}

const std::string jwt_header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
std::string jwt(const std::string& subject, const std::string& signature) {
  std::string payload = encode_base64(R"({"sub":")" + subject + R"(","exp":1790000000,"iss":"https://idp.example"})");
  payload.erase(std::find(payload.begin(), payload.end(), '='), payload.end());
  return jwt_header + "." + payload + "." + signature;
}
const std::string signature_a = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
const std::string signature_b = "h2Xb9qLw7TzR4mVd0KpYs8NcJf3GuAe6QiWo1BtZx5M";
const std::string pem_body =
    "MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn1ygWyF8PbnGy5AHB7MhgwMbRvI0MBZhpI\n"
    "h5NQ0KpqPuhBTRaYyqVbX0t8Xo0mrf2aSQnJ3mWQhUqRIRBvLPXYuyeKdcHRvQwE\n";
const std::string pem = "-----BEGIN RSA PRIVATE KEY-----\n" + pem_body + "-----END RSA PRIVATE KEY-----\n";

std::vector<Planted> planted() {
  return {
      {"basic credentials",
       request_header("Authorization", "Basic " + encode_base64("admin:Chang3Me!now")),
       {"Chang3Me!now"}},
      {"basic token",
       request_header("Authorization", "Basic " + encode_base64("tok3n4711abcXYZ:")),
       {"tok3n4711abcXYZ"}},
      {"proxy credentials",
       request_header("Proxy-Authorization", "Basic " + encode_base64("u:Pr0xyPassw0rd")),
       {"Pr0xyPassw0rd"}},
      {"bearer", request_header("Authorization", "Bearer mF_9.B5f-4.1JqM7zz"), {"mF_9.B5f-4.1JqM7zz"}},
      {"bearer jwt",
       request_header("Authorization", "Bearer " + jwt("carol42x", signature_a)),
       {signature_a, "carol42x"}},
      {"scheme of one's own", request_header("Authorization", "Splunk 8f3e2d1c0b9a7766"), {"8f3e2d1c0b9a7766"}},
      {"authorization without a scheme", request_header("authorization", "rawTok3nVa1ue"), {"rawTok3nVa1ue"}},
      {"digest",
       request_header(
           "Authorization",
           R"(Digest username="bob", realm="x", nonce="dcd98b7102dd2f0e", uri="/", response="6629fae49393a05397450978507c4ef1")"),
       {"6629fae49393a05397450978507c4ef1"}},
      {"aws signature",
       request_header("Authorization",
                      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPL3/20260101/eu/s3/aws4_request, "
                      "SignedHeaders=host, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024"),
       {"AKIAIOSFODNN7EXAMPL3", "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024"}},
      {"ph-auth-token", request_header("ph-auth-token", "c0FFee1234567890abcdefGH="), {"c0FFee1234567890abcdefGH="}},
      {"x-api-key", request_header("X-Api-Key", "9f8e7d6c5b4a"), {"9f8e7d6c5b4a"}},
      {"csrf header", request_header("X-CSRFToken", "csrfV4lueOfMine"), {"csrfV4lueOfMine"}},
      {"header of a name unheard of",
       request_header("X-Anything", "Zx9Kq2Lm8Vb4Nw7Tr1Yp6Sd3Fg5Hj0"),
       {"Zx9Kq2Lm8Vb4Nw7Tr1Yp6Sd3Fg5Hj0"}},
      {"header with json", request_header("X-Context", R"({"user":{"password":"hdrJs0nPass"}})"), {"hdrJs0nPass"}},
      {"header with base64 of json",
       request_header("X-Context", encode_base64(R"({"id": 1, "api_key": "b64HdrK3y99"})")),
       {"b64HdrK3y99"}},
      {"cookie",
       request_header("Cookie", "lang=en; sessionid=q1w2e3r4t5y6; csrftoken=\"AbCdEf123456\""),
       {"q1w2e3r4t5y6", "AbCdEf123456"}},
      {"set-cookie",
       response_header("Set-Cookie", "sid=s3ss10nC00k1e; Path=/; HttpOnly; Max-Age=3600"),
       {"s3ss10nC00k1e"}},
      {"cookie without a telling name",
       response_header("Set-Cookie", "u=v4lueWithD1gits; Path=/"),
       {"v4lueWithD1gits"}},
      {"token in an answer's header", response_header("X-Auth-Token", "answerT0ken77"), {"answerT0ken77"}},
      {"userinfo in referer", request_header("Referer", "https://bob:R3fererPw@host.example/x"), {"R3fererPw"}},
      {"userinfo in location", response_header("Location", "//bob:L0cationPw@host.example/x"), {"L0cationPw"}},
      {"query in location",
       response_header("Location", "https://app.example/cb?state=1&access_token=l0cQu3ryT0k#x"),
       {"l0cQu3ryT0k"}},
      {"fragment in location",
       response_header("Location", "https://app.example/cb#access_token=fr4gT0ken9&x=1"),
       {"fr4gT0ken9"}},
      {"link header",
       response_header("Link", "<https://api.example/p?page=2&api_key=l1nkApiKey>; rel=\"next\""),
       {"l1nkApiKey"}},
      {"query", target("/rest/x?page=1&token=qu3ryT0ken&z=2"), {"qu3ryT0ken"}},
      {"query percent-encoded", target("/rest/x?pass%77ord=p%40ss%2Fw0rd%20x1&z=2"), {"p@ss/w0rd x1"}},
      {"query with plus", target("/rest/x?password=two+w0rds+h3re"), {"two w0rds h3re"}},
      {"query within a query",
       target("/go?next=https%3A%2F%2Fx.example%2F%3Faccess_token%3Dnest3dT0ken"),
       {"nest3dT0ken"}},
      {"json in a query", target("/go?filter=%7B%22password%22%3A%22jsonInQ1%22%7D"), {"jsonInQ1"}},
      {"path", target("/reset/Kq8Zt3Lw9Xp2Vn5Rb7Md4Hs6Jf1Gc0/confirm"), {"Kq8Zt3Lw9Xp2Vn5Rb7Md4Hs6Jf1Gc0"}},
      {"path parameter", target("/app;jsessionid=J5E55I0N1D99/x"), {"J5E55I0N1D99"}},
      {"absolute target with userinfo", target("http://bob:abs0luteP@host.example/x"), {"abs0luteP"}},
      {"userinfo percent-encoded", target("/fetch?u=https%3A%2F%2Fbob%3Ap%2540ssUs3r%40h.example%2F"), {"p@ssUs3r"}},
      {"userinfo token", target("https://x0auth7Token5Value@github.example/repo"), {"x0auth7Token5Value"}},
      {"form", form("user=bob&password=f0rmPassw0rd&x=1"), {"f0rmPassw0rd"}},
      {"form with escapes",
       form("client_secret=s%C3%A9cr%C3%A9t%21%26more1&x=1"),
       {"s\xc3\xa9"
        "cr\xc3\xa9t!&more1"}},
      {"form with brackets", form("user%5Bpassword%5D=brack3tPass&x=1"), {"brack3tPass"}},
      {"multipart", multipart("password", "mult1partPass"), {"mult1partPass"}},
      {"multipart of several lines", multipart("api_key", "line1Mp4rt\r\nline2Mp4rt"), {"line1Mp4rt", "line2Mp4rt"}},
      {"json", json_request(R"({"user":"bob","password":"js0nPassw0rd"})"), {"js0nPassw0rd"}},
      {"json at depth", json_request(R"({"a":[{"b":{"c":[1,{"client_secret":"d33pSecret1"}]}}]})"), {"d33pSecret1"}},
      {"json with escapes", json_request(R"({"password":"quo\"te\\sl\u00e9sh1"})"), {"quo\"te\\sl\xc3\xa9sh1"}},
      {"json number", json_request(R"({"pin":493817,"x":1})"), {"493817"}},
      {"json list", json_request(R"({"tokens":["l1stTokenA","l1stTokenB"]})"), {"l1stTokenA", "l1stTokenB"}},
      {"json row", json_request(R"({"fields":[{"name":"password","value":"r0wPassw0rd"}]})"), {"r0wPassw0rd"}},
      {"json row, value first",
       json_request(R"({"fields":[{"value":"r0wFirstPass","name":"password"}]})"),
       {"r0wFirstPass"}},
      {"json container",
       json_response(R"({"credentials":{"a":"c0ntainerOne","b":["c0ntainerTwo"]}})"),
       {"c0ntainerOne", "c0ntainerTwo"}},
      {"phantom token",
       json_response(R"({"key":"iOt2fGcm1bLzvJ2TY9iJ3i1CrV1Zn0VtGMAXUKWz5u4=","allowed_ips":["any"]})"),
       {"iOt2fGcm1bLzvJ2TY9iJ3i1CrV1Zn0VtGMAXUKWz5u4="}},
      {"json in a string", json_response(R"({"config":"{\"password\":\"str1ngJson\",\"x\":1}"})"), {"str1ngJson"}},
      {"json in a string in json",
       json_response(R"({"a":"{\"b\":\"{\\\"api_key\\\":\\\"tw1ceJson99\\\"}\"}"})"),
       {"tw1ceJson99"}},
      {"base64 of json in json",
       json_response(R"({"blob":")" + encode_base64(R"({"secret":"b64JsonS3cret","n":1})") + R"("})"),
       {"b64JsonS3cret"}},
      {"url in json", json_response(R"({"repo":"https:\/\/bob:urlJs0nPw@git.example\/x"})"), {"urlJs0nPw"}},
      {"command line in json",
       json_response(R"({"cmd":"curl -H 'Authorization: Bearer cmdL1neToken123' https://x"})"),
       {"cmdL1neToken123"}},
      {"lines of json", text_response("{\"id\":1}\n{\"password\":\"l1nesOfJson\"}\n"), {"l1nesOfJson"}},
      {"torn json", json_response(R"({"a":1,"password":"t0rnJsonPass","b":)"), {"t0rnJsonPass"}},
      {"xml element", text_response("<login><user>bob</user><password>xmlEl3ment</password></login>"), {"xmlEl3ment"}},
      {"xml attribute", text_response("<login user='bob' password='xmlAttr1bute'/>"), {"xmlAttr1bute"}},
      {"hidden field of html",
       text_response("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"htmlT0kenField\">"),
       {"htmlT0kenField"}},
      {"prose",
       text_response("The job ran with password=pr0sePassw0rd, and token: pr0seTok3n1.\n"),
       {"pr0sePassw0rd", "pr0seTok3n1"}},
      {"github key in prose",
       text_response("push with ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8 now"),
       {"ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"}},
      {"slack key", json_response(R"({"note":"xoxb-123456789012-abcDEF456ghi"})"), {"xoxb-123456789012-abcDEF456ghi"}},
      {"aws key", json_response(R"({"note":"AKIAQ3EGRJ7SLZQ9T5XW"})"), {"AKIAQ3EGRJ7SLZQ9T5XW"}},
      {"google key",
       json_response(R"({"src":"https://maps.example/js?x=AIzaSyD3aL9x7Kq2Wm5Zt8Vb1Nc4Rp6Hs0Jf2"})"),
       {"AIzaSyD3aL9x7Kq2Wm5Zt8Vb1Nc4Rp6Hs0Jf2"}},
      {"jwt in json", json_response(R"({"note":")" + jwt("dave77x", signature_b) + R"("})"), {signature_b, "dave77x"}},
      {"private key in json",
       json_response("{\"k\":" + json_quote(pem) + "}"),
       {pem_body.substr(0, 64), pem_body.substr(65, 64)}},
      {"private key in text", text_response("here:\n" + pem + "end\n"), {pem_body.substr(0, 64)}},
      {"entropy, hexadecimal",
       json_response(R"({"v":"3a7bd3e2360a3d29eea436fcfb7e44c735d117c4"})"),
       {"3a7bd3e2360a3d29eea436fcfb7e44c735d117c4"}},
      {"entropy, base64",
       json_response(R"({"v":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPL3K"})"),
       {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPL3K"}},
      {"gzip",
       [](Exchange& e) { coded_response(e, "gzip", {http::ContentCoding::gzip}, R"({"password":"gz1pPassw0rd"})"); },
       {"gz1pPassw0rd"}},
      {"deflate",
       [](Exchange& e) {
         coded_response(e, "deflate", {http::ContentCoding::deflate}, R"({"password":"d3flatePass"})");
       },
       {"d3flatePass"}},
      {"bare deflate",
       [](Exchange& e) {
         coded_response(e, "deflate", {http::ContentCoding::raw_deflate}, R"({"password":"b4reDeflate"})");
       },
       {"b4reDeflate"}},
      {"brotli",
       [](Exchange& e) { coded_response(e, "br", {http::ContentCoding::brotli}, R"({"password":"br0tliPass"})"); },
       {"br0tliPass"}},
      {"two codings",
       [](Exchange& e) {
         coded_response(e, "gzip, br", {http::ContentCoding::gzip, http::ContentCoding::brotli},
                        R"({"password":"tw0Codings"})");
       },
       {"tw0Codings"}},
      {"trailer", [](Exchange& e) { e.response->body.trailers.add("X-Auth-Token", "tra1lerT0ken"); }, {"tra1lerT0ken"}},
      {"interim answer",
       [](Exchange& e) {
         e.interim.push_back({103, "Early Hints", {{"Link", "</a?api_key=1nterimKey9>"}}});
       },
       {"1nterimKey9"}},
      {"failure",
       [](Exchange& e) { e.failure = "cannot reach https://bob:fa1lurePass@host/: refused"; },
       {"fa1lurePass"}},
      {"known: echoed",
       [](Exchange& e) {
         request_body(e, "application/json", R"({"password":"ech0edPassw0rd"})");
         response_body(e, R"({"message":"hello bob ech0edPassw0rd, welcome"})");
       },
       {"ech0edPassw0rd"}},
      {"known: in base64 of bytes",
       [](Exchange& e) {
         request_body(e, "application/json", R"({"password":"b1naryEchoed"})");
         response_body(e,
                       R"({"x":")" + encode_base64(std::string{"\x01\xfe\x02", 3} + "b1naryEchoed" + '\xff') + R"("})");
       },
       {"b1naryEchoed"}},
      {"known: in base64 of bytes, aligned otherwise",
       [](Exchange& e) {
         request_body(e, "application/json", R"({"password":"b1naryOther"})");
         response_body(e, R"({"x":")" + encode_base64(std::string{"\x01\xfe", 2} + "b1naryOther" + '\xff') + R"("})");
       },
       {"b1naryOther"}},
      {"known: a token of the answer in the request",
       [](Exchange& e) {
         e.request.target = "/x/l4terKnown/y";
         response_body(e, R"({"token":"l4terKnown"})");
       },
       {"l4terKnown"}},
      {"known: percent-encoded in a path",
       [](Exchange& e) {
         request_body(e, "application/json", R"({"password":"p@th/Kn0wn"})");
         e.request.target = "/x/p%40th%2fKn0wn/y";
       },
       {"p@th/Kn0wn"}},
  };
}

// --- a search that shares nothing with the redactor

std::string inner_base64(const std::string& secret, std::size_t before) {
  const std::string coded = encode_base64(std::string(before, '\0') + secret);
  const std::size_t first = (before * 8 + 5) / 6, last = (before + secret.size()) * 8 / 6;
  return coded.substr(first, last - first);
}

bool is_in(const std::string& secret, const std::string& text) {
  if (text.find(secret) != std::string::npos) return true;
  const std::string quoted = json_quote(secret);
  if (text.find(quoted.substr(1, quoted.size() - 2)) != std::string::npos) return true;
  if (http::percent_decode(text, true).find(secret) != std::string::npos) return true;
  if (http::percent_decode(http::percent_decode(text)).find(secret) != std::string::npos) return true;
  for (std::size_t before = 0; secret.size() >= 6 && before < 3; ++before) {
    std::string coded = inner_base64(secret, before);
    if (text.find(coded) != std::string::npos) return true;
    std::replace(coded.begin(), coded.end(), '+', '-');
    std::replace(coded.begin(), coded.end(), '/', '_');
    if (text.find(coded) != std::string::npos) return true;
  }
  return false;
}

bool is_left(const std::string& secret, const Exchange& exchange) {
  if (is_in(secret, log_line(exchange))) return true;
  for (const auto& [body, headers] : {std::pair{&exchange.request.body, &exchange.request.headers},
                                      std::pair{&exchange.response->body, &exchange.response->headers}}) {
    auto codings = *http::content_codings(*headers);
    const auto text = http::decoded_content(body->bytes, codings, 1u << 20);
    if (!text || is_in(secret, *text)) return true;
  }
  return false;
}

Exchange exchange_of(const Planted& planted) {
  Exchange exchange = testing_support::simple_exchange(1);
  planted.plant(exchange);
  return exchange;
}

class PlantedSecret : public testing::TestWithParam<Planted> {};

TEST_P(PlantedSecret, IsThereBefore) {
  const Exchange exchange = exchange_of(GetParam());
  for (const std::string& secret : GetParam().secrets) {
    Exchange plain = exchange;
    EXPECT_TRUE(is_left(secret, plain) || secret.find("\xc3") != std::string::npos || secret.size() < 8) << secret;
  }
}

TEST_P(PlantedSecret, IsNowhereAfterwards) {
  KeyedRedactor redactor{key};
  Exchange exchange = exchange_of(GetParam());
  redactor.redact(exchange);
  for (const std::string& secret : GetParam().secrets) EXPECT_FALSE(is_left(secret, exchange)) << log_line(exchange);
  EXPECT_FALSE(exchange.secrets.empty());
  for (const Secret& secret : exchange.secrets) EXPECT_NE(secret.where, "");
}

TEST_P(PlantedSecret, KeepsLengthsWhereNothingIsCompressed) {
  KeyedRedactor redactor{key};
  const Exchange before = exchange_of(GetParam());
  Exchange after = before;
  redactor.redact(after);
  EXPECT_EQ(after.request.target.size(), before.request.target.size()) << after.request.target;
  EXPECT_EQ(after.request.body.bytes.size(), before.request.body.bytes.size()) << after.request.body.bytes;
  if (!before.response->headers.has("Content-Encoding")) {
    EXPECT_EQ(after.response->body.bytes.size(), before.response->body.bytes.size()) << after.response->body.bytes;
  }
  EXPECT_EQ(after.request.headers.bytes(), before.request.headers.bytes());
  EXPECT_EQ(after.response->headers.bytes(), before.response->headers.bytes());
  EXPECT_EQ(after.response->body.size, before.response->body.size);
}

TEST_P(PlantedSecret, IsLeftAloneTheSecondTime) {
  Exchange once = exchange_of(GetParam());
  KeyedRedactor{key}.redact(once);
  Exchange twice = once;
  KeyedRedactor{std::string(32, 'o')}.redact(twice);  // whatever it replaced would look otherwise
  EXPECT_EQ(log_line(twice), log_line(once));
}

std::string name_of(const testing::TestParamInfo<Planted>& info) {
  std::string name = info.param.name;
  name.erase(std::remove_if(name.begin(), name.end(),
                            [](char c) { return !isalnum(static_cast<unsigned char>(c)) && c != ' '; }),
             name.end());
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Everywhere, PlantedSecret, testing::ValuesIn(planted()), name_of);

TEST(PlantedSecrets, AreSixtyAtLeast) {
  std::set<std::string> secrets;
  for (const Planted& one : planted()) secrets.insert(one.secrets.begin(), one.secrets.end());
  EXPECT_GE(secrets.size(), 60U);
}

}  // namespace
}  // namespace phantomime::recording
