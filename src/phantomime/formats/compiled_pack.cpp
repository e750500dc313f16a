#include <algorithm>

#include "phantomime/base/version.hpp"
#include "phantomime/formats/byte_stream.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/formats/paths.hpp"

// The compiled form: a magic word, the program's version, then packs; numbers in seven-bit groups, texts with their
// length before them. Nodes in the order in which they stand in the file, so that lines are told as differences.
namespace phantomime::formats {

namespace {

constexpr std::string_view magic = "phantomime packs 1\n";
constexpr std::size_t max_tree_depth = 256;  // far beyond what the reader lets through; keeps garbage off the stack

// A node's first byte: kind in the lowest two bits, style above.
std::uint8_t shape_of(const Node& node) {
  return static_cast<std::uint8_t>(static_cast<unsigned>(node.kind()) | static_cast<unsigned>(node.style()) << 2U);
}

/// Differences of lines go both ways: an alias is a copy of earlier lines.
std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
}

class PackWriter {
 public:
  void pack(const PackFiles& pack) {
    out_.text(pack.name);
    out_.number(pack.files.size());
    for (const PackFiles::File& file : pack.files) {
      out_.text(file.path);
      document(file.document, pack.name + "/" + file.path);
    }
    out_.number(pack.notes.size());
    for (const PackFiles::FixtureNotes& notes : pack.notes) {
      out_.text(notes.folder);
      const std::string folder = notes.folder.empty() ? "fixtures/" : "fixtures/" + notes.folder + "/";
      document(notes.manifest, folder + "fixtures.yaml");
      out_.number(notes.tables.size());
      for (const Document& tables : notes.tables)
        document(tables, folder + "tables/" + std::string{name_of(tables.source->name)});
      out_.number(notes.errata ? 1 : 0);
      if (notes.errata) document(*notes.errata, folder + "errata.yaml");
    }
    out_.number(pack.fixtures.size());
    for (const PackFiles::Fixture& fixture : pack.fixtures) {
      out_.text(fixture.path);
      out_.byte(static_cast<std::uint8_t>(fixture.state));
      if (fixture.bytes) out_.text(*fixture.bytes);
    }
    out_.number(pack.fixtures_folder.empty() ? 0 : 1);
  }
  ByteWriter& out() { return out_; }

 private:
  /// Where the program was built is nobody's business, nor the same twice: sources get names of their own.
  void document(const Document& document, std::string_view name) {
    out_.text(name);
    out_.text(document.source->text);
    line_ = 0;
    node(document.root);
  }
  void node(const Node& node) {
    out_.byte(shape_of(node));
    out_.number(zigzag(static_cast<std::int64_t>(node.line()) - line_));
    out_.number(node.column());
    line_ = node.line();
    if (node.is_scalar()) return out_.text(node.text());
    out_.number(node.children().size());
    for (const Node& child : node.children()) this->node(child);
  }

  ByteWriter out_;
  std::int64_t line_ = 0;
};

class PackUnpacker {
 public:
  explicit PackUnpacker(ByteReader& in) : in_{in} {}

  PackFiles pack() {
    PackFiles pack;
    pack.name = in_.text();
    for (std::size_t files = in_.count(5); files > 0 && in_.ok(); --files) {
      std::string path{in_.text()};
      pack.files.push_back({std::move(path), document()});
    }
    for (std::size_t folders = in_.count(5); folders > 0 && in_.ok(); --folders) pack.notes.push_back(notes());
    for (std::size_t fixtures = in_.count(2); fixtures > 0 && in_.ok(); --fixtures) pack.fixtures.push_back(fixture());
    if (in_.number() == 1) pack.fixtures_folder = "fixtures";
    const bool sorted = std::is_sorted(pack.fixtures.begin(), pack.fixtures.end(),
                                       [](const auto& a, const auto& b) { return a.path < b.path; });
    if (!sorted || pack.files.empty()) in_.fail();
    return pack;
  }

