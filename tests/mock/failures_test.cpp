// What a test is told that fails: for each failure the whole text, its file and its line, as approved in failures/.
// PHANTOMIME_APPROVE=1 writes what is said now.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;
using testing::AllOf, testing::Contains, testing::ElementsAre, testing::Gt, testing::Not, testing::StartsWith;

const std::filesystem::path folder = std::filesystem::path{PHANTOMIME_SOURCE_DIR} / "tests/mock/failures";

struct Failing {
  std::string name;
  unsigned line;  ///< of the case: places are told as so many lines from here
  std::function<void()> run;
};

void PrintTo(const Failing& failing, std::ostream* out) { *out << failing.name; }

/// Every failure of a test, with the lines of this file counted from the case.
std::string failures_of(const Failing& failing) {
  testing::TestPartResultArray results;
  {
    const testing::ScopedFakeTestPartResultReporter reporter{
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ALL_THREADS, &results};
    failing.run();
  }
  std::string text;
  for (int number = 0; number < results.size(); ++number) {
    const testing::TestPartResult& result = results.GetTestPartResult(number);
    text += std::string{result.file_name()} + ":" + std::to_string(result.line_number()) + ": ";
    text += std::string{result.fatally_failed() ? "fatal: " : ""} + result.message() + "\n";
  }
  static const std::regex place{R"([^\s"'(]*failures_test\.cpp:(\d+))"};
  std::string told;
  std::sregex_iterator found{text.begin(), text.end(), place};
  std::size_t at = 0;
  for (; found != std::sregex_iterator{}; ++found) {
    told.append(text, at, static_cast<std::size_t>(found->position()) - at);
    const long lines = std::stol((*found)[1].str()) - static_cast<long>(failing.line);
    told += "HERE" + (lines == 0 ? std::string{} : (lines > 0 ? "+" : "") + std::to_string(lines));
    at = static_cast<std::size_t>(found->position() + found->length());
  }
  return told.append(text, at);
}

class Failures : public testing::TestWithParam<Failing> {};

TEST_P(Failures, AreToldAsApproved) {
  const std::string told = failures_of(GetParam());
  EXPECT_THAT(told, Not(testing::IsEmpty())) << "nothing failed";
  const std::filesystem::path file = folder / (GetParam().name + ".txt");
  if (std::getenv("PHANTOMIME_APPROVE")) {
    std::ofstream{file, std::ios::binary} << told;
    return;
  }
  std::stringstream approved;
  approved << std::ifstream{file, std::ios::binary}.rdbuf();
  EXPECT_EQ(told, approved.str()) << "approve with PHANTOMIME_APPROVE=1 if this is what it should say: " << file;
}

TEST(Failures, AreAllInUse) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) files.push_back(entry.path().stem());
  const auto& all = *testing::UnitTest::GetInstance();
  std::size_t cases = 0;
  for (int suite = 0; suite < all.total_test_suite_count(); ++suite)
    if (std::string_view{all.GetTestSuite(suite)->name()} == "Cases/Failures")
      cases = static_cast<std::size_t>(all.GetTestSuite(suite)->total_test_count());
  EXPECT_EQ(files.size(), cases);
  EXPECT_GE(cases, 20U);
}

ServerOptions no_sockets() { return {.sockets = ServerOptions::Sockets::none}; }

/// A server of which something was asked already.
MockServer asked() {
  MockServer server{no_sockets()};
  server.allow_unmatched();
  server.given(post("/run").body(json_path("$.scope", "new"))).respond(status(200)).named("run");
  server.given(get("/run/{id:integer}")).respond(status(200).json("{}")).named("one run");
  static_cast<void>(server.answer({.method = "POST", .target = "/run", .body = R"({"scope": "all", "n": 2})"}));
  static_cast<void>(
      server.answer({.target = "/run/1?api_key=geheim", .headers = {{"Authorization", "Basic Z2VoZWlt"}}}));
  return server;
}

#define CASE(name, ...)                 \
  Failing {                             \
    name, __LINE__, [] { __VA_ARGS__; } \
  }

