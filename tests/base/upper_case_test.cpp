#include "phantomime/base/upper_case.hpp"

#include <gtest/gtest.h>

namespace phantomime {
namespace {

TEST(UpperCase, MapsOneCharacterToOne) {
  EXPECT_EQ(upper_case("hello, Wörld"), "HELLO, WÖRLD");
  EXPECT_EQ(upper_case("straße"), "STRAßE");
  EXPECT_EQ(upper_case("λόγος"), "ΛΌΓΟΣ");
  EXPECT_EQ(upper_case("ж😀"), "Ж😀");
  EXPECT_EQ(upper_case("a\xff"
                       "b"),
            "A\xff"
            "B");
}

}  // namespace
}  // namespace phantomime
