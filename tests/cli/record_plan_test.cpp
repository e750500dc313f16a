#include "phantomime/cli/record_plan.hpp"

#include <gtest/gtest.h>

namespace phantomime::cli {
namespace {

using server::Opening;

struct PlanRow {
  const char* what;
  const char* mode;
  bool resume, force;
  Folder folder;
  bool plays, records;
  Opening opening;
};

class RecordPlanTest : public testing::TestWithParam<PlanRow> {};

TEST_P(RecordPlanTest, SaysWhatIsPlayedAndWhatIsWritten) {
  const PlanRow& row = GetParam();
  RecordOptions options;
  options.mode = row.mode;
  options.resume = row.resume;
  options.force = row.force;
  options.upstream.target = "https://phantom.example";
  const auto plan = plan_of(options, row.folder);
  ASSERT_TRUE(plan) << plan.error().what;
  EXPECT_EQ(plan->plays, row.plays);
  EXPECT_EQ(plan->records, row.records);
  if (row.records) {
    EXPECT_EQ(plan->opening, row.opening);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, RecordPlanTest,
    testing::Values(PlanRow{"NoModeFree", "", false, false, Folder::free, false, true, Opening::fresh},
                    // Which open_recording_folder refuses.
                    PlanRow{"NoModeTaken", "", false, false, Folder::taken, false, true, Opening::fresh},
                    PlanRow{"OnceFree", "once", false, false, Folder::free, false, true, Opening::fresh},
                    PlanRow{"OnceTaken", "once", false, false, Folder::taken, true, false, Opening::fresh},
                    PlanRow{"NewFree", "new", false, false, Folder::free, false, true, Opening::resume},
                    PlanRow{"NewTaken", "new", false, false, Folder::taken, true, true, Opening::resume},
                    PlanRow{"AllFree", "all", false, false, Folder::free, false, true, Opening::resume},
                    PlanRow{"AllTaken", "all", false, false, Folder::taken, false, true, Opening::resume},
                    PlanRow{"NoneTaken", "none", false, false, Folder::taken, true, false, Opening::fresh},
                    PlanRow{"Resume", "", true, false, Folder::taken, false, true, Opening::resume},
                    PlanRow{"AllResume", "all", true, false, Folder::taken, false, true, Opening::resume},
                    PlanRow{"Force", "", false, true, Folder::taken, false, true, Opening::replace},
                    PlanRow{"AllForce", "all", false, true, Folder::taken, false, true, Opening::replace}),
    [](const auto& row) { return row.param.what; });

TEST(RecordPlan, RefusesWhatCannotBeMeant) {
  RecordOptions options;
  EXPECT_EQ(plan_of(options, Folder::free).error().code, ErrorCode::usage) << "there is no target";
  options.upstream.target = "https://phantom.example";
  options.mode = "none";
  EXPECT_EQ(plan_of(options, Folder::free).error().code, ErrorCode::conflict) << "there is nothing to play";
  options.mode = "new";
  options.resume = true;
  EXPECT_EQ(plan_of(options, Folder::taken).error().code, ErrorCode::usage) << "--resume records everything";
}

TEST(RecordPlan, NeedsNoTargetForWhatAsksNobody) {
  RecordOptions options;
  options.mode = "none";
  EXPECT_TRUE(plan_of(options, Folder::taken));
  options.mode.clear();
  options.forward = true;
  EXPECT_TRUE(plan_of(options, Folder::free));
}

}  // namespace
}  // namespace phantomime::cli
