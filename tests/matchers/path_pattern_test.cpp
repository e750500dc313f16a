#include "phantomime/matchers/path_pattern.hpp"

#include "phantomime/http/url.hpp"

#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

PathPattern pattern_of(std::string_view text) {
  testing_support::Loading loading;
  const Document document = yaml(text);
  auto pattern = PathPattern::load(document.root, loading.context);
  EXPECT_EQ(loading.message(), "") << text;
  return pattern.value_or(PathPattern{});
}

struct PathCase {
  std::string_view pattern;  ///< YAML
  std::string_view raw_path;
  bool matches;
};

TEST(PathPattern, DecidesOnCanonicalPaths) {
  for (const PathCase& one : std::vector<PathCase>{
           {"/rest/approval", "/rest/approval", true},
           {"/rest/approval", "/rest/approval/", false},
           {"/rest/approval", "/REST/approval", false},
           {"/rest/a%20b", "/rest/a%20b", true},
           {"/rest/a b", "/rest/a%20b", true},
           {"/rest/ä", "/rest/%C3%A4", true},
           {"/rest/%c3%a4", "/rest/ä", true},
           {"/a%2Fb", "/a%2fb", true},
           {"/a%2Fb", "/a/b", false},
           {"/a{{b}}", "/a%7Bb%7D", true},
           {"'*'", "*", true},
           {"/", "/", true},
           {"/run/{id}", "/run/x", true},
           {"/run/{id}", "/run/", false},
           {"/run/{id}", "/run", false},
           {"/run/{id}", "/run/x/y", false},
           {"/run/{id}", "/run/a%2Fb", true},
           {"/run/{id:integer}", "/run/-46", true},
           {"/run/{id:integer}", "/run/4.6", false},
           {"/run/{id:integer}", "/run/-", false},
           {"/run/{id:number}", "/run/4.6e-3", true},
           {"/run/{id:number}", "/run/4.", false},
           {"/run/{id:uuid}", "/run/123e4567-e89b-12d3-A456-426614174000", true},
           {"/run/{id:uuid}", "/run/123e4567-e89b-12d3-a456-42661417400g", false},
           {"/run/{id:word}", "/run/a_1", true},
           {"/run/{id:word}", "/run/a-1", false},
           {"/files/{path:rest}", "/files/a/b/", true},
           {"/files/{path:rest}", "/files/", true},
           {"/files/{path:rest}", "/files", false},
           {"/report-{id:integer}.pdf", "/report-7.pdf", true},
           {"/report-{id:integer}.pdf", "/report-.pdf", false},
           {"/aa{x}aa", "/aaa", false},
           {"/{a}/{b}/", "/1/2/", true},
           {"/{a}/{b}/", "/1/2", false},
           {"{glob: /files/*.json}", "/files/a.json", true},
           {"{glob: /files/*.json}", "/files/a/b.json", false},
           {"{glob: /files/**/*.json}", "/files/a.json", true},
           {"{glob: /files/**/*.json}", "/files/a/b/c.json", true},
           {"{glob: /files/**/*.json}", "/files/a/b/c.xml", false},
           {"{glob: /a/**/b}", "/a/b", true},
           {"{glob: /a/**/b}", "/a/x/y/b", true},
           {"{glob: /a/**/b}", "/axb", false},
           {"{glob: /rest/**}", "/rest/x/y", true},
           {"{glob: /rest/**}", "/rest", true},
           {"{glob: /rest/**}", "/restful", false},
           {"{glob: /*/**}", "/a", true},
           {"{glob: '**'}", "/any/thing", true},
           {"{glob: '/a?c'}", "/abc", true},
           {"{glob: '/a?c'}", "/a/c", false},
           {"{glob: /a.c}", "/abc", false},
           {"{glob: '/a[b]'}", "/a[b]", true},
           {"{glob: '/a%20b/*'}", "/a%20b/c", true},
           {"{glob: '/a%2A'}", "/abc", false},
           {"{glob: '/**'}", "/a%0Ab", true},
           {"{expression: '/v(?P<version>\\d+)/.*'}", "/v2/x/y", true},
           {"{expression: '/v(?P<version>\\d+)/.*'}", "/x/v2/x", false},
       }) {
    const PathPattern pattern = pattern_of(one.pattern);
    const std::string path = http::canonical_path(one.raw_path);
    EXPECT_EQ(pattern.matches(path), one.matches) << one.pattern << ' ' << one.raw_path;
    Captures captures;
    EXPECT_EQ(pattern.matches(path, captures), one.matches) << one.pattern << ' ' << one.raw_path;
    const double distance = pattern.distance(path);
    EXPECT_EQ(distance == 0, one.matches) << one.pattern << ' ' << one.raw_path;
    EXPECT_LE(distance, 1) << one.pattern << ' ' << one.raw_path;
    EXPECT_TRUE(one.matches || !pattern.edit(path).empty()) << one.pattern << ' ' << one.raw_path;
  }
}