// clang-format off
std::vector<Failing> cases() {
  return {
      CASE("not_called", const MockServer server = asked(); EXPECT_CALLED(server, post("/run").body(json_path("$.scope", "new")))),
      CASE("not_called_so_often", const MockServer server = asked(); EXPECT_CALLED(server, get("/run/1"), 2)),
      CASE("called_too_often", const MockServer server = asked(); EXPECT_CALLED(server, post("/run"), Times::never())),
      CASE("not_called_between", const MockServer server = asked(); EXPECT_CALLED(server, del("/run/1"), Times::between(1, 3))),
      CASE("not_called_at_most", const MockServer server = asked(); EXPECT_CALLED(server, any_request(), Times::at_most(1))),
      CASE("nothing_came", const MockServer server{no_sockets()}; EXPECT_CALLED(server, get("/a").query("page", 2).header("X", absent()))),
      CASE("not_called_fatally", const MockServer server = asked(); ASSERT_CALLED(server, put("/run"))),
      CASE("not_in_order", const MockServer server = asked(); EXPECT_CALLED_IN_ORDER(server, get("/run/1"), post("/run"))),
      CASE("a_question_that_cannot_be", const MockServer server = asked(); EXPECT_CALLED(server, get("/run?x=1"))),
      CASE("unmatched", MockServer server{no_sockets()}; server.given(get("/run/{id:integer}")).respond(status(200)); static_cast<void>(server.answer({.target = "/run/x"}))),
      CASE("unmatched_without_stubs", MockServer server{no_sockets()}; static_cast<void>(server.answer({.target = "/a"}))),
      CASE("many_unmatched", MockServer server{no_sockets()}; server.given(get("/b")).respond(status(200)); for (int i = 0; i < 25; ++i) static_cast<void>(server.answer({.target = "/a"}))),
      CASE("unmatched_in_a_space", MockServer server{no_sockets()}; static_cast<void>(server.space("mine").answer({.method = "POST", .target = "/a?password=geheim", .body = "secret"}))),
      CASE("verified_in_between", MockServer server{no_sockets()}; static_cast<void>(server.answer({.target = "/a"})); EXPECT_VERIFIED(server)),
      CASE("stub_never_called", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(200)).times(Times::at_least(1))),
      CASE("stub_called_too_often", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(200)).times(1).named("only once"); for (int i = 0; i < 3; ++i) static_cast<void>(server.answer({.target = "/a"}))),
      CASE("stub_in_a_space", MockServer server{no_sockets()}; server.space("mine").given(get("/a")).respond(status(200)).times(1)),
      CASE("stub_of_a_pack", const MockServer server{yaml("stubs: [{name: asked for, request: GET /a, expect: {at_least: 1}, response: {}}]"), no_sockets()}),
      CASE("path_with_a_query", MockServer server{no_sockets()}; server.given(get("/a?b=c")).respond(status(200))),
      CASE("no_such_fixture", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(200).file("no/such.json"))),
      CASE("template_that_cannot_be", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(200).rendered("{{ captures.id }}"))),
      CASE("json_that_is_none", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(200).json(R"({"a": })"))),
      CASE("yaml_that_is_wrong", MockServer server{no_sockets()}; server.given(get("/a").with("qery: {a: 1}")).respond(status(200))),
      CASE("two_bodies", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(200).json("1").text("2"))),
      CASE("status_out_of_range", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(99))),
      CASE("no_method_and_path", MockServer server{no_sockets()}; server.given("/a").respond(status(200))),
      CASE("condition_said_twice", MockServer server{no_sockets()}; server.given(get("/a").query("q", contains("a") && contains("b"))).respond(status(200))),
      CASE("name_taken", MockServer server{no_sockets()}; server.given(get("/a")).respond(status(200)).named("a"); server.given(get("/b")).respond(status(200)).named("a")),
      CASE("responder_threw", MockServer server{no_sockets()}; server.given(get("/a")).respond([](const Request&) -> Response { throw std::runtime_error("password=geheim"); }); static_cast<void>(server.answer({.target = "/a"}))),
      CASE("matcher_of_a_header", const MockServer server = asked(); EXPECT_THAT(server.requests(), Contains(HasHeader("Authorization", "Basic b2ZmZW4=")))),
      CASE("matcher_of_a_json_path", const MockServer server = asked(); EXPECT_THAT(server.requests().front(), JsonAt("$.n", Gt(2)))),
      CASE("matcher_of_all", const MockServer server = asked(); EXPECT_THAT(server.exchanges().front(), AllOf(HasMethod("POST"), HasPath(StartsWith("/ran")), HasStatus(200)))),
      CASE("matcher_of_a_json_body", const MockServer server = asked(); EXPECT_THAT(server.requests().front(), HasJsonBody(R"({"scope": "new"})"))),
      CASE("not_any_more", MockServer server = asked(); server.allow_unmatched(false)),
  };
}
// clang-format on

INSTANTIATE_TEST_SUITE_P(Cases, Failures, testing::ValuesIn(cases()),
                         [](const auto& failing) { return failing.param.name; });

/// Runs a test of this program that is disabled, since it fails; what it printed.
std::string output_of(const std::string& test) {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  const std::string command = "env -u GTEST_TOTAL_SHARDS -u GTEST_SHARD_INDEX '" + program +
                              "' --gtest_also_run_disabled_tests --gtest_filter=" + test + " 2>&1";
  std::string output;
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (!pipe) return output;
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, n);
  ::pclose(pipe);
  return output;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// These fail on purpose: the ones below run them.
TEST(DISABLED_Failing, BeforeItsServerEnds) {
  MockServer server{no_sockets()};
  server.given(get("/a")).respond(status(200)).times(1);
  FAIL() << "for a reason of its own";
}
TEST(DISABLED_Failing, ByAnException) {
  MockServer server{no_sockets()};
  server.given(get("/a")).respond(status(200)).times(1);
  static_cast<void>(server.answer({.target = "/b"}));
  throw std::runtime_error("what the client threw");
}

TEST(FailureTexts, DoNotDoubleWhatFailedAlready) {
  const std::string output = output_of("DISABLED_Failing.BeforeItsServerEnds");
  EXPECT_EQ(count_of(output, "Failure"), 1U) << output;
  EXPECT_EQ(count_of(output, "was called"), 0U) << output;
}

TEST(FailureTexts, SayWhyAClientThrew) {
  const std::string output = output_of("DISABLED_Failing.ByAnException");
  EXPECT_EQ(count_of(output, "matched no stub"), 1U) << output;
  EXPECT_EQ(count_of(output, "what the client threw"), 1U) << output;
  EXPECT_EQ(count_of(output, "was called"), 0U) << output;
}

TEST(FailureTexts, HoldNoSecrets) {
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    std::stringstream text;
    text << std::ifstream{entry.path()}.rdbuf();
    for (const char* const secret : {"geheim", "Z2VoZWlt", "b2ZmZW4="})
      EXPECT_THAT(text.str(), Not(testing::HasSubstr(secret))) << entry.path();
  }
}

}  // namespace
