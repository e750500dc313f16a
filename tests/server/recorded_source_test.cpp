// What `serve --exact` and `serve --ordered` load.
#include "phantomime/server/recorded_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/recording/log_line.hpp"

#include "support/memory_file_store.hpp"
#include "support/sessions.hpp"

namespace phantomime::server {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing_support::MemoryFileStore;
using testing_support::SessionMaker;

MemoryFileStore files() {
  SessionMaker session{"monday"};
  session.add("GET /a", "", 200, "{}");
  session.add("GET /b", "", 200, "{}");
  std::string log = recording::log_line(session.recording().sessions.front());
  for (const auto& exchange : session.recording().exchanges) log += recording::log_line(exchange);
  return {{recording::log_path("monday"), log},
          {"monday/pack.yaml", "phantomime: 1\nstubs: [{name: a, request: GET /a, response: {}}]\n"},
          {"pack/pack.yaml", "phantomime: 1\nstubs: [{name: a, request: GET /a, response: {}}]\n"}};
}

std::string error_of(const std::vector<std::string>& names, RecordedPlay play) {
  Errors errors;
  EXPECT_FALSE(load_played(files(), names, {}, play, errors));
  return render(errors);
}

TEST(RecordedSource, PlaysTheLogAndWatchesIt) {
  Errors errors;
  const auto loaded = load_played(files(), {"monday"}, {}, {true, false}, errors);
  ASSERT_TRUE(loaded) << render(errors);
  ASSERT_EQ(loaded->scenario->stubs.size(), 2u);
  EXPECT_EQ(loaded->scenario->stubs[0].name, "GET /a (exchange 1)");
  EXPECT_EQ(loaded->scenario->order, nullptr);
  EXPECT_THAT(loaded->watched, Contains(recording::log_path("monday")));
}

TEST(RecordedSource, OrdersTheLogOrThePack) {
  for (const bool exact : {true, false}) {
    Errors errors;
    const auto loaded = load_played(files(), {"monday"}, {}, {exact, true}, errors);
    ASSERT_TRUE(loaded) << render(errors);
    ASSERT_NE(loaded->scenario->order, nullptr);
    EXPECT_EQ(loaded->scenario->order->turns().size(), exact ? 2u : 1u) << "what no stub answers is free";
  }
}

TEST(RecordedSource, SaysWhatIsNoRecording) {
  EXPECT_THAT(error_of({"monday", "pack"}, {true, false}), HasSubstr("'pack' is no recording"));
  EXPECT_THAT(error_of({"pack"}, {false, true}), HasSubstr("'pack' is no recording"));
  EXPECT_THAT(error_of({"nothing"}, {true, false}), HasSubstr("'nothing' is no recording"));
}

}  // namespace
}  // namespace phantomime::server
