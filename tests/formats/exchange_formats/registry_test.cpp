#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/exchange_formats/sample_text.hpp"

#include "conversions.hpp"

namespace phantomime::formats {
namespace {

using namespace testing_support;
using testing::HasSubstr;

TEST(ExchangeFormats, TheRegistryIsWholeAndHasEachNameOnce) {
  std::set<std::string_view> names;
  for (const ExchangeFormat& format : exchange_formats()) {
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
    EXPECT_FALSE(format.summary.empty()) << format.name;
    EXPECT_TRUE(format.recognises) << format.name;
    EXPECT_TRUE(format.goes_in() || format.goes_out()) << format.name;
    EXPECT_TRUE(!format.write || format.name == "recording" || !format.cannot_carry.empty()) << format.name;
  }
  EXPECT_EQ(names.size(), 9U);
}

TEST(ExchangeFormats, UnknownNamesGetTheNearestAndAll) {
  const auto found = find_format("betmax", Direction::in);
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().hint, HasSubstr("did you mean 'betamax'?"));
  EXPECT_THAT(found.error().hint, HasSubstr("har"));
  EXPECT_THAT(find_format("curl", Direction::in).error().what, HasSubstr("cannot be read"));
  EXPECT_THAT(find_format("vcr", Direction::out).error().what, HasSubstr("cannot be written"));
}

TEST(ExchangeFormats, EachIsRecognisedByWhatItHolds) {
  struct Row {
    std::string text;
    std::string_view format;
  };
  const std::vector<Row> rows{
      {"\xEF\xBB\xBF {\"log\": {\"creator\": {}, \"entries\": []}}", "har"},
      {"---\nhttp_interactions:\n- request:\nrecorded_with: VCR 6.1.0\n", "vcr"},
      {R"({"http_interactions": [], "recorded_with": "VCR 3"})", "vcr"},
      {R"({"http_interactions": [], "recorded_with": "betamax/0.8.1"})", "betamax"},
      {"interactions:\n- request:\nversion: 1\n", "vcrpy"},
      {R"({"version": 1, "interactions": []})", "vcrpy"},
      {R"({"info": {"schema": "https://schema.getpostman.com/json/collection/v2.0.0/collection.json"}})", "postman"},
      {R"({"mappings": []})", "wiremock"},
      {R"({"request": {"url": "/"}, "response": {}})", "wiremock"},
  };
  for (const Row& row : rows) {
    const MemoryFileStore store{{"file", row.text}};
    const auto guessed = guess_input(*open_input(store, "file"));
    ASSERT_TRUE(guessed) << row.text;
    EXPECT_EQ((*guessed)->name, row.format) << row.text;
  }
  const MemoryFileStore store{{"file", "something else"},
                              {"p/pack.yaml", "phantomime: 1"},
                              {"w/mappings/a.json", "{}"},
                              {"r/exchanges.jsonl", ""},
                              {"one.yaml", "phantomime: 1\n"}};
  const auto unknown = guess_input(*open_input(store, "file"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::usage);
  EXPECT_THAT(unknown.error().hint, HasSubstr("--from"));
  EXPECT_EQ((*guess_input(*open_input(store, "p")))->name, "pack");
  EXPECT_EQ((*guess_input(*open_input(store, "w")))->name, "wiremock");
  EXPECT_EQ((*guess_input(*open_input(store, "w/mappings")))->name, "wiremock");
  EXPECT_EQ((*guess_input(*open_input(store, "r")))->name, "recording");
  EXPECT_EQ((*guess_input(*open_input(store, "one.yaml")))->name, "pack");
  EXPECT_EQ(open_input(store, "nothing").error().code, ErrorCode::not_found);
}

TEST(ExchangeFormats, OutputsAreGuessedByTheirNames) {
  const auto guessed = [](std::string_view path, std::string_view from) {
    const auto format = guess_output(path, format_named(from));
    return format ? (*format)->name : "?";
  };
  EXPECT_EQ(guessed("a.har", "recording"), "har");
  EXPECT_EQ(guessed("a.sh", "har"), "curl");
  EXPECT_EQ(guessed("rec/monday", "har"), "recording");
  EXPECT_EQ(guessed("a.json", "har"), "wiremock");
  EXPECT_EQ(guessed("my-pack", "wiremock"), "pack");
  EXPECT_EQ(guessed("out", "pack"), "wiremock");
  EXPECT_EQ(guessed("a.txt", "har"), "?");
}

TEST(ExchangeFormats, PairsThatMakeNoSenseSayWhatToDo) {
  EXPECT_THAT(check_pair(format_named("wiremock"), format_named("har")).error().hint, HasSubstr("serve"));
  EXPECT_THAT(check_pair(format_named("har"), format_named("pack")).error().hint, HasSubstr("recording"));
  EXPECT_TRUE(check_pair(format_named("har"), format_named("wiremock")));
}

TEST(ExchangeFormats, ADamagedRecordingIsUsedAsFarAsItGoes) {
  Losses losses;
  auto files =
      format_named("recording").write(std::vector{simple_exchange(1), simple_exchange(2)}, Layout::folder, losses);
  std::string& log = files.at("exchanges.jsonl");
  log.resize(log.size() - 5);
  const auto torn = read_exchanges(format_named("recording"), stored(files, "r"), "r");
  EXPECT_TRUE(torn.errors.empty()) << render(torn.errors);
  EXPECT_EQ(torn.exchanges.size(), 1U);
  ASSERT_EQ(torn.warnings.size(), 2U);  // cut off, and raw
  EXPECT_THAT(torn.warnings[0], HasSubstr("cut off"));
  EXPECT_THAT(torn.warnings[1], HasSubstr("raw"));
}

TEST(ExchangeFormats, ABodyThatIsNotWhatItWasIsAnError) {
  Losses losses;
  auto files =
      format_named("recording")
          .write(std::vector{with_bodies("", std::string(70'000, 'x')), simple_exchange(2)}, Layout::folder, losses);
  ASSERT_EQ(files.size(), 2U);
  files.begin()->second += "!";
  const auto store = stored(files, "r");
  EXPECT_EQ(read_exchanges(format_named("recording"), store, "r").errors.size(), 1U);
  const auto lenient = read_exchanges(format_named("recording"), store, "r", Broken::left_out);
  EXPECT_TRUE(lenient.errors.empty());
  EXPECT_EQ(lenient.exchanges.size(), 1U);
  EXPECT_EQ(lenient.left_out.at(0).what, "exchange 1");
}

TEST(SampleText, MatchesTheExpression) {
  for (const std::string_view expression : {"", "abc", "a.c", "[0-9]{3}", "(x|y)+z?", "\\d+\\.\\d*", "[^a-z]",
                                            "(?:a|b)(?P<n>c)", "^/x/.*$", "\\w{2,}", "[]a]", "a{2}b+?", "\\s\\S"})
    EXPECT_TRUE(sample_text(expression)) << expression;
  EXPECT_FALSE(sample_text("(?=a)"));
  EXPECT_FALSE(sample_text("a\\bb"));
  EXPECT_FALSE(sample_text(std::string(200, '(') + "a" + std::string(200, ')')).value_or("").size() > 4096);
}

}  // namespace
}  // namespace phantomime::formats
