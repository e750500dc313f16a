#include "phantomime/lints/request_cover.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/scenario_maker.hpp"

namespace phantomime::lints {
namespace {

matchers::RequestSpec spec(const std::string& request) {
  return scenario::testing::stub_of(R"({"name": "x", "request": )" + request + "}").request;
}

matchers::RequestSpec with_path(const std::string& path) { return spec(R"({"path": )" + path + "}"); }

TEST(MethodsCover, ComparesSetsAndTakesNoneAsAny) {
  const struct {
    const char* wide;
    const char* narrow;
    bool covers;
  } table[] = {
      {R"("any")", R"("GET")", true},
      {R"("any")", R"("any")", true},
      {R"("GET")", R"("any")", false},
      {R"("GET")", R"("GET")", true},
      {R"("GET")", R"("get")", false},
      {R"(["GET", "POST"])", R"("POST")", true},
      {R"("POST")", R"(["GET", "POST"])", false},
      {R"("GET")", R"("HEAD")", false},
  };
  for (const auto& row : table)
    EXPECT_EQ(methods_cover(spec(std::string{R"({"path": "/x", "method": )"} + row.wide + "}"),
                            spec(std::string{R"({"path": "/x", "method": )"} + row.narrow + "}")),
              row.covers)
        << row.wide << " over " << row.narrow;
}

TEST(PathCovers, ClaimsWhatIsCertain) {
  const struct {
    const char* wide;
    const char* narrow;
  } table[] = {
      {R"("/a")", R"("/a")"},
      {R"("/a%20b")", R"("/a b")"},
      {R"("/a/{x}")", R"("/a/b")"},
      {R"("/a/{x}")", R"("/a/{y}")"},
      {R"("/a/{x}")", R"("/a/{n:integer}")"},
      {R"("/a/{x:number}")", R"("/a/{n:integer}")"},
      {R"("/a/r-{x}")", R"("/a/r-{n:integer}.pdf")"},
      {R"("/a/{x}/c")", R"("/a/{y:uuid}/c")"},
      {R"("/a/{x:rest}")", R"("/a/{y}/b/{z:rest}")"},
      {R"({"glob": "/a/**"})", R"("/a/b/c")"},
      {R"({"glob": "/a/**"})", R"("/a/{x}")"},
      {R"({"glob": "/a/**"})", R"("/a/b/{x:rest}")"},
      {R"({"glob": "/a/**"})", R"({"glob": "/a/b/*.json"})"},
      {R"({"glob": "/**"})", R"("/{x}")"},
      {R"("/a/{x:rest}")", R"({"glob": "/a/*"})"},
      {R"("/a/{x:rest}")", R"({"glob": "/a/b/**"})"},
      {R"({"glob": "/a/*"})", R"({"glob": "/a/*"})"},
      {R"({"expression": "/a.*"})", R"("/ab")"},
      {R"({"expression": "/a.*"})", R"({"expression": "/a.*"})"},
  };
  for (const auto& row : table) {
    EXPECT_TRUE(path_covers(with_path(row.wide), with_path(row.narrow))) << row.wide << " over " << row.narrow;
    EXPECT_TRUE(path_covers(spec(R"({"method": "GET"})"), with_path(row.narrow))) << "no path over " << row.narrow;
    EXPECT_FALSE(path_covers(with_path(row.wide), spec(R"({"method": "GET"})"))) << row.wide << " over no path";
  }
}

TEST(PathCovers, KnowsTheSlashRule) {
  const auto tolerated = [](const std::string& path) {
    return spec(R"({"trailing_slash": "tolerated", "path": )" + path + "}");
  };
  for (const std::string path : {R"("/a")", R"("/a/{x}")", R"({"glob": "/a/*"})"}) {
    EXPECT_TRUE(path_covers(tolerated(path), with_path(path))) << path;
    EXPECT_TRUE(path_covers(tolerated(path), tolerated(path))) << path;
    EXPECT_FALSE(path_covers(with_path(path), tolerated(path))) << path;
  }
  EXPECT_TRUE(path_covers(tolerated(R"("/a")"), with_path(R"("/a/")")));
}

// The promise itself, over every pair of a zoo of patterns: where cover is claimed, no path speaks against it.
TEST(PathCovers, NeverClaimsWhatAPathContradicts) {
  const std::vector<std::string> texts = {R"("/")",
                                          R"("/a")",
                                          R"("/a/")",
                                          R"("/a/b")",
                                          R"("/a/1")",
                                          R"("/a%2Fb")",
                                          R"("/{x}")",
                                          R"("/a/{x}")",
                                          R"("/a/{x:integer}")",
                                          R"("/a/{x:number}")",
                                          R"("/a/{x:word}")",
                                          R"("/a/{x:uuid}")",
                                          R"("/a/{x:rest}")",
                                          R"("/{x:rest}")",
                                          R"("/a/r{x}")",
                                          R"("/a/{x}r")",
                                          R"("/a/r{x}r")",
                                          R"("/a/r{x:integer}r")",
                                          R"("/{x}/b")",
                                          R"("/a/{x}/b")",
                                          R"("/a/{x}/{y}")",
                                          R"("/a/b/{x:rest}")",
                                          R"("/a/{x}/{y:rest}")",
                                          R"({"glob": "/**"})",
                                          R"({"glob": "/a/**"})",
                                          R"({"glob": "/a/*"})",
                                          R"({"glob": "/a/b/*"})",
                                          R"({"glob": "/a/?"})",
                                          R"({"glob": "/a/**/b"})",
                                          R"({"glob": "/a**"})",
                                          R"({"expression": "/a/.*"})",
                                          R"({"expression": "/a/[0-9]+"})"};
  const std::vector<std::string> paths = {
      "/",        "/a",       "/a/",    "/a/b",     "/a/b/",  "/a/1",
      "/a/1/",    "/a/-1",    "/a/1.5", "/a/1e3",   "/a/x_1", "/a/rr",
      "/a/r",     "/a/r1r",   "/a/r1",  "/a/1r",    "/a/rxr", "/a/b/b",
      "/a/b/c",   "/a/b/c/d", "/a//b",  "/a//",     "/b",     "/b/b",
      "//b",      "//",       "/a%2Fb", "/a/b%2Fc", "/ab",    "/a/123e4567-e89b-12d3-a456-426614174000",
      "/a/b/c/b", "/a/./b",   "",       "a"};
  std::vector<matchers::RequestSpec> zoo;
  for (const std::string& text : texts)
    for (const std::string slash : {"exact", "tolerated"})
      zoo.push_back(spec(R"({"trailing_slash": ")" + slash + R"(", "path": )" + text + "}"));

  int claims = 0;
  for (const auto& wide : zoo)
    for (const auto& narrow : zoo) {
      if (!path_covers(wide, narrow)) continue;
      ++claims;
      const auto keys = covering_keys(narrow);
      EXPECT_NE(std::find(keys.begin(), keys.end(), cover_key(wide)), keys.end())
          << wide.path->text() << " covers " << narrow.path->text() << " and is not looked up";
      for (const std::string& path : paths)
        EXPECT_TRUE(!narrow.path_matches(path) || wide.path_matches(path))
            << wide.path->text() << " is said to cover " << narrow.path->text() << ", but not " << path;
    }
  EXPECT_GT(claims, 200);
}

bool conditions_of_one_cover(const matchers::RequestSpec& wide, const matchers::RequestSpec& narrow) {
  return conditions_cover(condition_identities(wide), condition_identities(narrow));
}

TEST(ConditionsCover, WantsEveryConditionOfTheWideOneInTheNarrowOne) {
  const struct {
    const char* wide;
    const char* narrow;
    bool covers;
  } table[] = {
      {R"({"path": "/x"})", R"({"path": "/x", "query": {"a": "1"}})", true},
      {R"({"path": "/x", "query": {"a": "1"}})", R"({"path": "/x"})", false},
      {R"({"path": "/x", "query": {"a": "1"}})", R"({"path": "/x", "query": {"b": "2", "a": "1"}})", true},
      {R"({"path": "/x", "query": {"a": "1"}})", R"({"path": "/x", "query": {"a": "2"}})", false},
      {R"({"path": "/x", "query": {"a": "1"}})", R"({"path": "/x", "headers": {"a": "1"}})", false},
      {R"({"path": "/x", "headers": {"A": "1"}})", R"({"path": "/x", "headers": {"a": "1"}})", true},
      {R"({"path": "/x", "query": {"a": {"contains": "q"}}})", R"({"path": "/x", "query": {"a": {"contains": "q"}}})",
       true},
      {R"({"path": "/x", "query": {"a": {"contains": "q"}}})",
       R"({"path": "/x", "query": {"a": {"contains": "q", "ignoring_case": true}}})", false},
      {R"({"path": "/x", "body": {"json_path": {"$.a": 1}}})", R"({"path": "/x", "body": {"json_path": {"$.a": 1}}})",
       true},
      {R"({"path": "/x", "body": {"json_path": {"$.a": 1}}})", R"({"path": "/x", "body": {"json_path": {"$.a": "1"}}})",
       false},
      {R"({"path": "/x", "credentials": {"basic": {"user": "ann", "password": "first"}}})",
       R"({"path": "/x", "credentials": {"basic": {"user": "ann", "password": "first"}}})", true},
      {R"({"path": "/x", "credentials": {"basic": {"user": "ann", "password": "first"}}})",
       R"({"path": "/x", "credentials": {"basic": {"user": "ann", "password": "second"}}})", false},
      {R"({"path": "/x", "not": {"query": {"a": "1"}}})", R"({"path": "/x", "query": {"a": "1"}})", false},
  };
  for (const auto& row : table)
    EXPECT_EQ(conditions_of_one_cover(spec(row.wide), spec(row.narrow)), row.covers)
        << row.wide << " over " << row.narrow;
}

// Descriptions are redacted and cut: they must never be what two conditions are compared by.
TEST(ConditionsCover, IsNotFooledByWhatDescriptionsLeaveOut) {
  const std::string long_text(500, 'x');
  const auto json = [](const std::string& value) {
    return spec(R"({"path": "/x", "body": {"json": {"password": ")" + value + R"("}}})");
  };
  EXPECT_TRUE(conditions_of_one_cover(json(long_text + "a"), json(long_text + "a")));
  EXPECT_FALSE(conditions_of_one_cover(json(long_text + "a"), json(long_text + "b")));
}

}  // namespace
}  // namespace phantomime::lints