TEST(PathPattern, CapturesNamedSegments) {
  struct Case {
    std::string_view pattern;
    std::string_view raw_path;
    Captures captures;
  };
  for (const Case& one : std::vector<Case>{
           {"/run/{id:integer}/{what}", "/run/46/a%2Fb%20c", {{"id", "46"}, {"what", "a/b c"}}},
           {"/report-{id}.pdf", "/report-7.pdf", {{"id", "7"}}},
           {"/files/{path:rest}", "/files/a/b", {{"path", "a/b"}}},
           {"{expression: '/v(?P<version>\\d+)/(?P<rest>.*)'}", "/v2/x", {{"version", "2"}, {"rest", "x"}}},
           {"/literal", "/literal", {}},
       }) {
    const PathPattern pattern = pattern_of(one.pattern);
    Captures captures{{"left", "over"}};
    EXPECT_TRUE(pattern.matches(http::canonical_path(one.raw_path), captures));
    EXPECT_EQ(captures, one.captures);
    std::vector<std::string> names;
    for (const auto& [name, value] : one.captures) names.push_back(name);
    EXPECT_EQ(pattern.capture_names(), names);
  }
}

TEST(PathPattern, KnowsItsKindAndHowMuchIsFixed) {
  struct Case {
    std::string_view pattern;
    PathPattern::Kind kind;
    std::size_t fixed;
  };
  for (const Case& one : std::vector<Case>{
           {"/rest/x", PathPattern::Kind::literal, 7},
           {"/rest/{id}", PathPattern::Kind::templated, 6},
           {"/r-{id}.pdf", PathPattern::Kind::templated, 7},
           {"{glob: /files/*.json}", PathPattern::Kind::glob, 12},
           {"{glob: /**}", PathPattern::Kind::glob, 1},
           {"{expression: '/v(?P<version>\\d+)/a\\.b[xyz]{2}.*'}", PathPattern::Kind::expression, 6},
       }) {
    const PathPattern pattern = pattern_of(one.pattern);
    EXPECT_EQ(pattern.kind(), one.kind) << one.pattern;
    EXPECT_EQ(pattern.literal_characters(), one.fixed) << one.pattern;
  }
  EXPECT_EQ(pattern_of("/a%20b").canonical(), "/a b");
}

TEST(PathPattern, TellsTheSmallestChange) {
  struct Case {
    std::string_view pattern;
    std::string_view path;
    std::string_view edit;
  };
  for (const Case& one : std::vector<Case>{
           {"/rest/playbook_run", "/rest/playbook_runs", "change \"playbook_runs\" in the path to \"playbook_run\""},
           {"/rest/approval", "/rest/approval/", "leave out the slash at the end of the path"},
           {"/rest/approval/", "/rest/approval", "add a slash at the end of the path"},
           {"/run/{id:integer}", "/run/abc", "change \"abc\" in the path to an integer"},
           {"/run/{id:integer}/log", "/rin/abc/log", "change the path to /run/{id:integer}/log"},
           {"/r-{id:integer}.pdf", "/r-x.pdf",
            "change \"r-x.pdf\" in the path to an integer as {id} in \"r-{id}.pdf\""},
           {"/a/b", "/b", "change the path to /a/b"},
           {"{glob: /files/*.json}", "/files/x", "change the path so that it matches the glob /files/*.json"},
           {"{expression: '/v\\d+'}", "/w1", "change the path so that it matches /v\\d+"},
       }) {
    EXPECT_GT(pattern_of(one.pattern).distance(one.path), 0) << one.pattern;
    EXPECT_EQ(pattern_of(one.pattern).edit(one.path), one.edit);
  }
}

