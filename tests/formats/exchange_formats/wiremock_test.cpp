#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/http/request_view.hpp"

#include "conversions.hpp"

namespace phantomime::formats {
namespace {

using namespace testing_support;
using testing::HasSubstr;

struct Converted {
  OutputFiles files;
  Errors errors;
  std::vector<Losses::Loss> losses;
  std::size_t count = 0;
  [[nodiscard]] std::string told() const {
    std::string text;
    for (const auto& loss : losses) text += loss.what + " (" + std::to_string(loss.count) + ")\n";
    return text;
  }
};

Converted convert_stubs(const FileStore& store, const std::string& path, std::string_view from, std::string_view to,
                        Layout layout = Layout::file, Broken broken = Broken::refused) {
  const auto input = open_input(store, path);
  Converted result;
  if (!input) {
    result.errors.push_back(input.error());
    return result;
  }
  Reading reading{broken};
  auto converted = convert(*input, format_named(from), format_named(to), layout, reading);
  result.errors = reading.errors();
  result.losses = reading.losses().all();
  if (converted) result.files = std::move(converted->files), result.count = converted->count;
  return result;
}

std::string mapping(const std::string& request, const std::string& response = R"("status": 200)",
                    const std::string& more = "") {
  return R"({"request": {)" + request + R"(}, "response": {)" + response + "}" + more + "}";
}

std::string mappings(const std::vector<std::string>& all) {
  std::string text = R"({"mappings": [)";
  for (const std::string& one : all) text += (&one == &all.front() ? "" : ", ") + one;
  return text + "]}";
}

/// The pack that a file of mappings becomes, loaded: it must load.
std::shared_ptr<const scenario::Scenario> loaded(const OutputFiles& files) {
  const auto store = stored(files, "p.yaml");
  Errors errors;
  auto pack = read_pack(store, "p.yaml", errors);
  auto scenario = pack ? bind_packs({std::move(*pack)}, {}, errors) : nullptr;
  EXPECT_TRUE(scenario) << render(errors) << files.at("");
  return scenario;
}

const std::vector<std::string> expressible{
    mapping(R"("method": "GET", "url": "/a?b=c&b=d&e=%20f")", R"("status": 201, "statusMessage": "Fine", "body": "x")"),
    mapping(R"("method": "ANY", "urlPath": "/b/{x}")", R"("status": 200, "jsonBody": {"a": [1.10, null, "é"]})"),
    mapping(
        R"("method": "PUT", "urlPathPattern": "/c/[0-9]{3}/(x|y)+")",
        R"("status": 200, "base64Body": "AAH+/w==", "headers": {"Content-Type": "image/png", "Set-Cookie": ["a=1", "b=2"]})"),
    mapping(R"("method": "GET", "urlPathTemplate": "/d/{id}/e")", R"("status": 200, "fixedDelayMilliseconds": 250)"),
    mapping(R"("method": "GET", "urlPath": "/f", "queryParameters": {"q": {"equalTo": "1"}, "r": {"absent": true},
             "s": {"matches": "[a-z]+"}, "t": {"or": [{"equalTo": "x"}, {"equalTo": "y"}]}, "u": {"contains": "o"}})",
            R"("status": 200, "fault": "CONNECTION_RESET_BY_PEER")"),
    mapping(R"("method": "GET", "urlPath": "/g", "headers": {"X": {"equalTo": "AbC", "caseInsensitive": true}},
             "cookies": {"c": {"doesNotMatch": "x.*"}}, "basicAuthCredentials": {"username": "ann", "password": "p"})",
            R"("status": 200, "delayDistribution": {"type": "uniform", "lower": 1, "upper": 9})"),
    mapping(
        R"("method": "POST", "urlPath": "/h", "bodyPatterns": [{"equalToJson": {"a": 1}, "ignoreExtraElements": true}])",
        R"("status": 200, "delayDistribution": {"type": "lognormal", "median": 80, "sigma": 0.4})"),
    mapping(R"("method": "POST", "urlPath": "/i", "bodyPatterns": [{"matchesJsonPath": "$.a.b"},
             {"matchesJsonPath": {"expression": "$.c", "equalTo": "7"}}])",
            R"("status": 200, "chunkedDribbleDelay": {"numberOfChunks": 5, "totalDuration": 100})"),
    mapping(R"("method": "POST", "urlPath": "/j", "bodyPatterns": [{"contains": "needle"}])",
            R"("status": 200, "body": "${not} a {{variable}} \"'\n\u0000")"),
    mapping(R"("method": "POST", "urlPath": "/k", "bodyPatterns": [{"equalTo": "exact"}])", R"("status": 200)",
            R"(, "priority": 1)"),
    mapping(R"("method": "POST", "urlPath": "/l", "bodyPatterns": [{"binaryEqualTo": "AAEC"}])"),
    mapping(R"("method": "POST", "urlPath": "/m", "formParameters": {"user": {"equalTo": "ann"}})"),
};

Json normal(const OutputFiles& files) {
  Json json = Json::parse(files.at(""));
  for (Json& one : json["mappings"]) {
    one.erase("name");
    one["response"].erase("x");
  }
  return json;
}

