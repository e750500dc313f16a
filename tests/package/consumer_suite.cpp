// A GoogleTest suite of somebody else's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;

struct Tea : SpacePerTest<Tea> {
  static MockServer make_server() { return MockServer{{.sockets = ServerOptions::Sockets::none, .clock = "frozen"}}; }
};

TEST_F(Tea, IsServed) {
  space().given(get("/tea")).respond(status(200).text("tea"));
  EXPECT_EQ(space().answer({.target = "/tea?sugar=2"}).body, "tea");
  EXPECT_CALLED(space(), get("/tea").query("sugar", "2"), 1);
  EXPECT_THAT(space().requests(), testing::ElementsAre(HasQuery("sugar", "2")));
}

TEST_F(Tea, IsOutElsewhere) {
  space().given(post("/tea")).respond(status(410)).times(1);
  EXPECT_EQ(space().answer({.method = "POST", .target = "/tea"}).status, 410);
  EXPECT_THAT(space().exchanges(), testing::ElementsAre(HasStatus(410)));
}

}  // namespace
