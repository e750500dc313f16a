#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/pack_loader.hpp"

#include "formats/loaded.hpp"

namespace phantomime::formats {
namespace {

using testing::HasSubstr;
using testing_support::MemoryFileStore;

/// Everything a node is, its place included.
std::string dump(const Node& node) {
  std::string text = std::to_string(node.line()) + ":" + std::to_string(node.column()) + " " +
                     std::to_string(static_cast<int>(node.kind())) + std::to_string(static_cast<int>(node.style())) +
                     " '" + node.text() + "'";
  for (const Node& child : node.children()) text += "\n" + dump(child);
  return text;
}
std::string dump(const PackFiles& pack) {
  std::string text = pack.name + "\n";
  const auto add = [&](const Document& document) { text += document.source->text + dump(document.root) + "\n"; };
  for (const auto& file : pack.files) {
    text += file.path + "\n";
    add(file.document);
  }
  for (const auto& notes : pack.notes) {
    text += notes.folder + "\n";
    add(notes.manifest);
    for (const auto& tables : notes.tables) add(tables);
    if (notes.errata) add(*notes.errata);
  }
  for (const auto& fixture : pack.fixtures)
    text +=
        fixture.path + std::to_string(static_cast<int>(fixture.state)) + (fixture.bytes ? *fixture.bytes : "") + "\n";
  return text;
}

PackFiles sample() {
  const MemoryFileStore store{
      {"p/pack.yaml",
       "phantomime: 1\npack: {name: acme}\nvariables: {a: &a [1, \"2\"], b: *a}\ninclude: [parts/x.yaml]\n"},
      {"p/parts/x.yaml", "phantomime: 1\nstubs:\n  - {name: x, request: GET /x, response: {file: a.json}}\n"},
      {"p/profiles/old.yaml",
       "phantomime: 1\nstubs:\n  - name: é\n    request: GET /e\n    response:\n      text: |\n        a\n        b\n"},
      {"p/fixtures/a.json", std::string("{\"a\": 1}\0\xff", 10)},
      {"p/fixtures/orphan.json", "2"},
      {"p/fixtures/fixtures.yaml",
       "phantomime: 1\nsources: {s: {title: t, product: p}}\nfixtures: {a.json: {provenance: documented, source: s, "
       "section: x}}\n"},
      {"p/fixtures/tables/t.yaml", "phantomime: 1\ntables: {}\n"},
      {"p/fixtures/errata.yaml", "phantomime: 1\nerrata: []\n"}};
  Errors errors;
  auto pack = read_pack(store, "p", errors);
  EXPECT_TRUE(pack) << render(errors);
  return pack ? std::move(*pack) : PackFiles{};
}

TEST(CompiledPack, IsThePackAgain) {
  const PackFiles pack = sample();
  ASSERT_EQ(pack.files.size(), 3u);
  ASSERT_EQ(pack.notes.size(), 1u);
  const auto unpacked = unpack_packs(compile_packs({pack, pack}));
  ASSERT_TRUE(unpacked) << unpacked.error().what;
  ASSERT_EQ(unpacked->size(), 2u);
  EXPECT_EQ(dump(unpacked->at(0)), dump(pack));
  EXPECT_EQ(dump(unpacked->at(1)), dump(pack));
}

TEST(CompiledPack, BindsToTheSameScenario) {
  const PackFiles pack = sample();
  auto unpacked = unpack_packs(compile_packs({pack}));
  ASSERT_TRUE(unpacked);
  Errors errors;
  const auto from_files = bind_packs({pack}, {}, errors);
  const auto from_bytes = bind_packs(std::move(*unpacked), {}, errors);
  ASSERT_TRUE(from_files && from_bytes) << render(errors);
  ASSERT_EQ(from_bytes->stubs.size(), from_files->stubs.size());
  EXPECT_EQ(from_bytes->stubs[0].response.raw_body(), from_files->stubs[0].response.raw_body());
  EXPECT_EQ(from_bytes->stubs[0].provenance, scenario::Provenance::documented);
  EXPECT_EQ(from_bytes->facts.fixtures.size(), from_files->facts.fixtures.size());
}

TEST(CompiledPack, NamesItsFilesWithoutSayingWhereItWasBuilt) {
  const auto unpacked = unpack_packs(compile_packs({sample()}));
  ASSERT_TRUE(unpacked);
  EXPECT_EQ(unpacked->at(0).files[1].document.root.location().to_string(), "p/parts/x.yaml:1:1");
  EXPECT_EQ(unpacked->at(0).notes[0].tables[0].source->name, "fixtures/tables/t.yaml");
  EXPECT_EQ(unpacked->at(0).folder, "");
}

TEST(CompiledPack, OfNothingIsNothing) {
  ASSERT_TRUE(unpack_packs(""));
  EXPECT_TRUE(unpack_packs("")->empty());
  ASSERT_TRUE(unpack_packs(compile_packs({})));
  EXPECT_TRUE(unpack_packs(compile_packs({}))->empty());
}

TEST(CompiledPack, EveryPrefixIsRefused) {
  const std::string bytes = compile_packs({sample()});
  for (std::size_t size = 1; size < bytes.size(); ++size)
    EXPECT_FALSE(unpack_packs(std::string_view{bytes}.substr(0, size))) << size;
  EXPECT_FALSE(unpack_packs(bytes + "x"));
}

TEST(CompiledPack, GarbageNeverCrashes) {
  const std::string bytes = compile_packs({sample()});
  std::size_t refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
      std::string broken = bytes;
      broken[at] = static_cast<char>(static_cast<unsigned char>(broken[at]) ^ flip);
      auto unpacked = unpack_packs(broken);
      refused += unpacked ? 0 : 1;
      if (!unpacked) continue;
      Errors errors;  // a changed text is no damage that can be seen; it must still bind or be refused
      (void)bind_packs(std::move(*unpacked), {}, errors);
    }
  EXPECT_GT(refused, 0u);
}

TEST(CompiledPack, OfAnotherVersionIsNamed) {
  std::string bytes = compile_packs({});
  const std::size_t version = bytes.find("0.");
  ASSERT_NE(version, std::string::npos);
  bytes[version] = '9';
  const auto unpacked = unpack_packs(bytes);
  ASSERT_FALSE(unpacked);
  EXPECT_EQ(unpacked.error().code, ErrorCode::version);
  EXPECT_THAT(unpacked.error().what, HasSubstr("9."));
}

}  // namespace
}  // namespace phantomime::formats