TEST(WireMock, MappingsBecomeAPackThatLoadsAndAnswers) {
  const MemoryFileStore store{{"m.json", mappings(expressible)}};
  const auto pack = convert_stubs(store, "m.json", "wiremock", "pack");
  ASSERT_TRUE(pack.errors.empty()) << render(pack.errors);
  EXPECT_EQ(pack.count, expressible.size()) << pack.told();
  const auto scenario = loaded(pack.files);
  ASSERT_TRUE(scenario);
  ASSERT_EQ(scenario->stubs.size(), expressible.size());
  const auto& first = scenario->stubs[0];
  EXPECT_TRUE(
      first.request.matches(http::RequestView{http::Request{"GET", "/a?b=c&b=d&e=%20f", 1, {}, "", "", false, 0}}));
  EXPECT_FALSE(
      first.request.matches(http::RequestView{http::Request{"GET", "/a?b=c&b=d&e=%20f&g=", 1, {}, "", "", false, 0}}));
  EXPECT_EQ(first.response.status, 201);
  EXPECT_EQ(first.response.reason, "Fine");
  EXPECT_EQ(*scenario->stubs[1].response.finished_body, R"({"a":[1.10,null,"é"]})");
  EXPECT_EQ(*scenario->stubs[2].response.finished_body, (std::string{"\0\x01\xfe\xff", 4}));
  EXPECT_EQ(*scenario->stubs[8].response.finished_body, (std::string{"${not} a {{variable}} \"'\n\0", 26}));
  EXPECT_EQ(scenario->stubs[9].priority, 4);
}

TEST(WireMock, ComesBackFromAPackAsItWas) {
  const MemoryFileStore store{{"m.json", mappings(expressible)}};
  const auto direct = convert_stubs(store, "m.json", "wiremock", "wiremock");
  ASSERT_TRUE(direct.errors.empty()) << render(direct.errors);
  const auto written = normal(direct.files);
  const Json original = Json::parse(mappings(expressible));
  ASSERT_EQ(written["mappings"].size(), expressible.size()) << direct.told();
  for (std::size_t at = 0; at < expressible.size(); ++at)
    EXPECT_EQ(written["mappings"][at], original["mappings"][at]) << at;

  const auto pack = convert_stubs(store, "m.json", "wiremock", "pack");
  const auto back_store = stored(pack.files, "p.yaml");
  const auto back = convert_stubs(back_store, "p.yaml", "pack", "wiremock");
  ASSERT_TRUE(back.errors.empty()) << render(back.errors);
  const auto json = normal(back.files);
  ASSERT_EQ(json["mappings"].size(), expressible.size()) << back.told();
  for (std::size_t at = 0; at < expressible.size(); ++at) {
    EXPECT_EQ(json["mappings"][at]["request"], original["mappings"][at]["request"]) << at;
    Json answer = json["mappings"][at]["response"], expected = original["mappings"][at]["response"];
    if (expected.contains("jsonBody")) {  // a pack says its bytes
      EXPECT_EQ(Json::parse(answer["body"].get<std::string>()), expected["jsonBody"]);
      answer.erase("body"), expected.erase("jsonBody");
    }
    EXPECT_EQ(answer, expected) << at;
  }
}

