#include "phantomime/contract/place.hpp"

#include <gtest/gtest.h>

namespace phantomime::contract {
namespace {

TEST(Place, IsWrittenAsItWasRead) {
  for (const char* text :
       {"$", "$.data", "$.data[*].due_time", "$[0].a-b", "$['odd name'][*]", "$['it\\'s']", "$.größe"}) {
    const auto place = Place::parse(text);
    ASSERT_TRUE(place) << text;
    EXPECT_EQ(place->to_string(), text);
  }
}

TEST(Place, RefusesWhatIsNone) {
  for (const char* text : {"", "data", "$.", "$data", "$[", "$[x]", "$['a", "$.a.*", "$.a]", "$[1", "$..a"})
    EXPECT_FALSE(Place::parse(text)) << text;
}

TEST(Place, IsNoDeeperThanJson) {
  std::string text = "$";
  for (int depth = 0; depth < 300; ++depth) text += ".a";
  const auto place = Place::parse(text);
  ASSERT_FALSE(place);
  EXPECT_EQ(place.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace phantomime::contract
