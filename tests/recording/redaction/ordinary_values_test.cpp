// Values that are no secrets, from the fixtures and as APIs send them: at most 2 % of them may be replaced.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"

#include "support/exchanges.hpp"

namespace phantomime::recording {
namespace {

namespace fs = std::filesystem;

struct Tally {
  std::size_t values = 0, wrong = 0;
  std::string seen;

  void add(bool replaced, const std::string& shown) {
    ++values;
    if (!replaced) return;
    ++wrong;
    seen += "  " + shown + "\n";
  }
};

std::string redacted_body(const std::string& body) {
  KeyedRedactor redactor{std::string(32, 'k')};
  Exchange exchange = testing_support::simple_exchange(1);
  exchange.response->body.bytes = body;
  redactor.redact(exchange);
  return exchange.response->body.bytes;
}

/// Member by member; what has a secret name is no ordinary value.
void compare(const Json& before, const Json& after, const std::string& name, Tally& tally) {
  if (before.is_object()) {
    for (const auto& [member, value] : before.items()) compare(value, after.at(member), member, tally);
  } else if (before.is_array()) {
    for (std::size_t at = 0; at < before.size(); ++at) compare(before[at], after[at], name, tally);
  } else if (!http::is_secret_name(name) && name != "key") {
    tally.add(before != after, name + ": " + before.dump());
  }
}

void count_body(const std::string& body, Tally& tally) {
  const Json before = Json::parse(body, nullptr, false);
  if (before.is_discarded()) return;
  compare(before, Json::parse(redacted_body(body)), "", tally);
}

std::string read(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

const char* const typical_bodies[] = {
    R"({"id":"5f2b18e0a1c4d30017b6e9a2","_id":"507f1f77bcf86cd799439011","uuid":"9a8092d6-c3ad-4c61-b92a-005bb179cfc6",
        "created":"2020-01-22T19:39:43.239000Z","updated_at":1579721983,"etag":"\"33a64df551425fcc55e4d42a148795d9f25f89d4\"",
        "sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","md5":"d41d8cd98f00b204e9800998ecf8427e",
        "name":"Quarantine device of the user","display_name":"QuarantineDeviceOfTheUserPlaybook","owner":"admin"})",
    R"({"url":"https://api.example.com/v2/containers/12/artifacts?page=2&page_size=10&sort=-create_time","count":120,
        "next":"https://api.example.com/v2/containers?cursor=eyJpZCI6MTIzLCJkaXIiOiJuZXh0In0=","previous":null,
        "email":"first.last@example.com","phone":"+49 30 1234567","ip":"192.168.10.254","mac":"00:1B:44:11:3A:B7",
        "ipv6":"2001:0db8:85a3:0000:0000:8a2e:0370:7334","host":"ip-10-24-34-10.eu-central-1.compute.internal"})",
    R"({"commit":"2fd4e1c67a2d28fced849ee1bb76e7391b93eb12","branch":"feature/INC-2041-retry-on-timeouts","version":"4.10.7.63984",
        "image":"registry.example.com/team/service:2024.11.3-rc1","digest":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "arn":"arn:aws:iam::123456789012:role/ServiceRoleForAutoScaling","region":"eu-central-1",
        "trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","span_id":"00f067aa0ba902b7","request_id":"req_01HV5K3R9ZT8M2N4P6Q7S8W9XY"})",
    R"({"token_type":"Bearer","expires_in":3600,"scope":"read write","max_tokens":4096,"tokens":57,"author":"Jane Austen",
        "authorization_endpoint":"https://idp.example.com/oauth2/authorize","password_expires_at":"2026-12-01","session_timeout":1800,
        "next_page_token":"CAUQAA","keyboard":"de","monkey":"see","passenger":"Ellen Ripley","key_name":"primary","sort_key":"create_time"})",
    R"({"key":"PROJ-1234","fields":{"summary":"Basic auth is required for this endpoint","description":"Bearer of the news: token is missing",
        "labels":["security","authentication","password-reset"],"priority":{"name":"High","id":"2"},"secretary":"Ms. Lemon"}})",
    R"({"lat":52.5200066,"lon":13.404954,"timezone":"Europe/Berlin","currency":"EUR","price":"1299.00","iban":"DE89370400440532013000",
        "isbn":"978-3-16-148410-0","serial":"SN-2024-000123-XK","sku":"TSHIRT-BLK-XL-2024","color":"#ff8800","locale":"de_DE.UTF-8",
        "user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"})",
    R"({"content_type":"application/vnd.api+json","class":"com.example.service.container.ContainerArtifactRepositoryImpl2",
        "path":"/opt/phantom/usr/python39/site-packages/django/contrib/auth/middleware.py","query":"SELECT id, name FROM container WHERE id = 42",
        "message":"Traceback (most recent call last): File \"run.py\", line 12, in <module>","level":"INFO","pid":28116,
        "cron":"*/15 2-6 * * 1-5","regex":"^[A-Za-z0-9._-]{1,64}$","status":"success","public":"no","comment":"see https://example.com/a/b#c"})",
    R"({"hash":"0cc175b9c0f1b6a831c399e269772661","file_hash":"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        "fingerprint":"SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8","thumbprint":"A909502DD82AE41433E6F83886B00D4277A32A7B",
        "vault_id":"da39a3ee5e6b4b0d3255bfef95601890afd80709","document_guid":"3f2504e0-4f89-11d3-9a0c-0305e82c3301","revision":"3-917fa2381192822767f010b95b45325b"})",
};

