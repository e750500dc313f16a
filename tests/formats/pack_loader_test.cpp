#include "phantomime/formats/pack_loader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/yaml_reader.hpp"

#include "formats/loaded.hpp"

namespace phantomime::formats {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::MemoryFileStore;

std::string stub(const std::string& name, const std::string& text = "x") {
  return "  - {name: " + name + ", request: GET /" + name + ", response: {text: " + text + "}}\n";
}
std::string file(const std::string& stubs) { return "phantomime: 1\nstubs:\n" + stubs; }

TEST(PackLoader, ASingleFileIsAPack) {
  const Loaded loaded = load_text("stubs:\n" + stub("ping", "pong"));
  EXPECT_EQ(loaded.errors, "");
  ASSERT_TRUE(loaded.scenario);
  EXPECT_EQ(loaded.scenario->packs[0].name, "x");
  EXPECT_EQ(loaded.body("ping"), "pong");
  EXPECT_EQ(loaded.scenario->stubs[0].where.to_string(), "x.yaml:3:12");
}

TEST(PackLoader, AFolderIsReadThePackFileFirstThenByName) {
  MemoryFileStore store{{"some/p/zoo.yaml", "phantomime: 1\npack: {summary: all}\nstubs:\n" + stub("z")},
                        {"some/p/b.yml", file(stub("b"))},
                        {"some/p/a.yaml", file(stub("a"))},
                        {"some/p/.a.yaml.swp", "\x01"},
                        {"some/p/.hidden.yaml", "no: yes"},
                        {"some/p/parts/c.yaml", file(stub("c"))},
                        {"some/p/notes.txt", "{"}};
  const Loaded loaded = load(store, {"some/p/"});
  EXPECT_EQ(loaded.errors, "");
  EXPECT_THAT(loaded.names(), ElementsAre("z", "a", "b"));
  EXPECT_EQ(loaded.scenario->packs[0].name, "p");
  EXPECT_EQ(loaded.scenario->packs[0].summary, "all");
  EXPECT_EQ(loaded.scenario->packs[0].folder, "some/p");
}

TEST(PackLoader, WhatIsNotThereIsNamed) {
  MemoryFileStore store;
  EXPECT_EQ(load(store, {"no/where"}).errors,
            "error: there is no file or folder 'no/where'\nhint: give a scenario file or a folder of them\n");
  store.add("p/readme.txt", "");
  EXPECT_EQ(load(store).errors,
            "error: the folder 'p' holds no scenario\nhint: a scenario is a file named *.yaml directly in it\n");
}

/// Says of one file that it is too large, without having it.
class LargeFileStore final : public FileStore {
 public:
  [[nodiscard]] Type type(const std::string&) const override { return Type::file; }
  [[nodiscard]] Result<std::string> read(const std::string& path, std::size_t limit) const override {
    EXPECT_LE(limit, std::size_t{64} << 20U);
    return Error{
        ErrorCode::limit, "'" + path + "' is larger than " + std::to_string(limit) + " bytes", std::nullopt, {}};
  }
  [[nodiscard]] Result<std::vector<Entry>> list(const std::string&) const override { return std::vector<Entry>{}; }
  [[nodiscard]] Result<std::string> real_path(const std::string& path) const override { return path; }
};

TEST(PackLoader, AFilePastTheLimitIsRefusedUnread) {
  EXPECT_EQ(load(LargeFileStore{}, {"big.yaml"}).errors,
            "big.yaml: error: the file is larger than 64 MiB\nhint: split it; the parts can be named under include:\n");
}

TEST(PackLoader, UnreadableFilesAreNamed) {
  MemoryFileStore store{{"p/a.yaml", file(stub("a"))}, {"p/b.yaml", "{"}};
  store.make_unreadable("p/a.yaml");
  const std::string errors = load(store).errors;
  EXPECT_THAT(errors, HasSubstr("p/a.yaml: error: cannot read 'p/a.yaml': Permission denied"));
  EXPECT_THAT(errors, HasSubstr("p/b.yaml:"));  // and the others are looked at
}

TEST(Version, IsLookedAtFirst) {
  MemoryFileStore store{{"a.yaml", "phantomime: 2\nstubbs: []\nfuture: {}\n"}};
  EXPECT_EQ(load(store, {"a.yaml"}).errors,
            "a.yaml:1:13: error: version 2 of the format is unknown\nphantomime: 2\n            ^\n"
            "hint: this program reads version 1\n");
  store.add("a.yaml", "stubs: []\n");
  EXPECT_EQ(load(store, {"a.yaml"}).errors,
            "a.yaml:1:1: error: the file does not say its format's version\nstubs: []\n^\n"
            "hint: begin it with phantomime: 1\n");
  store.add("a.yaml", "");
  EXPECT_EQ(load(store, {"a.yaml"}).errors,
            "a.yaml:1:1: error: the file is empty\nhint: begin it with phantomime: 1\n");
  store.add("a.yaml", "phantomime: \"1\"\n");
  EXPECT_THAT(load(store, {"a.yaml"}).errors,
              HasSubstr("a.yaml:1:13: error: expected the integer 1, found the string"));
  store.add("a.yaml", "- phantomime\n");
  EXPECT_THAT(load(store, {"a.yaml"}).errors,
              HasSubstr("a.yaml:1:1: error: the file: expected a mapping, found a list"));
}

TEST(Files, ReportAllErrorsOfAllFilesAtOnce) {
  MemoryFileStore store{{"p/a.yaml",
                         "phantomime: 1\nstubbs: []\nstubs:\n"
                         "  - {name: one, request: GET /one, respons: {text: x}}\n"
                         "  - {name: two, request: GET /two, response: {text: x}, priority: high}\n"},
                        {"p/b.yaml", "phantomime: 1\nstubs: {name: three}\n"}};
  EXPECT_EQ(load(store).errors,
            "p/a.yaml:2:1: error: unknown key 'stubbs' in a scenario\nstubbs: []\n^\n"
            "hint: did you mean 'stubs'? valid keys: phantomime, stubs, defaults, variables, include, pack, "
            "grammars, errors, collections, machines, contracts, quarantine, remove\n\n"
            "p/a.yaml:4:36: error: unknown key 'respons' in a stub\n"
            "  - {name: one, request: GET /one, respons: {text: x}}\n                                   ^\n"
            "hint: did you mean 'response'? valid keys: name, request, response, priority, example, expect, "
            "provenance, note, do, state, contract\n\n"
            "p/a.yaml:5:67: error: priority: expected an integer, found the string \"high\"\n"
            "  - {name: two, request: GET /two, response: {text: x}, priority: high}\n"
            "                                                                  ^\n\n"
            "p/b.yaml:2:8: error: stubs: expected a list, found a mapping\nstubs: {name: three}\n       ^\n");
}

TEST(Files, HaveABoundOnErrors) {
  std::string stubs;
  for (int i = 0; i < 2000; ++i) stubs += "  - {nam: x}\n";
  const std::string errors = load_text("stubs:\n" + stubs).errors;
  EXPECT_THAT(errors, HasSubstr("there are more errors than these: the stubs from here on were not looked at"));
  EXPECT_LT(errors.size(), 100'000u);
}

TEST(StubNames, AreUniqueAcrossPacks) {
  MemoryFileStore store{{"a.yaml", file(stub("ping"))}, {"b.yaml", file(stub("pong") + stub("ping"))}};
  EXPECT_EQ(load(store, {"a.yaml", "b.yaml"}).errors,
            "b.yaml:4:12: error: the stub name 'ping' is taken\n"
            "  - {name: ping, request: GET /ping, response: {text: x}}\n           ^\n"
            "hint: it is the name of the stub at a.yaml:3:12: choose another\n");
}

TEST(Packs, PlayedTogetherKeepTheirOrder) {
  MemoryFileStore store{{"b.yaml", file(stub("one"))}, {"a.yaml", file(stub("two"))}};
  const Loaded loaded = load(store, {"b.yaml", "a.yaml"});
  EXPECT_EQ(loaded.errors, "");
  EXPECT_THAT(loaded.names(), ElementsAre("one", "two"));
  EXPECT_EQ(loaded.scenario->stubs[1].pack, 1u);
}

TEST(Includes, BringTheirStubsAfterTheFilesOwn) {
  MemoryFileStore store{
      {"p/a.yaml", "phantomime: 1\ninclude: [parts/x.yaml, b.yaml]\nstubs:\n" + stub("a")},
      {"p/b.yaml", file(stub("b"))},
      {"p/parts/x.yaml", "phantomime: 1\ninclude: [more/y.yaml]\nstubs:\n" + stub("x")},
      {"p/parts/more/y.yaml", "phantomime: 1\ninclude: [../x.yaml, ../../a.yaml]\nstubs:\n" + stub("y")}};
  const Loaded loaded = load(store);
  EXPECT_EQ(loaded.errors, "");
  EXPECT_THAT(loaded.names(), ElementsAre("a", "x", "y", "b"));
}

TEST(Includes, StayInThePacksFolder) {
  MemoryFileStore store{{"p/a.yaml", "phantomime: 1\ninclude: [../b.yaml, /etc/x.yaml, no.yaml, out.yaml]\n"},
                        {"b.yaml", file(stub("b"))}};
  store.add_link("p/out.yaml", "b.yaml");
  const std::string errors = load(store).errors;
  EXPECT_THAT(errors, HasSubstr("p/a.yaml:2:11: error: '../b.yaml' leads out of the pack's folder"));
  EXPECT_THAT(errors, HasSubstr("p/a.yaml:2:22: error: '/etc/x.yaml' leads out of the pack's folder"));
  EXPECT_THAT(errors, HasSubstr("p/a.yaml:2:35: error: there is no file 'p/no.yaml'"));
}

TEST(Includes, LookBehindLinks) {
  MemoryFileStore store{{"p/a.yaml", "phantomime: 1\ninclude: [parts/out.yaml, parts/in.yaml]\n"},
                        {"p/parts/real.yaml", file(stub("in"))},
                        {"b.yaml", file(stub("b"))}};
  store.add_link("p/parts/out.yaml", "b.yaml");
  store.add_link("p/parts/in.yaml", "p/parts/real.yaml");
  EXPECT_EQ(load(store).errors,
            "p/a.yaml:2:11: error: 'parts/out.yaml' is a link that leads out of the pack's folder\n"
            "include: [parts/out.yaml, parts/in.yaml]\n          ^\nhint: copy the file into 'p'\n");
}

TEST(Variables, StandForTextAndForWholeValues) {
  const Loaded loaded = load_text(
      "variables:\n  base: /rest\n  code: 418\n  admin: {user: admin, password: changeme}\n  list: [1, \"2\"]\n"
      "stubs:\n"
      "  - name: one\n    request: {method: GET, path: \"${base}/one\", credentials: {basic: \"${admin}\"}}\n"
      "    response: {status: \"${code}\", json: {list: \"${list}\", text: \"${code}!\", literal: \"$${base} $x "
      "${base}\"}}\n");
  EXPECT_EQ(loaded.errors, "");
  EXPECT_EQ(loaded.body("one"), R"({"list":[1,"2"],"text":"418!","literal":"${base} $x /rest"})");
  EXPECT_EQ(loaded.scenario->stubs[0].response.status, 418);
  EXPECT_EQ(loaded.scenario->stubs[0].request.path->text(), "/rest/one");
}

TEST(Variables, AreTextWhereTheyArePartOfOne) {
  EXPECT_EQ(load_text("variables: {a: 1, b: 2}\nstubs:\n  - {name: s, request: GET /, response: {json: [\"${a}${b}\", "
                      "\"${a}\"]}}\n")
                .body("s"),
            R"(["12",1])");
}

TEST(Variables, MayBeMadeOfOthers) {
  EXPECT_EQ(load_text("variables: {b: \"<${a}>\", a: x, c: [\"${b}\"]}\n"
                      "stubs:\n  - {name: s, request: GET /, response: {json: \"${c}\"}}\n")
                .body("s"),
            R"(["<x>"])");
}

TEST(Variables, OfThePackFileAreSeenEverywhereOthersInTheirFile) {
  MemoryFileStore store{
      {"p/pack.yaml", "phantomime: 1\npack: {}\nvariables: {a: pack, b: pack}\n"},
      {"p/one.yaml", "phantomime: 1\nvariables: {b: one, c: one}\ninclude: [parts/x.yaml]\nstubs:\n" +
                         stub("one", "\"${a} ${b} ${c} ${d}\"")},
      {"p/parts/x.yaml", "phantomime: 1\nvariables: {c: x, d: x}\nstubs:\n" + stub("x", "\"${a} ${b} ${c}\"")},
      {"p/two.yaml", file(stub("two", "\"${a} ${b}\""))}};
  const Loaded loaded = load(store);
  EXPECT_EQ(loaded.errors, "");
  EXPECT_EQ(loaded.body("one"), "pack one one x");
  EXPECT_EQ(loaded.body("x"), "pack pack x");
  EXPECT_EQ(loaded.body("two"), "pack pack");
}

TEST(Variables, UnknownAndUnusedOnesAreKnown) {
  EXPECT_EQ(
      load_text("variables: {base: /rest}\nstubs:\n" + stub("a", "\"${bse}\"") + stub("b", "\"${zzzzzz}\"")).errors,
      "x.yaml:4:49: error: there is no variable 'bse'\n"
      "  - {name: a, request: GET /a, response: {text: \"${bse}\"}}\n"
      "                                                ^\n"
      "hint: did you mean 'base'?\n\n"
      "x.yaml:5:49: error: there is no variable 'zzzzzz'\n"
      "  - {name: b, request: GET /b, response: {text: \"${zzzzzz}\"}}\n"
      "                                                ^\n"
      "hint: define it under variables:, or write $${ for a literal ${\n");
  const Loaded loaded = load_text("variables: {used: 1, idle: 2, inner: 3, outer: \"${inner}\"}\nstubs:\n" +
                                  stub("a", "\"${used}${outer}\""));
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  std::vector<std::string> idle;
  for (const auto& variable : loaded.scenario->facts.variables)
    if (!variable.used) idle.push_back(variable.name + " " + variable.where.to_string());
  EXPECT_THAT(idle, ElementsAre("idle x.yaml:2:22"));
}

TEST(Variables, ThatCannotBeAreRefused) {
  EXPECT_THAT(load_text("variables: {a: \"${b}\", b: \"x${a}\"}\nstubs:\n" + stub("s", "\"${a}\"")).errors,
              HasSubstr("is defined by itself"));
  EXPECT_THAT(load_text("variables: {1a: x}\n").errors, HasSubstr("x.yaml:2:13: error: '1a' is no name of a variable"));
  EXPECT_THAT(load_text("variables: {a: [1]}\nstubs:\n" + stub("s", "\"x${a}\"")).errors,
              HasSubstr("the variable 'a' is a list and cannot stand inside a text"));
  EXPECT_THAT(load_text("stubs:\n" + stub("s", "\"${a b}\"")).errors, HasSubstr("'${a b}' names no variable"));
  EXPECT_THAT(load_text("stubs:\n" + stub("s", "\"x ${never closed\"")).errors,
              HasSubstr("'${never clos' names no variable"));
}

TEST(Variables, CannotGrowWithoutBound) {
  std::string variables = "variables:\n  v0: xxxxxxxxxx\n", lists = "variables:\n  v0: [x, x, x, x]\n",
              deep = "variables:\n  v0: [x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "${v" + std::to_string(i - 1) + "}", name = "  v" + std::to_string(i) + ": ";
    variables += name + "\"" + before + before + "\"\n";
    lists += name + "[\"" + before + "\", \"" + before + "\"]\n";
    deep += name + "[[\"" + before + "\"]]\n";
  }
  const std::string use = "stubs:\n  - {name: s, request: GET /, response: {json: \"${v39}\"}}\n";
  EXPECT_THAT(load_text(variables + use).errors, HasSubstr("longer than 1 MiB"));
  EXPECT_THAT(load_text(lists + use).errors, HasSubstr("too deep or too large"));
  EXPECT_THAT(load_text(deep + use).errors, HasSubstr("too deep or too large"));
  // A long text is one node; it counts by its length too.
  std::string copies = "variables: {v39: [";
  for (int i = 0; i < 700; ++i) copies += "\"${long}\", ";
  EXPECT_THAT(load_text(copies + "x], long: " + std::string(100'000, 'x') + "}\n" + use).errors,
              HasSubstr("too deep or too large"));
}

TEST(Defaults, OfThePackThenOfTheFileThenTheStubsOwn) {
  MemoryFileStore store{
      {"p/pack.yaml",
       "phantomime: 1\npack: {}\ndefaults: {response: {status: 201, headers: {X-Pack: pack, X-File: pack}}}\n"},
      {"p/a.yaml",
       "phantomime: 1\ndefaults: {request: {trailing_slash: tolerated}, response: {headers: {X-File: "
       "file}}}\nstubs:\n" +
           stub("a") + "  - {name: b, request: GET /b, response: {status: 202, text: x, headers: {X-Pack: stub}}}\n"}};
  const Loaded loaded = load(store);
  ASSERT_TRUE(loaded.scenario) << loaded.errors;
  const auto headers = [&](std::size_t stub) {
    std::string text;
    for (const auto& header : loaded.scenario->stubs[stub].response.headers)
      if (header.name.starts_with("X-")) text += header.name + "=" + header.value + " ";
    return text;
  };
  EXPECT_EQ(loaded.scenario->stubs[0].response.status, 201);
  EXPECT_EQ(headers(0), "X-Pack=pack X-File=file ");
  EXPECT_EQ(loaded.scenario->stubs[1].response.status, 202);
  EXPECT_EQ(headers(1), "X-Pack=stub X-File=file ");
  EXPECT_TRUE(loaded.scenario->stubs[0].request.trailing_slash_tolerated);
}

MemoryFileStore profiled() {
  return MemoryFileStore{{"p/pack.yaml",
                          "phantomime: 1\npack: {name: acme, summary: newest}\nvariables: {version: \"2\", base: /v}\n"
                          "defaults: {response: {status: 201, headers: {X-A: pack, X-B: pack}}}\nstubs:\n"
                          "  - {name: one, request: \"GET ${base}/one\", response: {text: \"one ${version}\"}}\n"
                          "  - {name: two, request: GET /two, response: {text: two}}\n"
                          "  - {name: three, request: GET /three, response: {text: three}}\n"},
                         {"p/profiles/1.0.yaml",
                          "phantomime: 1\npack: {summary: older}\nvariables: {version: \"1\"}\ndefaults: {response: "
                          "{headers: {X-B: profile}}}\n"
                          "remove: [three]\nstubs:\n"
                          "  - {name: two, request: GET /two, response: {text: \"old two ${version}\"}}\n"
                          "  - {name: four, request: GET /four, response: {text: four}}\n"},
                         {"p/profiles/empty.yaml", "phantomime: 1\n"}};
}

TEST(Profiles, OverlayThePack) {
  const MemoryFileStore store = profiled();
  const Loaded plain = load(store);
  EXPECT_EQ(plain.errors, "");
  EXPECT_THAT(plain.names(), ElementsAre("one", "two", "three"));
  EXPECT_EQ(plain.body("one"), "one 2");
  EXPECT_EQ(plain.scenario->packs[0].profile, "");
  EXPECT_THAT(plain.scenario->packs[0].profiles, ElementsAre("1.0", "empty"));

  const Loaded old = load(store, {"p"}, "1.0");
  EXPECT_EQ(old.errors, "");
  EXPECT_THAT(old.names(), ElementsAre("one", "two", "four"));
  EXPECT_EQ(old.body("one"), "one 1");
  EXPECT_EQ(old.body("two"), "old two 1");
  EXPECT_EQ(old.scenario->packs[0].summary, "older");
  EXPECT_EQ(old.scenario->packs[0].name, "acme");
  EXPECT_EQ(old.scenario->packs[0].profile, "1.0");
  EXPECT_EQ(old.scenario->stubs[0].response.status, 201);
  std::string headers;
  for (const auto& header : old.scenario->stubs[0].response.headers)
    if (header.name.starts_with("X-")) headers += header.name + "=" + header.value + " ";
  EXPECT_EQ(headers, "X-A=pack X-B=profile ");
  for (const auto& variable : old.scenario->facts.variables) EXPECT_TRUE(variable.used) << variable.name;
}

TEST(Profiles, AreChosenByThePackUnlessSomebodyElseDoes) {
  MemoryFileStore store = profiled();
  store.add("p/other.yaml", file(stub("other")));
  store.add("p/pack.yaml", "phantomime: 1\npack: {profile: \"1.0\"}\nstubs:\n" + stub("three"));
  store.add("p/profiles/1.0.yaml", "phantomime: 1\nremove: [three]\n");
  EXPECT_THAT(load(store).names(), ElementsAre("other"));
  EXPECT_THAT(load(store, {"p"}, "empty").names(), ElementsAre("three", "other"));
}

TEST(Profiles, ThatAreNotThereAreNamed) {
  const MemoryFileStore store = profiled();
  EXPECT_EQ(load(store, {"p"}, "1.1").errors,
            "error: there is no profile '1.1'\nhint: did you mean '1.0'? there are: 1.0, empty\n");
  const MemoryFileStore none{{"p/a.yaml", file(stub("a"))}};
  EXPECT_EQ(load(none, {"p"}, "x").errors,
            "error: there is no profile 'x'\nhint: the pack has no profiles; they would lie in its folder profiles\n");
}

TEST(Profiles, OfOnePackAreNoneOfAnothersBusiness) {
  MemoryFileStore store = profiled();
  store.add("q/a.yaml", file(stub("q")));
  const Loaded loaded = load(store, {"q", "p"}, "1.0");
  EXPECT_THAT(loaded.names(), ElementsAre("q", "one", "two", "four"));
}

TEST(Profiles, RemoveOnlyWhatIsThere) {
  MemoryFileStore store = profiled();
  store.add("p/profiles/1.0.yaml", "phantomime: 1\nremove: [thre]\n");
  EXPECT_THAT(
      load(store, {"p"}, "1.0").errors,
      HasSubstr("p/profiles/1.0.yaml:2:10: error: there is no stub 'thre' to remove\nremove: [thre]\n         ^\n"
                "hint: did you mean 'three'?\n"));
  store.add("p/other.yaml", "phantomime: 1\nremove: [three]\n");
  EXPECT_THAT(load(store).errors, HasSubstr("p/other.yaml:2:9: error: 'remove' has a meaning in profiles only"));
}

}  // namespace
}  // namespace phantomime::formats