 private:
  PackFiles::FixtureNotes notes() {
    PackFiles::FixtureNotes notes;
    notes.folder = in_.text();
    notes.manifest = document();
    for (std::size_t tables = in_.count(5); tables > 0 && in_.ok(); --tables) notes.tables.push_back(document());
    if (in_.number() == 1) notes.errata = document();
    return notes;
  }
  PackFiles::Fixture fixture() {
    PackFiles::Fixture fixture;
    fixture.path = in_.text();
    const std::uint8_t state = in_.byte();
    if (state > static_cast<std::uint8_t>(PackFiles::Fixture::State::too_large)) in_.fail();
    fixture.state = static_cast<PackFiles::Fixture::State>(state);
    if (fixture.state == PackFiles::Fixture::State::read)
      fixture.bytes = std::make_shared<const std::string>(in_.text());
    return fixture;
  }
  Document document() {
    std::string name{in_.text()};
    Document document;
    document.source = std::make_shared<const Source>(std::move(name), std::string{in_.text()});
    source_ = document.source.get();
    line_ = 0;
    document.root = node(0);
    return document;
  }
  Node node(std::size_t depth) {
    const std::uint8_t shape = in_.byte();
    const unsigned kind = shape & 3U;
    const unsigned style = shape >> 2U;
    const std::int64_t difference = unzigzag(in_.number());
    const std::uint64_t column = in_.number();
    constexpr std::int64_t most = 0xFFFFFFFF;
    const bool sane = kind <= static_cast<unsigned>(Node::Kind::mapping) &&
                      style <= static_cast<unsigned>(Node::Style::block) && difference >= -most && difference <= most &&
                      line_ + difference >= 0 && line_ + difference <= most && column <= most && depth < max_tree_depth;
    if (!sane) in_.fail();
    if (!in_.ok()) return {};
    line_ += difference;
    const auto line = static_cast<std::uint32_t>(line_);
    Node node = kind == static_cast<unsigned>(Node::Kind::scalar)
                    ? Node::scalar(std::string{in_.text()}, static_cast<Node::Style>(style))
                    : container(kind == static_cast<unsigned>(Node::Kind::mapping), depth);
    node.at(source_, line, static_cast<std::uint32_t>(column));
    return node;
  }
  Node container(bool is_mapping, std::size_t depth) {
    constexpr std::size_t smallest_node = 4;
    const std::size_t count = in_.count(smallest_node);
    if (is_mapping && count % 2 != 0) in_.fail();
    std::vector<Node> children;
    if (in_.ok()) children.reserve(std::min<std::size_t>(count, 1024));  // a garbled count costs little
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
      children.push_back(node(depth + 1));
      if (is_mapping && i % 2 == 0 && !children.back().is_scalar()) in_.fail();
    }
    return is_mapping ? Node::mapping(std::move(children)) : Node::sequence(std::move(children));
  }

  ByteReader& in_;
  const Source* source_ = nullptr;
  std::int64_t line_ = 0;
};

}  // namespace

std::string compile_packs(const std::vector<PackFiles>& packs) {
  PackWriter writer;
  writer.out().text(magic);
  writer.out().text(version());
  writer.out().number(packs.size());
  for (const PackFiles& pack : packs) writer.pack(pack);
  return writer.out().take();
}

Result<std::vector<PackFiles>> unpack_packs(std::string_view bytes) {
  std::vector<PackFiles> packs;
  if (bytes.empty()) return packs;
  ByteReader in{bytes};
  if (in.text() != magic)
    return Error{ErrorCode::syntax, "these bytes are no compiled packs", std::nullopt, "build again"};
  if (const std::string_view made_by = in.text(); made_by != version())
    return Error{ErrorCode::version, "the compiled packs are of another version: " + std::string{made_by}, std::nullopt,
                 "build again"};
  PackUnpacker unpacker{in};
  for (std::size_t count = in.count(5); count > 0 && in.ok(); --count) packs.push_back(unpacker.pack());
  if (!in.at_end()) return Error{ErrorCode::syntax, "the compiled packs are damaged", std::nullopt, "build again"};
  return packs;
}

}  // namespace phantomime::formats