const char* const typical_headers[][2] = {
    {"Date", "Wed, 22 Jan 2020 19:39:43 GMT"},
    {"ETag", "W/\"33a64df551425fcc55e4d42a148795d9f25f89d4\""},
    {"If-None-Match", "\"686897696a7c876b7e1a5d3f5b8c9d0e\""},
    {"Content-Type", "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW"},
    {"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
    {"User-Agent", "python-requests/2.31.0"},
    {"Server", "nginx/1.22.1"},
    {"Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"},
    {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
    {"Content-Security-Policy", "default-src 'self'; script-src 'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='"},
    {"X-Request-Id", "4bf92f3577b34da6a3ce929d0e0e4736"},
    {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
    {"X-Amz-Cf-Id", "nK3mKbQ1mYtqVh2v0vC9sTz3bq3bYl7v1nZ8oFQx0nVYb0m5aUe2Zg=="},
    {"X-Frame-Options", "SAMEORIGIN"},
    {"Content-Digest", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"},
    {"Location", "/rest/container/12?pretty=1"},
    {"Link", "<https://api.example.com/items?page=3>; rel=\"next\""},
    {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
    {"WWW-Authenticate", "Basic realm=\"phantom\""},
    {"Set-Cookie", "lang=en; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT"},
    {"X-RateLimit-Remaining", "4999"},
    {"Access-Control-Allow-Headers", "Authorization, Content-Type, X-CSRFToken, ph-auth-token"},
};

const char* const typical_targets[] = {
    "/",
    "/rest/container?_filter_status=\"new\"&page_size=0&include_expensive&sort=id&order=desc",
    "/rest/playbook_run/59/log?start=0&limit=100",
    "/api/v4/projects/42/repository/commits/2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
    "/static/js/main.8f3e2d1c.chunk.js?v=20240115",
    "/users/9a8092d6-c3ad-4c61-b92a-005bb179cfc6/posts?after=2020-01-22T19:39:43Z",
    "/search?q=how+to+reset+a+password&lang=en",
    "/rest/action_run?_filter_name__icontains=%22quarantine%20device%22",
    "/v2/library/ubuntu/blobs/sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
};

TEST(OrdinaryValues, AreReplacedInTwoPercentAtMost) {
  Tally tally;
  for (const auto& entry : fs::recursive_directory_iterator{fs::path{PHANTOMIME_SOURCE_DIR} / "fixtures"})
    if (entry.path().extension() == ".json") count_body(read(entry.path()), tally);
  const std::size_t of_fixtures = tally.values;
  ASSERT_GT(of_fixtures, 300U);
  for (const char* const body : typical_bodies) {
    ASSERT_FALSE(Json::parse(body, nullptr, false).is_discarded()) << body;
    count_body(body, tally);
  }
  KeyedRedactor redactor{std::string(32, 'k')};
  for (const auto& [name, value] : typical_headers) {
    Exchange exchange = testing_support::simple_exchange(1);
    exchange.response->headers = {{name, value}};
    redactor.redact(exchange);
    tally.add(exchange.response->headers.line(0).value != value, std::string{name} + ": " + value);
  }
  for (const char* const target : typical_targets) {
    Exchange exchange = testing_support::simple_exchange(1);
    exchange.request.target = target;
    redactor.redact(exchange);
    tally.add(exchange.request.target != target, target);
  }
  const double percent = 100.0 * static_cast<double>(tally.wrong) / static_cast<double>(tally.values);
  std::cout << "ordinary values: " << tally.values << " (" << of_fixtures
            << " of fixtures), replaced wrongly: " << tally.wrong << ", " << percent << " %\n"
            << tally.seen;
  EXPECT_LE(percent, 2.0) << tally.seen;
  // Those that are not of the fixtures count for themselves too: the fixtures alone would hide much.
  EXPECT_LE(tally.wrong, (tally.values - of_fixtures) / 50 + 1) << tally.seen;
}

}  // namespace
}  // namespace phantomime::recording
