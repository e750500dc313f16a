// What the checks must not say, and the cases too small for a pack of their own; tests/broken_packs has what they do
// say.

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "phantomime/lints/lint.hpp"

#include "support/linted.hpp"
#include "support/memory_file_store.hpp"

namespace phantomime {
namespace {

using testing_support::MemoryFileStore;

std::vector<std::string> checks_of(const reports::LintReport& report) {
  std::vector<std::string> found;
  for (const Diagnostic& diagnostic : report.diagnostics) found.push_back(diagnostic.check);
  return found;
}

/// The checks that speak up for a pack of one file.
std::vector<std::string> found_in(const std::string& stubs) {
  const MemoryFileStore store{{"pack/pack.yaml", "phantomime: 1\nstubs:\n" + stubs}};
  const auto report = testing_support::linted(store, "pack");
  EXPECT_TRUE(report.checked) << reports::lint_text(report);
  return checks_of(report);
}

using Found = std::vector<std::string>;

TEST(LintChecks, AreNamedOnceAndDescribed) {
  ASSERT_FALSE(lints::checks().empty());
  std::set<std::string_view> names;
  for (const lints::Check& check : lints::checks()) {
    EXPECT_TRUE(names.insert(check.name).second) << check.name;
    EXPECT_FALSE(check.summary.empty()) << check.name;
    EXPECT_NE(check.run, nullptr) << check.name;
  }
  // The rules of loading share the same list in reports.
  for (const DiagnosticRule& rule : error_rules()) EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
}

TEST(Lint, SortsByPlaceWhateverCheckSpoke) {
  const MemoryFileStore store{{"pack/b.yaml",
                               "phantomime: 1\n"
                               "variables: {unused: 1}\n"
                               "stubs:\n"
                               "  - {name: b, request: GET /b, response: {status: 405}}\n"},
                              {"pack/a.yaml",
                               "phantomime: 1\n"
                               "stubs:\n"
                               "  - {name: a, request: GET /a, response: {status: 302}}\n"
                               "  - {name: a again, request: GET /a, response: {status: 405}}\n"}};
  const auto report = testing_support::linted(store, "pack");
  std::vector<std::string> places;
  for (const Diagnostic& diagnostic : report.diagnostics)
    places.push_back(diagnostic.where->source->name + ":" + std::to_string(diagnostic.where->line));
  EXPECT_EQ(places, (std::vector<std::string>{"pack/a.yaml:3", "pack/a.yaml:4", "pack/a.yaml:4", "pack/b.yaml:2",
                                              "pack/b.yaml:4"}));
}

TEST(ShadowedStub, StaysSilentWhereAnythingIsLeft) {
  const char* const packs[] = {
      // a narrower stub first
      "  - {name: a, request: 'GET /x/1', response: {text: a}}\n"
      "  - {name: b, request: 'GET /x/{id}', example: GET /x/2, response: {text: b}}\n",
      // another method
      "  - {name: a, request: GET /x, response: {text: a}}\n"
      "  - {name: b, request: POST /x, response: {text: b}}\n",
      // HEAD is answered by its own stub although GET would do
      "  - {name: a, request: GET /x, response: {text: a}}\n"
      "  - {name: b, request: HEAD /x, response: {text: b}}\n",
      // the same condition on another value
      "  - {name: a, request: {method: GET, path: /x, query: {q: 1}}, response: {text: a}}\n"
      "  - {name: b, request: {method: GET, path: /x, query: {q: 2}}, response: {text: b}}\n",
      // one more condition wins
      "  - {name: a, request: GET /x, response: {text: a}}\n"
      "  - {name: b, request: {method: GET, path: /x, query: {q: 2}}, response: {text: b}}\n",
      // nothing else: the wider list of names is another condition
      "  - {name: a, priority: 1, request: {method: GET, path: /x, query: {q: 1}, nothing_else: [query]}, response: "
      "{text: a}}\n"
      "  - {name: b, request: {method: GET, path: /x, query: {q: 1, r: 2}, nothing_else: [query]}, response: {text: "
      "b}}\n",
      // a tolerated slash leaves something
      "  - {name: a, priority: 1, request: GET /x, response: {text: a}}\n"
      "  - {name: b, request: {method: GET, path: /x, trailing_slash: tolerated}, response: {text: b}}\n",
  };
  for (const char* pack : packs) {
    for (const std::string& check : found_in(pack)) EXPECT_NE(check, "shadowed-stub") << pack;
  }
}

/// Two stubs of one request that are bound to these states of a door, or to none.
Found found_in_states(const std::string& first, const std::string& second) {
  const auto stub = [](const std::string& name, const std::string& state) {
    return "  - {name: " + name + ", request: GET /door, " + (state.empty() ? "" : "state: " + state + ", ") +
           "response: {text: " + name + "}}\n";
  };
  return found_in(stub("a", first) + stub("b", second) +
                  "machines:\n"
                  "  door: {initial: shut, transitions: {open: {from: shut, to: wide}, shut: {from: wide, to: shut}}}\n"
                  "  lamp: {initial: lit, final: [lit], transitions: {}}\n");
}

TEST(StatesOfStubs, AreLookedAtBeforeOneIsCalledShadowedOrAmbiguous) {
  EXPECT_EQ(found_in_states("{door: shut}", "{door: wide}"), Found{});
  EXPECT_EQ(found_in_states("{door: shut}", "{door: shut}"), Found{"shadowed-stub"});
  EXPECT_EQ(found_in_states("{door: [shut, wide]}", "{door: wide}"), Found{"shadowed-stub"});
  EXPECT_EQ(found_in_states("", "{door: wide}"), Found{"shadowed-stub"});
  EXPECT_EQ(found_in_states("{door: wide}", ""), Found{"ambiguous-overlap"});
  EXPECT_EQ(found_in_states("{door: wide}", "{door: [shut, wide]}"), Found{"ambiguous-overlap"});
  EXPECT_EQ(found_in_states("{door: wide}", "{lamp: lit}"), Found{"ambiguous-overlap"});
  EXPECT_EQ(found_in_states("{door: wide, lamp: lit}", "{door: shut}"), Found{});
}

TEST(ShadowedStub, IsFoundAcrossFilesAndThroughPriorities) {
  EXPECT_EQ(found_in("  - {name: low, request: GET /x, response: {text: a}}\n"
                     "  - {name: high, priority: 1, request: GET /x, response: {text: b}}\n"),
            Found{"shadowed-stub"});
  EXPECT_EQ(found_in("  - {name: high, priority: 1, request: {method: any, path: {glob: /x/**}}, example: GET /x/9, "
                     "response: {text: a}}\n"
                     "  - {name: low, request: {method: GET, path: /x/1, query: {q: 1}}, response: {text: b}}\n"),
            Found{"shadowed-stub"});
  EXPECT_EQ(
      found_in("  - {name: high, priority: 1, request: {path: /x, query: {q: 1}}, example: 'GET /x?q=1', response: "
               "{text: a}}\n"
               "  - {name: low, request: {method: GET, path: /x, query: {r: 2, q: 1}}, response: {text: b}}\n"),
      Found{"shadowed-stub"});
}

TEST(UnreachableStub, IsSilentForExamplesThatArrive) {
  const MemoryFileStore store{{"pack/pack.yaml",
                               "phantomime: 1\n"
                               "pack:\n"
                               "  credentials:\n"
                               "    accept:\n"
                               "      - basic: {user: {matches: '.+'}, password: x}\n"
                               "      - basic: {user: ann, password: first}\n"
                               "      - token: {header: X-Token, value: t}\n"
                               "stubs:\n"
                               "  - name: lint signs in by itself\n"
                               "    request: GET /a/{id}\n"
                               "    example: GET /a/1\n"
                               "    response: {text: a}\n"
                               "  - name: the example brings its own token\n"
                               "    request: GET /b/{id}\n"
                               "    example: {request: GET /b/1, headers: {X-Token: t}}\n"
                               "    response: {text: b}\n"
                               "  - name: open to all\n"
                               "    request: {method: GET, path: '/c/{id}', credentials: none}\n"
                               "    example: {request: GET /c/1, headers: {Authorization: Basic bm9ib2R5}}\n"
                               "    response: {text: c}\n"}};
  const auto report = testing_support::linted(store, "pack");
  EXPECT_EQ(checks_of(report), Found{}) << reports::lint_text(report);
}

TEST(AmbiguousOverlap, NeedsAFullTieAndARequestThatBothMatch) {
  // conditions on one field that cannot both hold
  EXPECT_EQ(found_in("  - {name: a, request: {method: GET, path: /x, query: {q: 1}}, response: {text: a}}\n"
                     "  - {name: b, request: {method: GET, path: /x, query: {q: 2}}, response: {text: b}}\n"),
            Found{});
  // more conditions win
  EXPECT_EQ(found_in("  - {name: a, request: {method: GET, path: /x, query: {q: 1}}, response: {text: a}}\n"
                     "  - {name: b, request: {method: GET, path: /x, query: {r: 2, s: 3}}, response: {text: b}}\n"),
            Found{});
  // one of several methods is less specific
  EXPECT_EQ(found_in("  - {name: a, request: {method: GET, path: /x, query: {q: 1}}, response: {text: a}}\n"
                     "  - {name: b, request: {method: [GET, POST], path: /x, query: {r: 2}}, example: 'GET /x?r=2', "
                     "response: {text: b}}\n"),
            Found{});
  // nothing else is let in
  EXPECT_EQ(
      found_in(
          "  - {name: a, request: {method: GET, path: /x, query: {q: 1}, nothing_else: [query]}, response: {text: a}}\n"
          "  - {name: b, request: {method: GET, path: /x, query: {r: 2}, nothing_else: [query]}, response: {text: "
          "b}}\n"),
      Found{});
}

TEST(AmbiguousOverlap, IsFoundOnEveryKindOfField) {
  const char* const pairs[][2] = {
      {"query: {q: 1}", "query: {r: 2}"},
      {"headers: {X-A: 1}", "headers: {X-B: 2}"},
      {"cookies: {a: 1}", "cookies: {b: 2}"},
      {"query: {q: 1}", "headers: {X-B: 2}"},
      {"body: {form: {a: 1}}", "body: {form: {b: 2}}"},
      {"body: {json_path: {$.a: 1}}", "body: {json_path: {$.b.c: two}}"},
  };
  for (const auto& pair : pairs) {
    const std::string body = std::string{pair[0]}.starts_with("body") ? ", example: {request: POST /x, body: " : "";
    const std::string first =
        body.empty() ? "" : body + (std::string{pair[0]}.find("form") != std::string::npos ? "a=1}" : "'{\"a\": 1}'}");
    const std::string second =
        body.empty()
            ? ""
            : body + (std::string{pair[1]}.find("form") != std::string::npos ? "b=2}" : "'{\"b\": {\"c\": \"two\"}}'}");
    EXPECT_EQ(found_in("  - {name: a, request: {method: POST, path: /x, " + std::string{pair[0]} + "}" + first +
                       ", response: {text: a}}\n" + "  - {name: b, request: {method: POST, path: /x, " + pair[1] + "}" +
                       second + ", response: {text: b}}\n"),
              Found{"ambiguous-overlap"})
        << pair[0] << " and " << pair[1];
  }
}

TEST(HttpNonsense, KnowsWhatIsAllowed) {
  const char* const responses[] = {
      "{status: 204}",
      "{status: 304, headers: {Content-Length: '12', ETag: x}}",
      "{status: 405, headers: {allow: GET}}",
      "{status: 302, headers: {location: /y}}",
      "{status: 304}",
      "{status: 300}",
      "{status: 401, text: who}",
      "{text: pong, headers: {content-length: '4'}}",
      "{text: '{}', headers: {Content-Type: application/json}}",
      "{text: '{', headers: {Content-Type: text/plain}}",
      "{status: 200, headers: {Content-Type: application/json}}",
      "{text: a, headers: {Set-Cookie: [a=1, b=2]}}",
      "{template: '{{ request.path }}', headers: {Content-Length: '2'}}",
      "{json: {a: 1}, coding: gzip, headers: {Content-Length: auto}}",
  };
  for (const char* response : responses)
    EXPECT_EQ(found_in(std::string{"  - {name: a, request: GET /x, response: "} + response + "}\n"), Found{})
        << response;
  EXPECT_EQ(found_in("  - {name: a, request: HEAD /x, response: {headers: {Content-Length: '400'}}}\n"), Found{});
}

TEST(HttpNonsense, LooksAtEveryStepOfASequence) {
  EXPECT_EQ(found_in("  - name: a\n"
                     "    request: GET /x\n"
                     "    response: {sequence: [{status: 204, text: x}, {text: fine}, {status: 405}]}\n"),
            (Found{"http-nonsense", "http-nonsense"}));
}

TEST(HttpNonsense, MeasuresTheBodyAsItIsSent) {
  // compact JSON has 7 bytes, pretty JSON more
  EXPECT_EQ(found_in("  - {name: a, request: GET /x, response: {json: {a: 1}, headers: {Content-Length: '7'}}}\n"),
            Found{});
  EXPECT_EQ(found_in("  - {name: a, request: GET /x, response: {json: {a: 1}, spelling: pretty, headers: "
                     "{Content-Length: '7'}}}\n"),
            Found{"http-nonsense"});
}

TEST(OrphanFixture, CountsEveryUse) {
  const MemoryFileStore store{
      {"pack/pack.yaml",
       "phantomime: 1\n"
       "pack: {fallback: {status: 404, file: fallback.json}}\n"
       "stubs:\n"
       "  - {name: a, request: GET /a, response: {file: a.json}}\n"
       "  - {name: b, request: GET /b, response: {template: '{{ fixture(\"b.json\") }}'}}\n"
       "  - {name: c, request: GET /c, response: {sequence: [{file: c.json}, {file: d.json}]}}\n"
       "  - name: e\n"
       "    request: {method: POST, path: /e, body: {json_schema: {file: e.json}}}\n"
       "    example: {request: POST /e, json: {}}\n"
       "    response: {status: 204}\n"},
      {"pack/fixtures/a.json", "{}"},
      {"pack/fixtures/b.json", "{}"},
      {"pack/fixtures/c.json", "{}"},
      {"pack/fixtures/d.json", "{}"},
      {"pack/fixtures/e.json", "{\"type\": \"object\"}"},
      {"pack/fixtures/fallback.json", "{}"}};
  const auto report = testing_support::linted(store, "pack");
  EXPECT_EQ(checks_of(report), Found{}) << reports::lint_text(report);
}

}  // namespace
}  // namespace phantomime