TEST(WireMock, WhatCannotBeSaidIsLeftOutWhole) {
  struct Row {
    std::string mapping, told;
  };
  const std::vector<Row> rows{
      {mapping(R"("urlPath": "/", "customMatcher": {"name": "x"})"), "the request key 'customMatcher'"},
      {mapping(R"("urlPattern": "/a\\?b=.*")"), "looks into the query"},
      {mapping(R"("urlPathPattern": "/(?=look)ahead")"), "RE2"},
      {mapping(R"("urlPath": "/", "bodyPatterns": [{"equalToXml": "<a/>"}])"), "'equalToXml'"},
      {mapping(R"("urlPath": "/", "bodyPatterns": [{"equalToJson": "{\"a\": \"${json-unit.any-string}\"}"}])"),
       "JsonUnit"},
      {mapping(R"("urlPath": "/", "headers": {"D": {"before": "now"}})"), "'before'"},
      {mapping(R"("urlPath": "/")", R"("proxyBaseUrl": "http://x")"), "'proxyBaseUrl'"},
      {mapping(R"("urlPath": "/")", R"("body": "{{request.path}}", "transformers": ["response-template"])"),
       "template"},
      {mapping(R"("urlPath": "/")", R"("fault": "NEW_ONE")"), "NEW_ONE"},
      {mapping(R"("urlPath": "/")", R"("status": 200)", R"(, "scenarioName": "s")"), "states of a scenario"},
      {mapping(R"("urlPath": "/", "bodyPatterns": [{"matchesJsonPath": "$..[?(@.a)]"}])"), "no example request"},
  };
  for (const Row& row : rows) {
    const MemoryFileStore store{{"m.json", mappings({row.mapping, expressible[0]})}};
    const auto pack = convert_stubs(store, "m.json", "wiremock", "pack");
    EXPECT_TRUE(pack.errors.empty()) << render(pack.errors);
    EXPECT_EQ(pack.count, 1U) << row.told;
    EXPECT_THAT(pack.told(), HasSubstr(row.told));
    EXPECT_THAT(pack.told(), HasSubstr("left out"));
  }
}

TEST(WireMock, ReadsFoldersWithTheirFiles) {
  const MemoryFileStore store{{"w/mappings/a.json", mapping(R"("urlPath": "/a")", R"("bodyFileName": "sub/body.txt")")},
                              {"w/mappings/deep/b.json", mappings({mapping(R"("urlPath": "/b")")})},
                              {"w/__files/sub/body.txt", "from a file"}};
  for (const std::string path : {"w", "w/mappings"}) {
    const auto pack = convert_stubs(store, path, "wiremock", "pack");
    ASSERT_TRUE(pack.errors.empty()) << render(pack.errors);
    EXPECT_EQ(pack.count, 2U);
    EXPECT_THAT(pack.files.at(""), HasSubstr("from a file"));
  }
}

TEST(WireMock, FilesStayInTheirFolder) {
  for (const std::string name : {"../secret", "/etc/passwd", "a/../../secret", "link", "..\\\\secret", "C:/x"}) {
    MemoryFileStore store{{"w/mappings/a.json", mapping(R"("urlPath": "/a")", R"("bodyFileName": ")" + name + "\"")},
                          {"w/__files/ok", ""},
                          {"w/secret", "secret"}};
    store.add_link("w/__files/link", "w/secret");
    const auto pack = convert_stubs(store, "w", "wiremock", "pack");
    ASSERT_EQ(pack.errors.size(), 1U) << name;
    EXPECT_EQ(pack.errors[0].code, ErrorCode::outside_folder) << name;
    EXPECT_TRUE(pack.errors[0].where) << name;
  }
}

TEST(WireMock, ExchangesBecomeStubsAndRepeatsStates) {
  auto first = simple_exchange(1), second = simple_exchange(2), other = with_bodies("\xff", "ok");
  second.response->status = 404;
  Losses losses;
  const auto files = format_named("wiremock").write(std::vector{first, second, other}, Layout::folder, losses);
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files.begin()->first, "mappings/0001-get-things-1.json");
  const Json one = Json::parse(files.begin()->second), two = Json::parse(std::next(files.begin())->second);
  EXPECT_EQ(one["request"], Json::parse(R"({"method": "GET", "url": "/things/1"})"));
  EXPECT_EQ(one["response"]["body"], R"({"id":1})");
  EXPECT_EQ(one["requiredScenarioState"], "Started");
  EXPECT_EQ(one["newScenarioState"], two["requiredScenarioState"]);
  EXPECT_EQ(two["response"]["status"], 404);
  EXPECT_FALSE(two.contains("newScenarioState"));
  EXPECT_EQ(Json::parse(files.rbegin()->second)["request"]["bodyPatterns"],
            Json::parse(R"([{"binaryEqualTo": "/w=="}])"));
}

TEST(WireMock, OfAPackWhatItCanSay) {
  const MemoryFileStore store{{"p.yaml", R"(phantomime: 1
variables: {base: /rest}
defaults: {response: {headers: {Server: nginx}, delay: 20ms}}
stubs:
  - {name: one, request: 'GET ${base}/a/{id:integer}', example: GET /rest/a/1, response: {json: {a: 1}}}
  - {name: glob, request: {path: {glob: /f/**}}, example: GET /f/x, response: {text: hi, fault: reset}}
  - {name: templated, request: GET /t, response: {template: '{{ request.path }}'}}
  - {name: several, request: GET /s, response: {sequence: [{status: 503}, {status: 200}]}}
  - {name: sized, request: {path: /z, body: {size: {at_most: 3}}}, example: GET /z, response: {}}
)"}};
  const auto out = convert_stubs(store, "p.yaml", "pack", "wiremock");
  ASSERT_TRUE(out.errors.empty()) << render(out.errors);
  const Json json = Json::parse(out.files.at(""));
  ASSERT_EQ(json["mappings"].size(), 2U) << out.told();
  EXPECT_EQ(json["mappings"][0]["request"]["urlPathPattern"], "/rest/a/[+-]?[0-9]+");
  EXPECT_EQ(json["mappings"][0]["response"]["body"], R"({"a":1})");
  EXPECT_EQ(json["mappings"][0]["response"]["headers"]["Server"], "nginx");
  EXPECT_EQ(json["mappings"][0]["response"]["fixedDelayMilliseconds"], 20);
  EXPECT_EQ(json["mappings"][1]["request"]["urlPathPattern"], "/f/.*");
  EXPECT_EQ(json["mappings"][1]["response"]["fault"], "CONNECTION_RESET_BY_PEER");
  for (const char* told : {"templates (left out)", "a sequence of answers (left out)", "'size' (left out)"})
    EXPECT_THAT(out.told(), HasSubstr(told));
}

}  // namespace
}  // namespace phantomime::formats
