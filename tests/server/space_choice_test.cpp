#include "phantomime/server/space_choice.hpp"

#include <gtest/gtest.h>

#include "phantomime/server/admin_api.hpp"
#include "phantomime/server/space.hpp"

namespace phantomime::server {
namespace {

http::Request request_for(std::string target, http::Headers headers = {}) {
  http::Request request;
  request.method = "GET";
  request.target = std::move(target);
  request.headers = std::move(headers);
  return request;
}

TEST(SpaceName, IsShortAndPlain) {
  for (const auto* name : {"a", "Test.1_x-y", "..", "0"}) EXPECT_TRUE(is_space_name(name)) << name;
  EXPECT_TRUE(is_space_name(std::string(64, 'a')));
  for (const auto* name : {"", "a b", "a/b", "\xc3\xa4", "a\n", "a,b"}) EXPECT_FALSE(is_space_name(name)) << name;
  EXPECT_FALSE(is_space_name(std::string(65, 'a')));
}

struct PrefixRow {
  const char* target;
  const char* name;
  const char* rest;
};
class SpacePrefix : public testing::TestWithParam<PrefixRow> {};

TEST_P(SpacePrefix, IsTakenOffTheTarget) {
  http::Request request = request_for(GetParam().target);
  const SpaceChoice choice = take_space_choice(request);
  EXPECT_FALSE(choice.fault);
  EXPECT_EQ(choice.name, GetParam().name);
  EXPECT_EQ(request.target, GetParam().rest);
}

INSTANTIATE_TEST_SUITE_P(Targets, SpacePrefix,
                         testing::Values(PrefixRow{"/__space/a/rest/x?y=/__space/b", "a", "/rest/x?y=/__space/b"},
                                         PrefixRow{"/__space/a", "a", "/"}, PrefixRow{"/__space/a?q", "a", "/?q"},
                                         PrefixRow{"/__space/a/", "a", "/"}, PrefixRow{"/__space/a%2db/x", "a-b", "/x"},
                                         PrefixRow{"http://host:1/__space/a/x?y", "a", "http://host:1/x?y"},
                                         PrefixRow{"/__space/a/__space/b/x", "a", "/__space/b/x"},
                                         PrefixRow{"/__space/a//x", "a", "//x"},
                                         PrefixRow{"/__spaces/a", "", "/__spaces/a"},
                                         PrefixRow{"/x/__space/a", "", "/x/__space/a"}, PrefixRow{"*", "", "*"}));

TEST(SpaceChoice, TheHeaderIsTakenOffAndThePrefixGoesBefore) {
  http::Request by_header = request_for("/x", {{"Host", "h"}, {"x-phantomime-space", "mine"}, {"Accept", "*/*"}});
  EXPECT_EQ(take_space_choice(by_header).name, "mine");
  EXPECT_EQ(by_header.headers, (http::Headers{{"Host", "h"}, {"Accept", "*/*"}}));
  http::Request by_both = request_for("/__space/first/x", {{"X-Phantomime-Space", "second"}});
  EXPECT_EQ(take_space_choice(by_both).name, "first");
  EXPECT_TRUE(by_both.headers.empty());
  EXPECT_EQ(by_both.target, "/x");
}

TEST(SpaceChoice, WhatIsNoNameIsAFault) {
  http::Request header = request_for("/x", {{"X-Phantomime-Space", "a b"}});
  const SpaceChoice by_header = take_space_choice(header);
  ASSERT_TRUE(by_header.fault);
  EXPECT_EQ(by_header.fault->in, Fault::In::header);
  http::Request twice = request_for("/x", {{"X-Phantomime-Space", "a"}, {"X-Phantomime-Space", "a"}});
  EXPECT_TRUE(take_space_choice(twice).fault);
  for (const auto* target : {"/__space/", "/__space//x", "/__space/a%2Fb/x", "/__space/a%00/x"}) {
    http::Request request = request_for(target);
    EXPECT_TRUE(take_space_choice(request).fault) << target;
  }
}

TEST(SpaceChoice, TheAdminApiIsKnownBehindThePrefix) {
  EXPECT_TRUE(is_admin_target("/__phantomime/health"));
  EXPECT_TRUE(is_admin_target("/__space/a/__phantomime/health?x"));
  EXPECT_TRUE(is_admin_target("http://h/__space/a/__phantomime/health"));
  for (const auto* target : {"/__space/a", "/__space/a/b/__phantomime/x", "/__space/__phantomime/", "/x"})
    EXPECT_FALSE(is_admin_target(target)) << target;
}

}  // namespace
}  // namespace phantomime::server
