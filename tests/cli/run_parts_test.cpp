// What `run` is made of that needs no process: where a command lies, its environment, what is remembered of requests.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/cli/command_lookup.hpp"
#include "phantomime/cli/run_environment.hpp"
#include "phantomime/cli/unmatched_list.hpp"

namespace phantomime::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CommandLookup, TakesEachFolderOfPathInItsOrder) {
  EXPECT_THAT(command_candidates("ls", "/a:/b"), ElementsAre("/a/ls", "/b/ls"));
  EXPECT_THAT(command_candidates("ls", ":/b:"), ElementsAre("ls", "/b/ls", "ls"));
  EXPECT_THAT(command_candidates("ls", ""), ElementsAre("ls"));
}

TEST(CommandLookup, LooksForNothingWithASlashOrWithoutAName) {
  EXPECT_THAT(command_candidates("./ls", "/a:/b"), ElementsAre("./ls"));
  EXPECT_THAT(command_candidates("", "/a:/b"), IsEmpty());
}

TEST(RunEnvironment, LaysExportsOverWhatIsInheritedAndTakesOutWhatHasNoValue) {
  const char* inherited[] = {"A=1", "B=2", "C=x=y", "odd", nullptr};
  EXPECT_THAT(lay_over(inherited, {{"A", "new"}, {"B", std::nullopt}, {"D", "4"}}),
              ElementsAre("C=x=y", "odd", "A=new", "D=4"));
  EXPECT_THAT(lay_over(nullptr, {{"A", "1"}}), ElementsAre("A=1"));
}

TEST(RunEnvironment, WithoutTlsLeavesTheCertificatesAsTheyAre) {
  scenario::Scenario scenario;
  scenario.packs.emplace_back().exports = {{"SHOP", "https_url"}, {"SHOP_CA", "ca_file"}};
  const Exports exports = exports_of(scenario, {.https_url = "",
                                                .http_url = "http://h",
                                                .admin_url = "http://h/a/",
                                                .ca_file = "",
                                                .ca_bundle = "",
                                                .admin_token = ""});
  EXPECT_EQ(exports.at("PHANTOMIME_URL"), "http://h");
  EXPECT_EQ(exports.at("SHOP"), "http://h");
  EXPECT_EQ(exports.at("SHOP_CA"), std::nullopt);
  EXPECT_EQ(exports.at("PHANTOMIME_PASSWORD"), std::nullopt);
  EXPECT_FALSE(exports.contains("SSL_CERT_FILE"));
  EXPECT_FALSE(exports.contains("NODE_EXTRA_CA_CERTS"));
}

server::ExchangeEvent unmatched(std::string target, std::string space = {}) {
  server::ExchangeEvent event;
  event.method = "GET";
  event.target = std::move(target);
  event.space = std::move(space);
  event.status = 404;
  return event;
}

TEST(UnmatchedList, CountsEqualRequestsTogetherAndNamesSomeOfTheirSpaces) {
  UnmatchedList list;
  for (const char* space : {"", "a", "a", "b", "c", "d"}) list.add(unmatched("/x", space));
  auto matched = unmatched("/y");
  matched.kind = scenario::Played::Kind::matched;
  list.add(matched);
  reports::RunReport report;
  list.tell(report);
  ASSERT_EQ(report.unmatched.size(), 1U);
  EXPECT_EQ(report.unmatched_requests, 6U);
  EXPECT_EQ(report.unmatched[0].times, 6U);
  EXPECT_THAT(report.unmatched[0].spaces, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(report.unmatched[0].more_spaces);
}

TEST(UnmatchedList, IsBoundedAndCountsTheRest) {
  UnmatchedList list;
  for (int i = 0; i < 150; ++i) list.add(unmatched("/" + std::to_string(i) + std::string(100'000, 'x')));
  reports::RunReport report;
  list.tell(report);
  EXPECT_EQ(report.unmatched.size(), UnmatchedList::most_kinds);
  EXPECT_EQ(report.unmatched_others, 50U);
  EXPECT_EQ(report.unmatched_requests, 150U);
  EXPECT_LT(report.unmatched[0].request.size(), 600U);
}

}  // namespace
}  // namespace phantomime::cli