TEST(PathPattern, NearerPathsHaveSmallerDistances) {
  const PathPattern pattern = pattern_of("/rest/playbook_run/{id:integer}");
  const double typo = pattern.distance("/rest/playbok_run/46");
  const double no_integer = pattern.distance("/rest/playbook_run/x");
  const double shorter = pattern.distance("/rest/playbook_run");
  const double other = pattern.distance("/something/else/altogether/and/longer");
  EXPECT_LT(typo, no_integer);
  EXPECT_LT(no_integer, shorter);
  EXPECT_LT(shorter, other);
  EXPECT_LE(pattern.distance('/' + std::string(100'000, '/')), 1);
}

TEST(PathPattern, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"rest/x", "the path 'rest/x' does not start with '/' (write /rest/x)"},
           {"https://h/x", "expected a path, found the URL 'https://h/x' (leave out the scheme and the host)"},
           {"/x?page=2&pretty",
            "the path '/x?page=2&pretty' has a '?' (the query is no part of the path: write path: /x and query: {page: "
            "2, pretty: {bare: true}}; a literal one is %3F)"},
           {"/x?", "the path '/x?' has a '?' (the query is no part of the path: write path: /x; a literal one is %3F)"},
           {"/x/{id:intger}", "'intger' is no type of a capture (did you mean 'integer'?)"},
           {"/x/{id:zzzzzz}", "'zzzzzz' is no type of a capture (use any, integer, number, uuid, word or rest)"},
           {"/x/{}",
            "'' is no name for a capture (use letters, digits and _, as in {id:integer}; a literal brace is written {{ "
            "or }})"},
           {"/x/{id", "'{' without '}' in '{id' (write {name:type}, or {{ for a literal brace)"},
           {"/x/id}", "'}' without '{' in 'id}' (write }} for a literal brace)"},
           {"/x/{a}-{b}", "'{a}-{b}' has two captures in one segment (use path: {expression: ...} with named groups)"},
           {"/{a}/{a}", "the capture 'a' appears twice in '/{a}/{a}' (give each capture a name of its own)"},
           {"/{a:rest}/x",
            "the capture 'a' takes the whole rest, but something follows it (put {a:rest} last, or use another type)"},
           {"{glob: files/*}", "the glob 'files/*' does not start with '/' (write /files/*)"},
           {"{expression: '/x\\?a=1'}",
            "the expression asks for a '?' in the path (the query is no part of the path: use the key 'query')"},
           {"{glob: /a, expression: /b}",
            "'path' needs exactly one of 'glob' and 'expression' (write {glob: /files/**})"},
           {"{}", "'path' needs exactly one of 'glob' and 'expression' (write {glob: /files/**})"},
           {"[/a]", "expected a path, found a list (write a stub for each path, or {glob: ...} or {expression: ...})"},
           {"{blob: /a}", "unknown key 'blob' in 'path' (did you mean 'glob'? valid keys: glob, expression)"},
       }) {
    testing_support::Loading loading;
    const std::string quoted_text = one.request.front() == '{' || one.request.front() == '['
                                        ? std::string{one.request}
                                        : '"' + std::string{one.request} + '"';
    const Document document = yaml(quoted_text);
    EXPECT_FALSE(PathPattern::load(document.root, loading.context)) << one.request;
    EXPECT_EQ(loading.message(), one.message);
  }
}

}  // namespace
}  // namespace phantomime::matchers::testing
