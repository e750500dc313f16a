#include "phantomime/formats/coverage_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::formats {
namespace {

using scenario::Coverage;
using scenario::CoverageItem;
using testing::HasSubstr;

Coverage some_coverage() {
  Coverage coverage;
  coverage.add({CoverageItem::Kind::stub, "shop", "a \"stub\",\n\x1b with \\", "", "shop/pack.yaml", 4, 2});
  coverage.add({CoverageItem::Kind::state, "shop", "order", "open", "shop/pack.yaml", 9, 0});
  coverage.add({CoverageItem::Kind::member, "shop", "a", "/x/*/y~1z", "shop/fixtures/a.json", 1, UINT64_MAX});
  return coverage;
}

TEST(CoverageFile, IsAnItemALine) {
  Coverage coverage;
  coverage.add({CoverageItem::Kind::branch, "shop", "turns", "answer 2", "p.yaml", 7, 3});
  EXPECT_EQ(write_coverage(coverage),
            "{\"phantomime_coverage\": 1, \"items\": [\n"
            R"({"kind":"branch","pack":"shop","of":"turns","name":"answer 2","file":"p.yaml","line":7,"count":3})"
            "\n]}\n");
  EXPECT_EQ(read_coverage(write_coverage({}), "f").value(), Coverage{});
}

TEST(CoverageFile, IsReadAsItWasWritten) {
  const auto read = read_coverage(write_coverage(some_coverage()), "f");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, some_coverage());
}

TEST(CoverageFile, CutAnywhereIsAnErrorThatNamesIt) {
  const std::string whole = write_coverage(some_coverage());
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    const auto read = read_coverage(whole.substr(0, size), "c.json");
    ASSERT_FALSE(read) << size;
    EXPECT_THAT(read.error().what, HasSubstr("c.json is no coverage file: it is cut off, or something else"));
    EXPECT_THAT(read.error().hint, HasSubstr("delete it"));
  }
}

TEST(CoverageFile, IsNothingElse) {
  const std::string item = R"({"kind":"stub","pack":"p","of":"s","name":"","file":"f","line":1,"count":1})";
  const auto file = [](const std::string& items) { return R"({"phantomime_coverage": 1, "items": [)" + items + "]}"; };
  ASSERT_TRUE(read_coverage(file(item), "f"));
  const auto with = [&](const char* from, const char* to) {
    std::string changed = item;
    return file(changed.replace(changed.find(from), std::string_view{from}.size(), to));
  };
  for (const std::string& text :
       {std::string{"[]"}, std::string{"{}"}, std::string{R"({"items": []})"}, std::string{"7"},
        std::string{R"({"phantomime_coverage": "1", "items": []})"}, std::string{R"({"phantomime_coverage": 1})"},
        file("7"), file("{}"), with("\"stub\"", "\"tub\""), with("\"p\"", "null"), with("\"line\":1", "\"line\":-1"),
        with("\"line\":1", "\"line\":4294967296"), with("\"count\":1", "\"count\":1.5"), with(",\"count\":1", "")}) {
    const auto read = read_coverage(text, "c.json");
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().what, HasSubstr("c.json is no coverage file: ")) << text;
  }
  const auto newer = read_coverage(R"({"phantomime_coverage": 2, "items": []})", "c.json");
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().what, "c.json is a coverage file of version 2");
}

}  // namespace
}  // namespace phantomime::formats
