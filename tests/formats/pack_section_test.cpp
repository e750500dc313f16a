#include "phantomime/formats/pack_section.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"

#include "formats/loaded.hpp"

namespace phantomime::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(PackSection, HasEveryKey) {
  const Loaded loaded = load_text(
      "pack:\n"
      "  name: acme\n"
      "  summary: all of it\n"
      "  profile: \"4.10\"\n"
      "  epoch: 2020-01-22T19:40:00Z\n"
      "  credentials:\n"
      "    accept:\n"
      "      - basic: {user: admin, password: changeme}\n"
      "      - token: {header: x-token, value: secret}\n"
      "    refuse: {status: 403, json: {message: no}}\n"
      "  fallback: {status: 404, text: nothing}\n"
      "  exports: {ACME_URL: https_url, ACME_TOKEN: token}\n"
      "  detect:\n"
      "    request: GET /version\n"
      "    pointer: /version\n"
      "    profiles: {\"4.5\": '4\\.5\\..*', \"4.10\": '4\\.10.*'}\n"
      "defaults: {response: {headers: {Server: acme}}}\n");
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  const scenario::Pack& pack = loaded.scenario->packs[0];
  EXPECT_EQ(pack.name, "acme");
  EXPECT_EQ(pack.summary, "all of it");
  EXPECT_EQ(pack.profile, "4.10");
  ASSERT_TRUE(pack.epoch);
  EXPECT_EQ(format_instant(*pack.epoch), "2020-01-22T19:40:00.000000Z");
  ASSERT_EQ(pack.accept.size(), 2u);
  EXPECT_EQ(pack.accept[0]->user, "admin");
  ASSERT_TRUE(pack.refuse);
  EXPECT_EQ(pack.refuse->status, 403);
  EXPECT_EQ(pack.refuse_where.to_string(), "x.yaml:11:13");
  ASSERT_TRUE(pack.fallback);
  EXPECT_EQ(pack.fallback->raw_body(), "nothing");
  ASSERT_FALSE(pack.fallback->headers.empty());
  EXPECT_EQ(pack.fallback->headers[0].name, "Server");  // defaults hold for it
  EXPECT_THAT(pack.exports, ElementsAre(Pair("ACME_URL", "https_url"), Pair("ACME_TOKEN", "token")));
  ASSERT_TRUE(pack.detect);
  EXPECT_EQ(pack.detect->request, "GET /version");
  EXPECT_EQ(pack.detect->pointer, "/version");
  ASSERT_EQ(pack.detect->profiles.size(), 2u);
  EXPECT_TRUE(pack.detect->profiles[1].second.matches_whole("4.10.3"));
}

TEST(PackSection, WithoutRefuseOthersGetABare401) {
  const Loaded loaded = load_text("pack: {credentials: {accept: [{bearer: secret}]}}\n");
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  const scenario::Pack& pack = loaded.scenario->packs[0];
  ASSERT_TRUE(pack.refuse);
  EXPECT_EQ(pack.refuse->status, 401);
  EXPECT_EQ(pack.refuse->raw_body(), "");
  ASSERT_FALSE(pack.refuse->headers.empty());
  EXPECT_EQ(pack.refuse->headers[0].name, "WWW-Authenticate");
  EXPECT_THAT(pack.refuse->headers[0].value, testing::StartsWith("Basic"));
}

TEST(PackSection, SampleMayBeAListOfWhichTheFirstIsSent) {
  const Loaded loaded = load_text(
      "pack: {credentials: {sample: [{bearer: key}, {basic: {user: ann, password: tea}}, {bearer: other}], "
      "check: [{let: {a: 1}}]}}\n");
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  const auto& sample = loaded.scenario->packs[0].sample;
  ASSERT_TRUE(sample);
  EXPECT_EQ(sample->curl_options(), "-H 'Authorization: Bearer key'");
  EXPECT_EQ(sample->user + " " + sample->password + " " + sample->token, "ann tea key");
}

TEST(PackSection, SampleNamesSomeCredentials) {
  EXPECT_THAT(load_text("pack: {credentials: {sample: [], check: [{let: {a: 1}}]}}\n").errors,
              testing::HasSubstr("'sample' names no credentials"));
}

TEST(PackSection, StandsInOneFile) {
  testing_support::MemoryFileStore store{{"p/a.yaml", "phantomime: 1\npack: {name: a}\n"},
                                         {"p/b.yaml", "phantomime: 1\npack: {name: b}\n"}};
  EXPECT_EQ(load(store).errors,
            "p/b.yaml:2:7: error: the pack speaks of itself in two files\npack: {name: b}\n      ^\n"
            "hint: the other is p/a.yaml:2:7: merge them\n");
}

struct Bad {
  const char* name;
  const char* keys;
  const char* expected;
};

class BadPackSection : public testing::TestWithParam<Bad> {};

TEST_P(BadPackSection, IsRefused) {
  EXPECT_THAT(load_text(std::string{"pack: {"} + GetParam().keys + "}\n").errors, HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadPackSection,
    testing::Values(
        Bad{"Key", "nam: x", "unknown key 'nam' in pack"},
        Bad{"Epoch", "epoch: yesterday", "x.yaml:2:15: error: epoch: "},
        Bad{"EpochTooEarly", "epoch: 1850-01-01", "epoch: '1850-01-01' lies outside the clock's years, 1900 to 2160"},
        Bad{"Export", "exports: {A: url}", "error: A: expected 'https_url', 'http_url'"},
        Bad{"ExportName", "exports: {A-B: token}", "error: 'A-B' is no name of an environment variable"},
        Bad{"AcceptNoList", "credentials: {accept: {bearer: x}}", "error: accept: expected a list, found a mapping"},
        Bad{"NoAccept", "credentials: {refuse: {status: 401}}", "nothing says who is let in"},
        Bad{"Pointer", "detect: {request: GET /v, pointer: version, profiles: {}}",
            "error: 'version' is no JSON Pointer"},
        Bad{"Expression", "detect: {request: GET /v, pointer: /v, profiles: {a: '('}}", "x.yaml:2:61: error: "},
        Bad{"EmptyName", "name: \"\"", "error: the pack's name is empty"},
        Bad{"NoMapping", "}\npack2: {", "unknown key 'pack2'"}),
    [](const auto& row) { return std::string{row.param.name}; });

}  // namespace
}  // namespace phantomime::formats
