// Which requests of two recordings belong together.
#include "phantomime/recording/request_pairs.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::recording {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Targets = std::vector<std::string>;

/// Pairs lists of `GET` targets; each pair as `target = target`, what is left as `a: target` and `b: target`.
std::vector<std::string> paired(const Targets& a, const Targets& b) {
  ShapeNumbers shapes;
  const auto keys = [&](const Targets& targets) {
    std::vector<RequestKey> made;
    made.reserve(targets.size());
    for (const std::string& target : targets) made.push_back(request_key(shapes, "GET", target));
    return made;
  };
  const auto keys_a = keys(a), keys_b = keys(b);
  std::vector<std::string> texts;
  for (const RequestPairs& kind : pair_requests(keys_a, keys_b)) {
    for (const auto& pair : kind.pairs) texts.push_back(a[pair.a] + " = " + b[pair.b]);
    for (const auto place : kind.only_a) texts.push_back("a: " + a[place]);
    for (const auto place : kind.only_b) texts.push_back("b: " + b[place]);
  }
  return texts;
}

TEST(RequestPairs, AreTheNthWithTheNthWhereIdsDiffer) {
  EXPECT_THAT(paired({"/run/1", "/run/2", "/run/1"}, {"/run/7", "/run/9", "/run/7"}),
              ElementsAre("/run/1 = /run/7", "/run/2 = /run/9", "/run/1 = /run/7"));
}

TEST(RequestPairs, AreThoseOfTheSameTargetWhereOneSideHasNoOther) {
  EXPECT_THAT(paired({"/run/1", "/run/2", "/run/3"}, {"/run/3", "/run/1"}),
              ElementsAre("/run/3 = /run/3", "/run/1 = /run/1", "a: /run/2"));
  EXPECT_THAT(paired({"/run/2"}, {"/run/1", "/run/2"}), ElementsAre("/run/2 = /run/2", "b: /run/1"));
}

TEST(RequestPairs, OfTheSameTargetsDoNotMindHowOftenTheyAreAskedFor) {
  EXPECT_THAT(paired({"/run/1", "/run/1", "/run/2"}, {"/run/2", "/run/2", "/run/1"}),
              ElementsAre("/run/2 = /run/2", "/run/1 = /run/1", "a: /run/1", "b: /run/2"));
}

TEST(RequestPairs, AreOfOneMethodPathAndNamesOfQueryFields) {
  EXPECT_THAT(paired({"/a?page=1&size=2"}, {"/a?size=9&page=4"}), ElementsAre("/a?page=1&size=2 = /a?size=9&page=4"));
  EXPECT_THAT(paired({"/a"}, {"/a?page=1"}), ElementsAre("a: /a", "b: /a?page=1"));
  EXPECT_THAT(paired({"/a/x"}, {"/a/y"}), ElementsAre("a: /a/x", "b: /a/y"));
}

TEST(RequestPairs, OfNothingAreNone) {
  EXPECT_THAT(paired({}, {}), IsEmpty());
  EXPECT_THAT(paired({"/a"}, {}), ElementsAre("a: /a"));
}

}  // namespace
}  // namespace phantomime::recording
