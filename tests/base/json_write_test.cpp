#include <limits>

#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"

namespace phantomime {
namespace {

TEST(JsonText, IsCompactAndSorted) {
  EXPECT_EQ(json_text(Json::parse(R"({"b": [1, 2.50, true, null, "é\n\""], "a": {}, "c": []})")),
            R"({"a":{},"b":[1,2.5,true,null,"é\n\""],"c":[]})");
  EXPECT_EQ(json_text(Json{}), "null");
  EXPECT_EQ(json_text(Json("a/b")), R"("a/b")");
}

TEST(JsonText, NeverThrows) {
  EXPECT_EQ(json_text(Json("\xff")), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(json_text(Json(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(json_text(Json(Json::value_t::discarded)), "null");
}

TEST(JsonText, LeavesWrittenJsonAsItStands) {
  const Json written = written_json(R"({"z": 1.50, "a": 2})");
  EXPECT_EQ(json_text(written), R"({"z": 1.50, "a": 2})");
  EXPECT_EQ(json_text(Json{{"rows", written}, {"count", 1}}), R"({"count":1,"rows":{"z": 1.50, "a": 2}})");
}

TEST(JsonText, IsAppended) {
  std::string text = "x=";
  append_json(text, Json::array({1, "a"}));
  EXPECT_EQ(text, R"(x=[1,"a"])");
}

}  // namespace
}  // namespace phantomime
