// Nothing that clients do makes a world grow or work without bound.

#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/world_of.hpp"

namespace phantomime::state {
namespace {

using namespace std::chrono_literals;
using test::WorldOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* notes = R"(
collections:
  note:
    path: /notes
    fields: {id: integer, text: text}
    operations: {one: {}, create: {response: {computed: '{{ row.id }}'}}, update: {response: {text: changed}}, delete: {}}
)";

TEST(World, HoldsSoManyBytesOfRowsAndNoMore) {
  WorldOf::Options options;
  options.bounds.bytes = 8000;
  WorldOf world{notes, options};
  const std::string large = R"({"text": ")" + std::string(1000, 'x') + R"("})";
  for (int id = 1; id <= 7; ++id) EXPECT_EQ(world.says("POST /notes", large), fmt::format("200 {}", id));
  EXPECT_THAT(world.says("POST /notes", large), StartsWith("507 "));
  EXPECT_THAT(world.says("GET /notes/8"), StartsWith("404 "));
  EXPECT_EQ(world.says("POST /notes", R"({"text": "small"})"), "200 8") << "what did not fit took no id";
  EXPECT_THAT(world.says("PUT /notes/8", large), StartsWith("507 "));
  EXPECT_THAT(world.says("GET /notes/8"), HasSubstr("small")) << "what does not fit changes nothing";

  EXPECT_EQ(world.says("DELETE /notes/1"), "204");
  EXPECT_EQ(world.says("PUT /notes/8", large), "200 changed");
  EXPECT_EQ(world.says("PUT /notes/2", R"({"text": ""})"), "200 changed");
  EXPECT_EQ(world.says("POST /notes", large), "200 9");
}

TEST(World, HoldsSoManyRowsOfACollectionAndNoMore) {
  WorldOf::Options options;
  options.bounds.rows = 2;
  WorldOf world{notes, options};
  const std::string body = R"({"text": ""})";
  EXPECT_EQ(world.says("POST /notes", body), "200 1");
  EXPECT_EQ(world.says("POST /notes", body), "200 2");
  EXPECT_THAT(world.says("POST /notes", body), StartsWith("507 "));
  EXPECT_EQ(world.says("PUT /notes/2", body), "200 changed");
  EXPECT_EQ(world.says("DELETE /notes/1"), "204");
  EXPECT_EQ(world.says("POST /notes", body), "200 3");
}

TEST(World, WhoseMachinesGoRoundIsNotWaitedFor) {
  WorldOf world{R"(
machines:
  wheel:
    initial: up
    transitions: {turn: {from: up, to: down, after: 1ms}, back: {from: down, to: up, after: 1ms}}
stubs:
  - {name: wheel, request: GET /, response: {template: '{{ state("wheel") }}'}}
)"};
  world.wind(1s);
  EXPECT_EQ(world.says("GET /"), "200 up");
  EXPECT_EQ(world.error(), "");
  world.wind(1h);
  EXPECT_EQ(world.says("GET /"), "200 up");
  EXPECT_THAT(world.error(), HasSubstr("more than 100000 transitions at once"));
  world.wind(1h);
  EXPECT_EQ(world.says("GET /"), "200 up");
  EXPECT_EQ(world.error(), "") << "it stands still now";
}

TEST(ErrorKinds, AreAllInTheReferenceWithTheirStatus) {
  std::ifstream file{PHANTOMIME_SOURCE_DIR "/scenarios/README.md"};
  const std::string reference{std::istreambuf_iterator<char>{file}, {}};
  ASSERT_FALSE(error_kinds().empty());
  for (const ErrorKind& kind : error_kinds())
    EXPECT_THAT(reference, HasSubstr(fmt::format("| `{}` | {} |", kind.name, kind.status)));
}

}  // namespace
}  // namespace phantomime::state
