#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/base/json.hpp"
#include "phantomime/base/json_scanner.hpp"
#include "phantomime/base/random.hpp"

namespace phantomime {
namespace {

std::string respelled(std::string_view text, Spelling spelling) {
  const auto result = respell_json(text, spelling);
  return result ? *result : "error: " + result.error().what;
}

TEST(RespellJson, WritesWhatPythonWrites) {
  // Each right side was printed by Python 3.11: json.dumps(json.loads(left)).
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a":1,"b":[1,2,{"c":null}]})", R"({"a": 1, "b": [1, 2, {"c": null}]})"},
      {"[ ]", "[]"},
      {"{\n}", "{}"},
      {R"({"a":[],"b":{}})", R"({"a": [], "b": {}})"},
      {"\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\"", R"("\u00e9\u20ac\ud83d\ude00")"},
      {R"("\u00E9\ud83D\uDe00")", R"("\u00e9\ud83d\ude00")"},
      {R"("\/\b\f\n\r\t\"\\")", R"("/\b\f\n\r\t\"\\")"},
      {R"("\u0000\u001f\u007f\u0080\u0041\u002f")", R"("\u0000\u001f\u007f\u0080A/")"},
      {R"("\ud800 \udc00\ud800")", R"("\ud800 \udc00\ud800")"},
      {R"("\ud800\ud83d\ude00")", R"("\ud800\ud83d\ude00")"},
      {"\"\xE2\x80\xA8\xEF\xBF\xBF\xF4\x8F\xBF\xBF\"", R"("\u2028\uffff\udbff\udfff")"},
      {"[true,false,null]", "[true, false, null]"},
      {"  7 ", "7"},
  };
  for (const auto& [text, python] : cases) EXPECT_EQ(respelled(text, Spelling::python), python);
}

TEST(RespellJson, KeepsTheSpellingOfNumbersAndDuplicates) {
  const char* text = R"([1.10,-0,1E400,123456789012345678901234567890,0.0,1e+05,-0.0E-7])";
  EXPECT_EQ(respelled(text, Spelling::compact), text);
  EXPECT_EQ(respelled(text, Spelling::python),
            "[1.10, -0, 1E400, 123456789012345678901234567890, 0.0, 1e+05, -0.0E-7]");
  EXPECT_EQ(respelled(R"({"b": 1, "a": 2, "b": 3})", Spelling::compact), R"({"b":1,"a":2,"b":3})");
}

TEST(RespellJson, WritesCompactAndPrettyInUtf8) {
  const char* text =
      " { \"a\" : [ 1 , { } , [ ] , { \"\\u00e9\" : \"\\u2028\\ud83d\\ude00\\ud800\\/\" } ] , \"b\":null } ";
  EXPECT_EQ(respelled(text, Spelling::compact),
            "{\"a\":[1,{},[],{\"\xC3\xA9\":\"\xE2\x80\xA8\xF0\x9F\x98\x80\\ud800/\"}],\"b\":null}");
  EXPECT_EQ(respelled(text, Spelling::pretty),
            "{\n  \"a\": [\n    1,\n    {},\n    [],\n    {\n      \"\xC3\xA9\": "
            "\"\xE2\x80\xA8\xF0\x9F\x98\x80\\ud800/\"\n    }\n  ],\n"
            "  \"b\": null\n}");
  EXPECT_EQ(respelled("\"x\"", Spelling::pretty), "\"x\"");
}

TEST(RespellJson, AsIsTouchesNothing) { EXPECT_EQ(respelled(" [ 1 ,2]\n", Spelling::as_is), " [ 1 ,2]\n"); }

TEST(RespellJson, RefusesWhatIsNoJson) {
  for (const char* text : {"", "[", "[1,]", "{\"a\":}", "\"\xFF\"", "[1]x", "{1:2}", "nul"}) {
    for (const Spelling spelling : {Spelling::python, Spelling::compact, Spelling::pretty})
      EXPECT_EQ(respell_json(text, spelling).error().code, ErrorCode::syntax) << text;
  }
}

