// What servers inside of a program add to the file that PHANTOMIME_COVERAGE names.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;
using testing::HasSubstr;
using testing::Not;

constexpr const char* shop = R"(
  pack: {name: shop}
  stubs:
    - {name: greeting, request: GET /hello, response: {json: {say: hi}}}
    - {name: never, request: GET /never, response: {status: 204}}
)";

struct MockCoverage : testing::Test {
  MockCoverage() {
    std::filesystem::remove(file);
    setenv("PHANTOMIME_COVERAGE", file.c_str(), 1);
  }
  ~MockCoverage() override {
    unsetenv("PHANTOMIME_COVERAGE");
    std::filesystem::remove(file);
    std::filesystem::remove(file + ".lock");
  }
  std::string text() const {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  const std::string file = testing::TempDir() + "phantomime_mock_coverage.json";
};

TEST_F(MockCoverage, SumsUpOverServersAndSpaces) {
  for (int i = 0; i < 2; ++i) {
    MockServer server{yaml(shop), {.sockets = ServerOptions::Sockets::none}};
    server.given(get("/said")).respond(status(204));
    static_cast<void>(server.answer({.target = "/hello"}));
    static_cast<void>(server.space("other").answer({.target = "/hello"}));
    static_cast<void>(server.answer({.target = "/said"}));
  }
  EXPECT_THAT(text(), testing::ContainsRegex(R"("of":"greeting","name":"","file":"[^"]*","line":[0-9]+,"count":4)"));
  EXPECT_THAT(text(),
              testing::ContainsRegex(R"("of":"greeting","name":"/say","file":"[^"]*","line":[0-9]+,"count":4)"));
  EXPECT_THAT(text(), testing::ContainsRegex(R"("of":"never","name":"","file":"[^"]*","line":[0-9]+,"count":0)"));
  EXPECT_THAT(text(), Not(HasSubstr("stub at"))) << "what a test said is no fixture";
}

TEST_F(MockCoverage, TellsThatTheFileIsSomethingElse) {
  std::ofstream{file} << "notes of mine";
  std::string told;
  {
    ServerOptions options{.sockets = ServerOptions::Sockets::none};
    options.on_failure = [&told](const Failure& failure) { told = failure.text; };
    const MockServer server{yaml(shop), options};
  }
  EXPECT_THAT(told, HasSubstr("is no coverage file"));
  EXPECT_EQ(text(), "notes of mine");
}

}  // namespace
