#include "phantomime/recording/redaction/leak_check.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/digest.hpp"
#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/redaction/encoded_content.hpp"
#include "phantomime/recording/redaction/issued_placeholders.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"

#include "support/exchanges.hpp"
#include "support/memory_file_store.hpp"

namespace phantomime::recording {
namespace {

using testing_support::MemoryFileStore;
using testing_support::simple_exchange;

const std::string key(32, 'k');

SessionHead head() {
  SessionHead one;
  one.began = simple_exchange(1).began;
  one.program = "phantomime";
  return one;
}

Exchange login() {
  Exchange exchange = simple_exchange(1);
  exchange.request.headers.add("Authorization", "Basic " + encode_base64("admin:l0ginPassword"));
  exchange.request.headers.add("Cookie", "sid=9f8e7d6c5b4a3f2e; theme=dark");
  exchange.response->body.bytes =
      R"({"id":1,"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJib2IifQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"})";
  return exchange;
}

/// A clean recording: redacted as a recorder does it.
MemoryFileStore recorded(KeyedRedactor& redactor, const std::function<void(Exchange&)>& plant = {}) {
  Exchange exchange = login();
  redactor.redact(exchange);
  if (plant) plant(exchange);
  MemoryFileStore files;
  files.add("/r/exchanges.jsonl", log_line(head()) + log_line(exchange));
  return files;
}

LeakReport check(const MemoryFileStore& files, const std::vector<std::string>& known = {}) {
  const auto report = check_leaks(files, "/r", {}, known);
  EXPECT_TRUE(report) << report.error().what;
  return report ? *report : LeakReport{};
}

TEST(LeakCheck, PassesWhatWasRedacted) {
  KeyedRedactor redactor{key};
  const MemoryFileStore files = recorded(redactor);
  EXPECT_GE(redactor.known_secrets().size(), 3U);
  const LeakReport report = check(files, redactor.known_secrets());
  EXPECT_EQ(report.leaks.size(), 0U) << report.leaks[0].kind << " in " << report.leaks[0].where;
  EXPECT_EQ(report.exchanges, 1U);
  EXPECT_EQ(report.files, 1U);
  EXPECT_TRUE(report.unread.empty());
}

struct PlantedLeak {
  const char* name;
  void (*plant)(Exchange&);
  const char* where;
};
const PlantedLeak leaks[] = {
    {"target", [](Exchange& e) { e.request.target = "/x?password=pl4ntedLeak"; }, "request.target"},
    {"header", [](Exchange& e) { e.request.headers.add("X-Api-Key", "pl4ntedLeak"); }, "request.header.X-Api-Key"},
    {"basic", [](Exchange& e) { e.response->headers.add("X-Was", "Basic " + encode_base64("bob:pl4ntedLeak")); },
     "response.header.X-Was"},
    {"cookie", [](Exchange& e) { e.request.headers.add("Cookie", "whatever=pl4ntedLeak1"); },
     "request.header.Cookie.whatever"},
    {"json", [](Exchange& e) { e.response->body.bytes = R"({"password":"pl4ntedLeak"})"; }, "response.body"},
    {"key", [](Exchange& e) { e.response->body.bytes = R"({"v":"ghp_A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"})"; },
     "response.body"},
    {"entropy", [](Exchange& e) { e.response->body.bytes = R"({"v":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPL3K"})"; },
     "response.body/v"},
    {"failure", [](Exchange& e) { e.failure = "no way to https://bob:pl4ntedLeak@x/"; }, "failure"},
    {"known", [](Exchange& e) { e.response->reason = "l0ginPassword"; }, ""},
    {"gzip",
     [](Exchange& e) {
       e.response->headers.add("Content-Encoding", "gzip");
       e.response->body.bytes = *encoded_content(R"({"note":"it is l0ginPassword"})", {http::ContentCoding::gzip});
     },
     "response.body"},
};

TEST(LeakCheck, FindsAPlantedLeakWhereverItIs) {
  for (const PlantedLeak& leak : leaks) {
    KeyedRedactor redactor{key};
    const MemoryFileStore files = recorded(redactor, leak.plant);
    const LeakReport report = check(files, redactor.known_secrets());
    ASSERT_FALSE(report.leaks.empty()) << leak.name;
    bool found = false;
    for (const Leak& one : report.leaks) {
      found = found || one.where == leak.where;
      EXPECT_EQ((one.kind + one.where + one.file).find("pl4nted"), std::string::npos) << "a report tells no secret";
    }
    EXPECT_TRUE(found) << leak.name << ": found in " << report.leaks[0].where;
  }
}

TEST(LeakCheck, LooksIntoThePackMadeOfTheRecording) {
  KeyedRedactor redactor{key};
  for (const std::string secret : {"l0ginPassword", "bDBnaW5QYXNzd29yZA", "l0gin%50assword"}) {
    MemoryFileStore files = recorded(redactor);
    files.add("/r/fixtures/a/one.json", "{\n \"x\": \"" + secret + "\"}");
    const LeakReport report = check(files, {"l0ginPassword"});
    ASSERT_EQ(report.leaks.size(), 1U) << secret;
    EXPECT_EQ(report.leaks[0].file, "fixtures/a/one.json");
    EXPECT_EQ(report.leaks[0].kind, "known secret");
  }
  MemoryFileStore files = recorded(redactor);
  files.add("/r/pack.yaml",
            "stubs:\n  - request:\n      headers: {Authorization: any}\n      query: {api_key: pl4ntedLeak}\n");
  const LeakReport report = check(files);
  ASSERT_EQ(report.leaks.size(), 1U);
  EXPECT_EQ(report.leaks[0].line, 4U);
}

TEST(LeakCheck, SaysWhatItCouldNotLookAt) {
  KeyedRedactor redactor{key};
  const LeakReport report = check(recorded(redactor, [](Exchange& e) {
    e.response->body = {};
    e.response->body.kept = Body::Kept::beside;
    e.response->body.size = 100'000;
    e.response->body.digest = sha256("x");
    e.response->body.file = "bodies/" + e.response->body.digest;
  }));
  ASSERT_EQ(report.unread.size(), 1U);
  EXPECT_THAT(report.unread[0], testing::HasSubstr("exchange 1, response.body"));
}

TEST(LeakCheck, RefusesAFolderThatIsNotThere) {
  const MemoryFileStore files;
  EXPECT_FALSE(check_leaks(files, "/nowhere"));
}

TEST(IssuedPlaceholders, AreThoseThatAnAnswerGaveFirst) {
  KeyedRedactor redactor{key};
  Exchange first = simple_exchange(1), second = simple_exchange(2);
  first.took = std::chrono::nanoseconds{10};
  second.since_start = std::chrono::nanoseconds{20};
  first.request.body.bytes = R"({"password":"cl1entsOwnSecret"})";
  first.response->body.bytes = R"({"token":"t0kenOfTheAnswer","echo":"cl1entsOwnSecret"})";
  second.request.headers.add("Authorization", "Bearer t0kenOfTheAnswer");
  redactor.redact(first);
  redactor.redact(second);
  const std::string token = Placeholders{key}.of("t0kenOfTheAnswer");
  EXPECT_THAT(issued_placeholders({second, first}), testing::ElementsAre(token));
  // A token that was asked with before the answer came is the client's own.
  second.since_start = std::chrono::nanoseconds{5};
  EXPECT_THAT(issued_placeholders({first, second}), testing::IsEmpty());
}

}  // namespace
}  // namespace phantomime::recording
