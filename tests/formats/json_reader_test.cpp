#include "phantomime/formats/json_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace phantomime::formats {
namespace {

std::optional<Document> read(const std::string& text, Errors& errors) {
  return read_json_document(std::make_shared<const Source>("body", text), errors);
}

TEST(JsonReader, TypesStayAndPlacesAreKnown) {
  Errors errors;
  const auto document = read("{\"é\": \"1\",\n\t\"b\": [1, true, null, \"\\ud83c\\udfad\"]}", errors);
  ASSERT_TRUE(document) << render(errors);
  const Node& root = document->root;
  EXPECT_NE(root.find("é")->as_string(), nullptr);
  EXPECT_EQ(root.find("é")->column(), 7U);
  const auto items = root.find("b")->items();
  EXPECT_EQ(items[0].as_integer(), 1);
  EXPECT_EQ(items[1].as_bool(), true);
  EXPECT_TRUE(items[2].is_null());
  EXPECT_EQ(items[3].text(), "🎭");
  EXPECT_EQ(items[3].line(), 2U);
}

TEST(JsonReader, PointsToTheValueAtAPlace) {
  Errors errors;
  const auto document = read(R"({"a/b": {"~": [10, 20]}})", errors);
  ASSERT_TRUE(document);
  const Node& list = *document->root.find("a/b")->find("~");
  EXPECT_EQ(pointer_at(*document, document->root.location()), "");
  EXPECT_EQ(pointer_at(*document, list.items()[1].location()), "/a~1b/~0/1");
  EXPECT_EQ(pointer_at(*document, document->root.key(0).location()), "/a~1b");
  EXPECT_EQ(pointer_at(*document, {document->source, 9, 9}), std::nullopt);
}

TEST(JsonReader, RefusesWhatIsNoJsonWithItsPlace) {
  struct Row {
    std::string text;
    ErrorCode code;
    unsigned line, column;
  };
  const Row rows[] = {
      {"", ErrorCode::syntax, 1, 1},
      {"{\"a\":\n 1,}", ErrorCode::syntax, 2, 4},
      {"a: 1", ErrorCode::syntax, 1, 1},
      {"{} {}", ErrorCode::syntax, 1, 4},
      {"[1", ErrorCode::syntax, 1, 3},
      {std::string(70, '['), ErrorCode::limit, 1, 65},
      {"{\"a\": 1, \"a\": 2}", ErrorCode::duplicate_key, 1, 10},
  };
  for (const Row& row : rows) {
    Errors errors;
    EXPECT_FALSE(read(row.text, errors)) << row.text;
    ASSERT_EQ(errors.size(), 1U) << row.text;
    EXPECT_EQ(errors[0].code, row.code) << row.text;
    EXPECT_EQ(errors[0].where->line, row.line) << row.text;
    EXPECT_EQ(errors[0].where->column, row.column) << row.text;
  }
}

}  // namespace
}  // namespace phantomime::formats