/// A random JSON text with every kind of value, escape and blank.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_{seed} {}

  std::string value(int depth) {
    switch (random_.integer(0, depth > 0 ? 5 : 3)) {
      case 0:
        return string();
      case 1:
        return pick({"0", "-0", "12", "-3.50", "1e5", "1E+400", "99999999999999999999"});
      case 2:
        return pick({"true", "false", "null"});
      case 3:
        return blank() + string() + blank();
      case 4:
        return container('[', ']', depth, false);
      default:
        return container('{', '}', depth, true);
    }
  }

 private:
  std::string container(char open, char close, int depth, bool names) {
    std::string text{open};
    const std::int64_t count = random_.integer(0, 3);
    for (std::int64_t i = 0; i < count; ++i) {
      if (i > 0) text += ',';
      if (names) text += blank() + string() + blank() + ':';
      text += value(depth - 1);
    }
    return text + blank() + close;
  }

  std::string string() {
    std::string text = "\"";
    for (std::int64_t i = random_.integer(0, 6); i > 0; --i)
      text += pick({"a", "\\n", "\\u0000", "\\\"", "\\\\", "\\/", "\xC3\xA9", "\\u20AC", "\\ud83d\\ude00",
                    "\xF0\x9F\x98\x80", "\x7f"});
    return text + '"';
  }

  std::string blank() { return pick({"", " ", "\n", "\t\r"}); }
  std::string pick(std::initializer_list<const char*> of) {
    return of.begin()[random_.integer(0, static_cast<std::int64_t>(of.size()) - 1)];
  }

  Random random_;
};

TEST(RespellJson, ComesToTheSameFromEverySpelling) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const std::string text = Generator{seed}.value(4);
    const std::string compact = respelled(text, Spelling::compact);
    for (const Spelling spelling : {Spelling::python, Spelling::compact, Spelling::pretty}) {
      const std::string other = respelled(text, spelling);
      ASSERT_EQ(respelled(other, Spelling::compact), compact) << text;
      ASSERT_EQ(respelled(other, spelling), other) << text;
    }
    if (text.find("400") != std::string::npos) continue;  // beyond a double: no value to compare
    ASSERT_EQ(Json::parse(compact), Json::parse(text));
    ASSERT_EQ(Json::parse(respelled(text, Spelling::python)), Json::parse(text));
  }
}

TEST(JsonScanner, AgreesWithNlohmannOnWhatIsJson) {
  Random random{11};
  constexpr std::string_view alphabet = "{}[],:\"\\u0a1-.eE+ tfn";
  int valid = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    std::string text = Generator{seed % 100}.value(2);
    // One wrong byte in a right text finds more than noise does.
    if (!text.empty() && seed % 4 != 0)
      text[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(text.size()) - 1))] =
          alphabet[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(alphabet.size()) - 1))];
    if (text.find("\\u") != std::string::npos || text.find('e') != std::string::npos ||
        text.find('E') != std::string::npos)
      continue;  // halves of pairs and huge exponents: the scanner lets them through
    const bool accepted = respell_json(text, Spelling::compact).ok();
    ASSERT_EQ(accepted, Json::accept(text)) << text;
    valid += accepted;
  }
  EXPECT_GT(valid, 100);
}

TEST(JsonScanner, TellsTokensAndTheirPlaces) {
  JsonScanner scanner{R"( {"a": [1]} )", 10};
  using Token = JsonScanner::Token;
  EXPECT_EQ(scanner.next(), Token::begin_object);
  EXPECT_EQ(scanner.offset(), 1U);
  EXPECT_EQ(scanner.next(), Token::name);
  EXPECT_EQ(scanner.lexeme(), "\"a\"");
  EXPECT_EQ(scanner.next(), Token::begin_array);
  EXPECT_EQ(scanner.depth(), 2U);
  EXPECT_EQ(scanner.next(), Token::number);
  EXPECT_EQ(scanner.lexeme(), "1");
  EXPECT_EQ(scanner.offset(), 8U);
  EXPECT_EQ(scanner.next(), Token::end_array);
  EXPECT_EQ(scanner.next(), Token::end_object);
  EXPECT_EQ(scanner.next(), Token::end);
}

TEST(JsonScanner, StaysInvalid) {
  JsonScanner scanner{"[x]", 10};
  (void)scanner.next();
  EXPECT_EQ(scanner.next(), JsonScanner::Token::invalid);
  EXPECT_EQ(scanner.next(), JsonScanner::Token::invalid);
}

TEST(JsonScanner, SkipsAByteOrderMark) {
  EXPECT_EQ(respelled("\xEF\xBB\xBF[1]", Spelling::compact), "[1]");
  EXPECT_TRUE(parse_json("\xEF\xBB\xBF[1]").ok());
}

}  // namespace
}  // namespace phantomime
