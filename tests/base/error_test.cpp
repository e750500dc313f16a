#include "phantomime/base/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime {
namespace {

std::shared_ptr<const Source> source(std::string name, std::string text) {
  return std::make_shared<const Source>(std::move(name), std::move(text));
}

Error error_at(std::shared_ptr<const Source> where, std::uint32_t line, std::uint32_t column,
               std::string what = "wrong", std::string hint = {}) {
  return {ErrorCode::bad_value, std::move(what), Location{std::move(where), line, column}, std::move(hint)};
}

TEST(Error, ShowsPlaceLineCaretAndHint) {
  const auto file = source("pack/a.yaml", "phantomime: 1\nstubs:\n  - nmae: x\n");
  EXPECT_EQ(render(error_at(file, 3, 5, "unknown key 'nmae'", "did you mean 'name'?")),
            "pack/a.yaml:3:5: error: unknown key 'nmae'\n"
            "  - nmae: x\n"
            "    ^\n"
            "hint: did you mean 'name'?\n");
}

TEST(Error, WithoutAPlaceIsOneLine) {
  EXPECT_EQ(render(Error{ErrorCode::usage, "no pack", std::nullopt, {}}), "error: no pack\n");
}

TEST(Error, ShowsAsMuchOfThePlaceAsIsKnown) {
  EXPECT_EQ(render(error_at(source("a.yaml", ""), 3, 5)), "a.yaml:3:5: error: wrong\n");
  EXPECT_EQ(render(error_at(source("a.yaml", "text"), 0, 0)), "a.yaml: error: wrong\n");
  EXPECT_EQ(render(error_at(source("a.yaml", "text"), 1, 0)), "a.yaml:1: error: wrong\ntext\n");
  EXPECT_EQ(render(error_at(source("a.yaml", "text"), 9, 1)), "a.yaml:9:1: error: wrong\n") << "no such line";
  EXPECT_EQ(render(error_at(nullptr, 0, 0)), "error: wrong\n");
}

TEST(Error, KeepsTabsSoThatTheCaretStandsRight) {
  EXPECT_EQ(render(error_at(source("a", "\ta:\tb"), 1, 5)), "a:1:5: error: wrong\n\ta:\tb\n\t  \t^\n");
}

TEST(Error, CountsColumnsInCharactersAndWideOnesTwice) {
  EXPECT_EQ(render(error_at(source("a", "\xC3\xA9\xE6\xBC\xA2x"), 1, 3)),
            "a:1:3: error: wrong\n\xC3\xA9\xE6\xBC\xA2x\n   ^\n");
}

TEST(Error, PointsPastTheEndWhereSomethingIsMissing) {
  EXPECT_EQ(render(error_at(source("a", "key:\r\nnext"), 1, 5)), "a:1:5: error: wrong\nkey:\n    ^\n");
  EXPECT_EQ(render(error_at(source("a", "key:"), 1, 40)), "a:1:40: error: wrong\nkey:\n") << "no caret in the void";
}

TEST(Error, ShowsControlCharactersAsEscapes) {
  EXPECT_EQ(render(error_at(source("\x1b.yaml", "a\x1b[2Jb\xff"), 1, 6, "bad \x07", "try \xE2\x80\xAE")),
            "\\x1b.yaml:1:6: error: bad \\x07\n"
            "a\\x1b[2Jb\\xff\n"
            "        ^\n"
            "hint: try \\u202e\n");
}

TEST(Error, ShortensLongLinesAroundTheCaret) {
  const std::string line = std::string(1000, 'a') + "X" + std::string(1000, 'b');
  const std::string text = render(error_at(source("a", line), 1, 1001));
  const std::string shown = "\xE2\x80\xA6" + std::string(70, 'a') + "X" + std::string(70, 'b') + "\xE2\x80\xA6";
  EXPECT_EQ(text, "a:1:1001: error: wrong\n" + shown + "\n" + std::string(71, ' ') + "^\n");
}

TEST(Error, ShowsMegabytesOfOneLineQuickly) {
  const std::string text = render(error_at(source("a", std::string(8 << 20, 'x')), 1, 1));
  EXPECT_LT(text.size(), 200U);
}

TEST(Errors, AreSortedByFileLineAndColumn) {
  const auto a = source("a", "");
  const auto b = source("b", "");
  const Errors errors{error_at(b, 1, 1, "fifth"), error_at(a, 10, 1, "fourth"), error_at(a, 2, 9, "third"),
                      error_at(a, 2, 3, "second"), Error{ErrorCode::io, "first", std::nullopt, {}}};
  EXPECT_EQ(
      render(errors),
      "error: first\n\na:2:3: error: second\n\na:2:9: error: third\n\na:10:1: error: fourth\n\nb:1:1: error: fifth\n");
}

TEST(Errors, OfOnePlaceKeepTheirOrder) {
  const auto a = source("a", "");
  EXPECT_EQ(render(Errors{error_at(a, 1, 1, "z"), error_at(a, 1, 1, "y")}), "a:1:1: error: z\n\na:1:1: error: y\n");
}

}  // namespace
}  // namespace phantomime
