#include "matchers/matching.hpp"

namespace phantomime::matchers::testing {
namespace {

TEST(Request, ShortFormIsMethodAndPath) {
  const Loaded loaded{"GET /rest/playbook_run/{id:integer}"};
  ASSERT_EQ(loaded.loading.message(), "");
  EXPECT_THAT(loaded.spec.methods, ::testing::ElementsAre("GET"));
  EXPECT_EQ(loaded.spec.path->text(), "/rest/playbook_run/{id:integer}");
  EXPECT_THAT(loaded.loading.context.captures, ::testing::ElementsAre("id"));
  EXPECT_TRUE(Loaded{"any /x"}.spec.methods.empty());
  EXPECT_EQ(Loaded{"GET    /x"}.spec.path->text(), "/x");
}

TEST(Request, MethodPathAndSlashDecide) {
  for (const MatchCase& one : std::vector<MatchCase>{
           {"GET /x", make_request("GET /x?a=1"), ""},
           {"GET /x", make_request("POST /x"), "method: is GET; POST; send GET instead of POST"},
           {"{method: [PUT, POST], path: /x}", make_request("PATCH /x"),
            "method: is one of PUT, POST; PATCH; send PUT instead of PATCH"},
           {"{method: any, path: /x}", make_request("PURGE /x"), ""},
           {"{path: /x}", make_request("BREW /x"), ""},
           {"{method: get, path: /x}", make_request("GET /x"), "method: is get; GET; send get instead of GET"},
           {"GET /x", make_request("GET /y"), "path: is /x; /y; change \"y\" in the path to \"x\""},
           {"GET /x/{id:integer}", make_request("GET /x/y"),
            "path: has the form /x/{id:integer}; /x/y; change \"y\" in the path to an integer"},
           {"{path: {glob: '/x/*'}}", make_request("GET /y"),
            "path: matches the glob /x/*; /y; change the path so that it matches the glob /x/*"},
           {"{path: /x, trailing_slash: tolerated}", make_request("GET /x/"), ""},
           {"{path: /x/, trailing_slash: tolerated}", make_request("GET /x"), ""},
           {"{path: /, trailing_slash: tolerated}", make_request("GET /"), ""},
           {"{path: '/x/{id}', trailing_slash: tolerated}", make_request("GET /x/1/"), ""},
           {"{path: '/x/{id}/', trailing_slash: tolerated}", make_request("GET /x/1"), ""},
           {"{path: {glob: '/x/*.json'}, trailing_slash: tolerated}", make_request("GET /x/a.json/"), ""},
           {"{path: /x, trailing_slash: tolerated}", make_request("GET /x//"),
            "path: is /x; /x//; change the path to /x"},
           {"{path: /x, trailing_slash: exact}", make_request("GET /x/"),
            "path: is /x; /x/; leave out the slash at the end of the path"},
       })
    expect_case(one);
}

TEST(Request, TrailingSlashIsNoEmptyPath) {
  const Loaded loaded{"{path: /, trailing_slash: tolerated}"};
  EXPECT_FALSE(loaded.spec.path_matches(""));
  EXPECT_FALSE(loaded.spec.path_matches("//"));
  Captures captures;
  EXPECT_TRUE((Loaded{"{path: '/x/{id}', trailing_slash: tolerated}"}.spec.path_matches("/x/1/", captures)));
  EXPECT_EQ(captures, (Captures{{"id", "1"}}));
}

TEST(Request, HeadIsNoDifferenceFromGet) {
  const Loaded loaded{"{method: GET, path: /x, query: {a: 1}}"};
  const http::Request head = make_request("HEAD /x");
  std::vector<Difference> differences;
  loaded.spec.explain(http::RequestView{head}, differences);
  EXPECT_EQ(told(differences), "query a: equals \"1\"; absent; add the query field a=1");
  EXPECT_FALSE(loaded.spec.method_matches("HEAD"));
}

TEST(Request, GroupsNest) {
  constexpr std::string_view grouped =
      "{method: GET, path: /a, all: [{query: {page: 0}}, {query: {page_size: 10}}], "
      "any: [{query: {f: x}}, {headers: {X-Pending: {present: true}}}], not: {cookies: {s: {present: true}}}}";
  for (const MatchCase& one : std::vector<MatchCase>{
           {grouped, make_request("GET /a?page=0&page_size=10&f=x"), ""},
           {grouped, make_request("GET /a?page=0&page_size=10", {{"X-Pending", "1"}}), ""},
           {grouped, make_request("GET /a?page=0&page_size=10&f=y"),
            "query f: equals \"x\"; \"y\"; set the query field f to x"},
           {grouped, make_request("GET /a?page=0&f=x"),
            "query page_size: equals \"10\"; absent; add the query field page_size=10"},
           {grouped, make_request("GET /a?page=0&page_size=10&f=x", {{"Cookie", "s=1"}}),
            "not: not (cookie s is present); all of it holds; change the request so that this does not hold: cookie s "
            "is present"},
           {"{not: {method: GET, path: /b}}", make_request("GET /a"), ""},
           {"{not: {method: GET, path: /b}}", make_request("GET /b"),
            "not: not (method GET and path /b); all of it holds; change the request so that this does not hold: method "
            "GET and path /b"},
           {"{any: [{path: /a}, {all: [{path: /b}, {not: {query: {c: 1}}}]}]}", make_request("GET /b"), ""},
       })
    expect_case(one);
  EXPECT_FALSE(Loaded{grouped}.spec.is_pattern());
}

TEST(Request, CountsConditions) {
  struct Case {
    std::string_view request;
    unsigned count;
  };
  for (const Case& one : std::vector<Case>{
           {"GET /x", 0},
           {"{query: {a: 1, b: 2}, headers: {c: 3}, cookies: {d: 4}}", 4},
           {"{credentials: {bearer: x}, body: {json_path: {$.a: 1, $.b: 2}, size: 3}}", 4},
           {"{body: {json: {a: 1, b: 2}}}", 1},
           {"{body: {form: {a: 1, b: 2}}}", 2},
           {"{body: {xml_path: {/a: 1, /b: 2}}}", 2},
           {"{body: {multipart: {a: {}, b: {}}}}", 2},
           {"{all: [{query: {a: 1}}, {query: {b: 1, c: 1}}]}", 3},
           {"{any: [{query: {a: 1, b: 1}}, {query: {c: 1}}]}", 1},
           {"{not: {query: {a: 1, b: 1}}}", 1},
           {"{credentials: none}", 0},
       }) {
    const Loaded loaded{one.request};
    EXPECT_EQ(loaded.loading.message(), "");
    EXPECT_EQ(loaded.spec.condition_count(), one.count) << one.request;
  }
}

TEST(Request, KnowsWhetherItIsAPattern) {
  struct Case {
    std::string_view request;
    bool pattern;
  };
  for (const Case& one : std::vector<Case>{
           {"GET /x", false},
           {"any /x", true},
           {"GET /x/{id}", true},
           {"{method: GET}", true},
           {"{path: /x}", true},
           {"{method: [GET, POST], path: /x}", true},
           {"{method: GET, path: {glob: /x}}", true},
           {"{method: GET, path: /x, query: {a: {matches: .*}}}", false},
           {"{method: GET, path: /x, body: {json: {a: 1}}}", false},
           {"{method: GET, path: /x, body: {json: {a: 1}, ignoring: [extra_members]}}", true},
           {"{method: GET, path: /x, body: {json_like: {a: 1}}}", true},
           {"{method: GET, path: /x, body: {base64: AAEC}}", false},
           {"{method: GET, path: /x, body: {text: a}}", false},
           {"{method: GET, path: /x, body: {text: {contains: a}}}", true},
           {"{method: GET, path: /x, body: {form: {a: 1}}}", false},
           {"{method: GET, path: /x, body: {form: {a: {present: true}}}}", true},
           {"{method: GET, path: /x, body: {size: 3}}", true},
           {"{method: GET, path: /x, body: {json_path: {$.a: 1}}}", true},
           {"{method: GET, path: /x, any: [{path: {glob: /x}}, {body: {json_path: {$.a: 1}}}]}", false},
       })
    EXPECT_EQ(Loaded{one.request}.spec.is_pattern(), one.pattern) << one.request;
}

TEST(Request, DefaultsLieUnderneath) {
  testing_support::Loading loading;
  RequestSpec defaults;
  const Document below = yaml("{trailing_slash: tolerated, method: POST, credentials: {bearer: a}}");
  load_request_defaults(below.root, loading.context, defaults);
  EXPECT_EQ(loading.message(), "");

  RequestSpec kept = defaults;
  const Document path = yaml("{path: /x}");
  load_request(path.root, loading.context, kept);
  EXPECT_THAT(kept.methods, ::testing::ElementsAre("POST"));
  EXPECT_TRUE(kept.trailing_slash_tolerated);
  EXPECT_EQ(kept.conditions.size(), 1U);

  RequestSpec replaced = defaults;
  const Document own = yaml("{path: /x, method: any, trailing_slash: exact, credentials: {bearer: b}}");
  load_request(own.root, loading.context, replaced);
  EXPECT_TRUE(replaced.methods.empty());
  EXPECT_FALSE(replaced.trailing_slash_tolerated);
  ASSERT_EQ(replaced.conditions.size(), 1U);
  const http::Request request = make_request("GET /x", {{"Authorization", "Bearer b"}});
  EXPECT_TRUE(replaced.matches(http::RequestView{request}));

  RequestSpec without = defaults;
  const Document none = yaml("{path: /x, credentials: none}");
  load_request(none.root, loading.context, without);
  EXPECT_TRUE(without.without_pack_credentials);
  EXPECT_TRUE(without.conditions.empty());
  EXPECT_EQ(loading.message(), "");

  const Document wrong = yaml("{path: /x}");
  load_request_defaults(wrong.root, loading.context, defaults);
  EXPECT_EQ(loading.message(),
            "unknown key 'path' in 'defaults: request' (valid keys: trailing_slash, method, credentials)");
}

TEST(Request, BadOnesAreRefused) {
  for (const BadCase& one : std::vector<BadCase>{
           {"/x", "expected METHOD PATH, found '/x' (write GET /x, or any /x)"},
           {"GET", "expected METHOD PATH, found 'GET' (write one such as GET /rest/version)"},
           {"GET /a /b",
            "expected METHOD PATH, found a further blank in 'GET /a /b' (write a blank in a path as %20; everything "
            "but method and path has keys of its own)"},
           {"GET /x?page=2",
            "the path '/x?page=2' has a '?' (the query is no part of the path: write path: /x and query: {page: 2}; a "
            "literal one is %3F)"},
           {"G(T /x", "'G(T' is no method (write one such as GET, a list of them, or any)"},
           {"[GET, /x]",
            "'request': expected METHOD PATH or a mapping, found a list (write one such as GET /rest/version)"},
           {"46",
            "'request': expected METHOD PATH or a mapping, found an integer (write one such as GET /rest/version)"},
           {"{}", "'request' asks for nothing (write GET /path, or {method: any})"},
           {"{methd: GET}",
            "unknown key 'methd' in 'request' (did you mean 'method'? valid keys: method, path, trailing_slash, query, "
            "headers, cookies, nothing_else, credentials, body, all, any, not)"},
           {"{method: GET /x}", "'GET /x' is no method (the path has a key of its own: path: ...)"},
           {"{method: []}", "'method' lists none (name at least one, or write any)"},
           {"{method: [GET, any]}", "'any' among other methods (write method: any)"},
           {"{method: [GET, GET]}", "the method 'GET' is listed twice (name it once)"},
           {"{trailing_slash: tolerate}",
            "'trailing_slash': expected 'exact' or 'tolerated', found \"tolerate\" (did you mean 'tolerated'?)"},
           {"{all: {query: {a: 1}}}", "'all': expected a list, found a mapping"},
           {"{any: []}", "'any' is empty (list at least one request mapping)"},
           {"{not: {}}", "'not' asks for nothing (write a condition, such as {query: {page: 0}})"},
           {"{any: [{credentials: none}]}",
            "'credentials: none' inside a group (write it beside 'method' and 'path': it holds for the whole stub)"},
       })
    expect_bad(one);
}

TEST(Request, ReportsEveryErrorWithItsPlace) {
  const Loaded loaded{"path: rest/x\nquery:\n  page: {at_lest: 3}\nbody: {json_path: {'$.a[': 1}}\n"};
  ASSERT_EQ(loaded.loading.errors.size(), 3U);
  EXPECT_EQ(loaded.loading.errors[0].where->to_string(), "stub.yaml:1:7");
  EXPECT_EQ(loaded.loading.errors[1].where->to_string(), "stub.yaml:3:10");
  EXPECT_EQ(loaded.loading.errors[2].where->to_string(), "stub.yaml:4:20");
}

TEST(Request, EqualConditionsHaveEqualIdentities) {
  const auto identities = [](std::string_view text) {
    const Loaded loaded{text};
    EXPECT_EQ(loaded.loading.message(), "") << text;
    std::vector<std::string> all;
    for (const MatcherPtr& condition : loaded.spec.conditions) all.push_back(condition->identity());
    return all;
  };
  for (const std::string_view text : {"{query: {token: a}}",
                                      "{headers: {A: {matches: x}}}",
                                      "{cookies: {a: {present: true}}}",
                                      "{nothing_else: [query]}",
                                      "{credentials: {bearer: x}}",
                                      "{credentials: {basic: {user: a, password: b}}}",
                                      "{credentials: {token: {header: h, value: v}}}",
                                      "{body: {json: {a: 1}}}",
                                      "{body: {json_like: {a: <any>}}}",
                                      "{body: {json_path: {$.a: 1}}}",
                                      "{body: {json_schema: {type: object}}}",
                                      "{body: {xml_path: {/a: 1}}}",
                                      "{body: {multipart: {a: {size: 1}}}}",
                                      "{body: {base64: AAEC}}",
                                      "{body: {text: a}}",
                                      "{body: {size: 1}}",
                                      "{body: {digest: {md5: d41d8cd98f00b204e9800998ecf8427e}}}",
                                      "{all: [{query: {a: 1}}]}",
                                      "{any: [{path: /a}, {query: {a: 1}}]}",
                                      "{not: {method: GET}}"}) {
    EXPECT_EQ(identities(text), identities(text));
    EXPECT_THAT(identities(text), ::testing::ElementsAre(::testing::Ne("")));
  }
  EXPECT_NE(identities("{query: {token: a}}"), identities("{query: {token: b}}"));
  EXPECT_EQ(identities("{headers: {Accept: a}}"), identities("{headers: {accept: a}}"));
  EXPECT_NE(identities("{body: {json: {a: 1}}}"), identities("{body: {json: {a: 1}, ignoring: extra_members}}"));
  EXPECT_NE(identities("{any: [{query: {a: 1}}]}"), identities("{all: [{query: {a: 1}}]}"));
  EXPECT_NE(identities("{not: {path: /a}}"), identities("{not: {path: /b}}"));
}

}  // namespace
}  // namespace phantomime::matchers::testing
