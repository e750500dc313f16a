// A suite with one server and a space for each of its tests.
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/gtest.hpp"

namespace {

using namespace phantomime;
using testing::ElementsAre, testing::IsEmpty;

struct TicketTest : SpacePerTest<TicketTest> {
  static MockServer make_server() {
    return MockServer{yaml(R"(
      collections:
        ticket:
          path: /ticket
          fields: {id: integer, title: text}
          rows: [{id: 1, title: first}]
          operations: {one: {}, delete: {}}
    )")};
  }
};

// Both change what the other would see, in whichever order they run.
TEST_F(TicketTest, IsDeleted) {
  EXPECT_THAT(space().requests(), IsEmpty());
  static_cast<void>(space().answer({.method = "DELETE", .target = "/ticket/1"}));
  EXPECT_EQ(space().answer({.target = "/ticket/1"}).status, 404);
  EXPECT_THAT(space().requests(), ElementsAre(HasMethod("DELETE"), HasPath("/ticket/1")));
}

TEST_F(TicketTest, IsRead) {
  EXPECT_EQ(space().answer({.target = "/ticket/1"}).status, 200);
  EXPECT_THAT(space().exchanges(), ElementsAre(HasStatus(200)));
}

TEST_F(TicketTest, IsPlayedUnderAnAddressOfItsOwn) {
  EXPECT_EQ(space().name(), "IsPlayedUnderAnAddressOfItsOwn");
  EXPECT_EQ(space().url(), server().url() + "/__space/" + space().name());
  EXPECT_THAT(server().requests(), IsEmpty());
}

}  // namespace
