#include "phantomime/formats/yaml_reader.hpp"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "phantomime/base/base64.hpp"
#include "phantomime/formats/yaml_anchors.hpp"
#include "phantomime/formats/yaml_syntax.hpp"
#include "phantomime/formats/yaml_text.hpp"

namespace phantomime::formats {

namespace {

/// How many errors one file may report: past these nobody reads on.
constexpr std::size_t max_yaml_errors = 200;

/// Whose YAML it is.
enum class Dialect { own, foreign };

/// What is left of a tag of YAML's own, such as `tag:yaml.org,2002:str`; empty of another.
std::string_view core_tag(std::string_view tag) {
  constexpr std::string_view prefix = "tag:yaml.org,2002:";
  return tag.starts_with(prefix) ? tag.substr(prefix.size()) : std::string_view{};
}

bool is_binary_tag(std::string_view tag) { return tag == "!binary" || core_tag(tag) == "binary"; }

/// Tags by which Ruby's and Python's writers say that a text is one.
bool is_text_tag(std::string_view tag) {
  const std::string_view core = core_tag(tag);
  return core == "str" || core == "python/str" || core == "python/unicode" || tag == "!str" || tag == "!ruby/symbol" ||
         tag == "!ruby/sym" || tag == "!ruby/string";
}

/// The same for lists and mappings.
bool is_collection_tag(std::string_view tag) {
  const std::string_view core = core_tag(tag);
  return core == "seq" || core == "map" || core == "python/list" || core == "python/tuple" || core == "python/dict" ||
         tag.starts_with("!ruby/hash:");
}

/// Ends the parse from inside yaml-cpp, before its recursion or our memory grows further. The error is reported.
struct Stop {};

/// yaml-cpp reads streams; this one reads the text where it lies.
class TextBuffer final : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    // setg wants char*; nothing is ever written: no put area, no pbackfail.
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

/// Builds the tree. Finished nodes wait in one flat stack until the list or mapping around them ends, so that each
/// child vector is allocated once, at its size.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const Source> source, YamlText facts, const YamlLimits& limits, Dialect dialect,
              Errors& errors)
      : dialect_{dialect},
        source_{std::move(source)},
        text_{source_->text},
        facts_{facts},
        limits_{limits},
        errors_{errors},
        columns_{text_, facts} {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    if (text_.substr(offset_of(mark), 3) == "---")
      report(mark, ErrorCode::syntax, "a second document begins here", "put it into a file of its own");
    else
      report(mark, ErrorCode::syntax, "this belongs to nothing before it", "mend the indentation");
    throw Stop{};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::size_t begin = skip_properties(mark);
    Node node;
    for (const std::string_view word : {"~", "null", "Null", "NULL"})
      if (text_.substr(begin, word.size()) == word) node = Node::scalar(std::string{word});
    // The mark of a value that was left out is that of whatever comes next: its key is the better place.
    if (node.text().empty() && is_value_position())
      node.at(source_.get(), pending_.back().line(), pending_.back().column());
    else
      place(node, mark);
    count_nodes(mark, 1);
    declare_anchor(anchor, mark);
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Node* found = anchors_.find(anchor, pending_);
    if (!found) {
      report(mark, ErrorCode::bad_value, "this alias stands inside what it is an alias of", "write out what is meant");
      throw Stop{};
    }
    const Node& original = *found;
    const std::size_t copied = measure(original, frames_.size(), mark);
    alias_nodes_ += copied;
    if (alias_nodes_ > limits_.alias_nodes) {
      report(mark, ErrorCode::limit,
             "the aliases of this file expand to more than " + std::to_string(limits_.alias_nodes) + " nodes",
             "write out what is meant, or make it a variable");
      throw Stop{};
    }
    if (!original.is_scalar()) (void)refuse_as_key(mark, original.is_sequence() ? "a list" : "a mapping");
    count_nodes(mark, copied);
    Node copy = original;
    pending_.push_back(std::move(copy));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const std::size_t begin = skip_properties(mark, is_binary_tag(tag) || is_text_tag(tag));
    Node::Style style = tag == "?" ? Node::Style::plain : style_at(begin);
    if (style == Node::Style::quoted) require_closing_quote(mark, begin);
    if (is_text_tag(tag) && style == Node::Style::plain) style = Node::Style::quoted;
    Node node = dialect_ == Dialect::foreign && is_binary_tag(tag) ? binary(mark, value) : Node::scalar(value, style);
    place(node, mark);
    count_nodes(mark, 1);
    declare_anchor(anchor, mark);
    add(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  /// The root; a null where the file says nothing.
  [[nodiscard]] Node take_root() {
    if (!pending_.empty()) return std::move(pending_.front());
    Node empty;
    empty.at(source_.get(), 1, 1);
    return empty;
  }

  /// Ends what is open where the text could not be read further: an item of a list that is not whole goes.
  void close_all() {
    while (!frames_.empty()) {
      const bool is_item = frames_.size() > 1 && frames_[frames_.size() - 2].kind == Node::Kind::sequence;
      if (is_item) {
        pending_.resize(std::min(pending_.size(), frames_.back().base));
        frames_.pop_back();
        continue;
      }
      if (is_value_position()) pending_.pop_back();
      close();
    }
  }

  void report_failure(const YAML::Exception& exception) {
    if (exception.mark.is_null()) {
      errors_.push_back({ErrorCode::syntax, "broken YAML: " + exception.msg, Location{source_, 1, 1}, {}});
      return;
    }
    YamlFailure failure;
    failure.message = exception.msg;
    failure.offset = offset_of(exception.mark);
    failure.where = location(exception.mark);
    if (!frames_.empty()) {
      failure.opened_line = frames_.back().line;
      failure.opened_list = frames_.back().kind == Node::Kind::sequence;
    }
    Error error = explain_yaml_failure(source_, failure);
    // What we reported in this line already is the reason; yaml-cpp stumbling over it is the consequence.
    const bool told = std::any_of(errors_.begin(), errors_.end(), [&](const Error& other) {
      return other.where && other.where->source == source_ && other.where->line == error.where->line;
    });
    if (!told) errors_.push_back(std::move(error));
  }

 private:
  struct Frame {
    Node::Kind kind;
    std::size_t base;  // of pending_
    YAML::anchor_t anchor;
    std::uint32_t line, column;
    bool in_refused_key;  // one error for the whole key is enough
  };
  [[nodiscard]] std::size_t offset_of(const YAML::Mark& mark) const {
    return std::min(facts_.begin + static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size());
  }
  [[nodiscard]] std::uint32_t column_of(const YAML::Mark& mark) {
    return columns_.column(offset_of(mark), static_cast<std::uint32_t>(mark.line) + 1,
                           static_cast<std::uint32_t>(mark.column));
  }
  [[nodiscard]] Location location(const YAML::Mark& mark) {
    return {source_, static_cast<std::uint32_t>(mark.line) + 1, column_of(mark)};
  }
  void place(Node& node, const YAML::Mark& mark) {
    node.at(source_.get(), static_cast<std::uint32_t>(mark.line) + 1, column_of(mark));
  }

  void report(const YAML::Mark& mark, ErrorCode code, std::string what, std::string hint) {
    report(location(mark), code, std::move(what), std::move(hint));
  }
  void report(Location where, ErrorCode code, std::string what, std::string hint) {
    // A mapping begins where its first key does: what is wrong with the key would be told twice.
    if (!errors_.empty() && errors_.back().where && errors_.back().where->source == where.source &&
        errors_.back().where->line == where.line && errors_.back().where->column == where.column)
      return;
    errors_.push_back({code, std::move(what), std::move(where), std::move(hint)});
    if (++reported_ >= max_yaml_errors) throw Stop{};
  }

  /// Skips `&anchor` and refuses `!tag` in front of a node; gives the offset of the node itself.
  std::size_t skip_properties(const YAML::Mark& mark, bool has_meaning = false) {
    std::size_t at = offset_of(mark);
    while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {
      const std::size_t begin = at;
      at = std::min(text_.find_first_of(" \t\r\n", at), text_.size());
      if (text_[begin] == '!' && (dialect_ == Dialect::own || !has_meaning))
        report(location_of(source_, begin), ErrorCode::syntax,
               "the tag '" + std::string{text_.substr(begin, at - begin)} + "' has no meaning here",
               "remove it; quote the value to make it a string");
      at = std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
    }
    return at;
  }

  [[nodiscard]] Node::Style style_at(std::size_t at) const {
    const char first = at < text_.size() ? text_[at] : '\0';
    if (first == '|' || first == '>') return Node::Style::block;
    return first == '"' || first == '\'' ? Node::Style::quoted : Node::Style::plain;
  }

  /// yaml-cpp takes the end of the file for the missing quote.
  void require_closing_quote(const YAML::Mark& mark, std::size_t at) {
    const char quote = text_[at++];
    for (; at < text_.size(); ++at) {
      if (quote == '"' && text_[at] == '\\') {
        ++at;
      } else if (text_[at] == quote) {
        if (quote == '"' || at + 1 >= text_.size() || text_[at + 1] != quote) return;
        ++at;
      }
    }
    report(mark, ErrorCode::syntax, "the quoted text is never closed", "add the closing quote");
    throw Stop{};
  }

  [[nodiscard]] bool is_key_position() const {
    return !frames_.empty() && frames_.back().kind == Node::Kind::mapping &&
           (pending_.size() - frames_.back().base) % 2 == 0;
  }
  [[nodiscard]] bool is_value_position() const {
    return !frames_.empty() && frames_.back().kind == Node::Kind::mapping && !is_key_position();
  }

  /// Whether what begins here is, or is in, a key that cannot be one; reports it once.
  bool refuse_as_key(const YAML::Mark& mark, std::string_view found) {
    if (!frames_.empty() && frames_.back().in_refused_key) return true;
    if (!is_key_position()) return false;
    const std::size_t at = offset_of(mark);
    if (at > facts_.begin && text_.substr(at - 1, 2) == "{{") {
      Location where = location(mark);
      --where.column;
      report(std::move(where), ErrorCode::wrong_type, "found '{{' outside quotes, which begins a mapping",
             "quote the whole text: '{{ ... }}'");
    } else {
      report(mark, ErrorCode::wrong_type, "expected a scalar as key, found " + std::string{found},
             "quote a text that begins with '" + std::string{text_.substr(at, 1)} + "'");
    }
    return true;
  }

  void count_nodes(const YAML::Mark& mark, std::size_t more) {
    nodes_ += more;
    if (nodes_ <= limits_.nodes) return;
    report(mark, ErrorCode::limit, "the file has more than " + std::to_string(limits_.nodes) + " nodes", "split it");
    throw Stop{};
  }

  [[noreturn]] void refuse_depth(const YAML::Mark& mark) {
    report(mark, ErrorCode::limit,
           "lists and mappings are nested deeper than " + std::to_string(limits_.depth) + " levels",
           "flatten it; a JSON body this deep can be a fixture file");
    throw Stop{};
  }

  /// Nodes of a subtree; refuses where its copy would be too deep.
  std::size_t measure(const Node& node, std::size_t depth, const YAML::Mark& mark) {
    if (node.is_scalar()) return 1;
    if (depth >= limits_.depth) refuse_depth(mark);
    std::size_t nodes = 1;
    for (const Node& child : node.children()) nodes += measure(child, depth + 1, mark);
    return nodes;
  }

  Node binary(const YAML::Mark& mark, const std::string& value) {
    std::string packed = value;
    packed.erase(std::remove_if(packed.begin(), packed.end(), [](char c) { return c == ' ' || c == '\n'; }),
                 packed.end());
    auto bytes = decode_base64(packed);
    if (!bytes) report(mark, ErrorCode::syntax, bytes.error().what, {});
    return Node::scalar(bytes ? std::move(*bytes) : std::string{}, Node::Style::quoted);
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    skip_properties(mark, is_collection_tag(tag));
    const bool in_refused_key = refuse_as_key(mark, kind == Node::Kind::sequence ? "a list" : "a mapping");
    if (frames_.size() >= limits_.depth) refuse_depth(mark);
    count_nodes(mark, 1);
    declare_anchor(anchor, mark);
    frames_.push_back(
        {kind, pending_.size(), anchor, static_cast<std::uint32_t>(mark.line) + 1, column_of(mark), in_refused_key});
  }

  void close() {
    const Frame frame = frames_.back();
    frames_.pop_back();
    const auto first = pending_.begin() + static_cast<std::ptrdiff_t>(frame.base);
    if (frame.kind == Node::Kind::mapping) check_keys(frame.base);
    std::vector<Node> children{std::make_move_iterator(first), std::make_move_iterator(pending_.end())};
    pending_.erase(first, pending_.end());
    anchors_.collapse(frame.base);
    Node node =
        frame.kind == Node::Kind::sequence ? Node::sequence(std::move(children)) : Node::mapping(std::move(children));
    node.at(source_.get(), frame.line, frame.column);
    add(std::move(node), frame.anchor);
  }

  void add(Node node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_.finish(anchor, pending_.size());
    pending_.push_back(std::move(node));
  }

  void check_keys(std::size_t base) {
    const std::size_t entries = (pending_.size() - base) / 2;
    const auto key = [&](std::size_t entry) -> const Node& { return pending_[base + entry * 2]; };
    for (std::size_t entry = 0; entry < entries; ++entry)
      if (key(entry).style() == Node::Style::plain && key(entry).text() == "<<")
        report(key(entry).location(), ErrorCode::syntax, "merge keys ('<<') have no meaning here",
               "write the keys out, or use defaults: or variables:");
    if (entries <= 16) {
      for (std::size_t later = 1; later < entries; ++later)
        for (std::size_t earlier = 0; earlier < later; ++earlier)
          if (key(later).text() == key(earlier).text()) {
            report_duplicate(key(later), key(earlier));
            break;
          }
      return;
    }
    std::vector<const Node*> sorted;
    sorted.reserve(entries);
    for (std::size_t entry = 0; entry < entries; ++entry) sorted.push_back(&key(entry));
    std::stable_sort(sorted.begin(), sorted.end(), [](const Node* a, const Node* b) { return a->text() < b->text(); });
    for (std::size_t i = 1; i < sorted.size(); ++i)
      if (sorted[i]->text() == sorted[i - 1]->text()) report_duplicate(*sorted[i], *sorted[i - 1]);
  }

  void report_duplicate(const Node& later, const Node& earlier) {
    report(later.location(), ErrorCode::duplicate_key, "the key '" + later.text() + "' is here a second time",
           "it stands in line " + std::to_string(earlier.line()) + " already: remove one");
  }

  void declare_anchor(YAML::anchor_t anchor, const YAML::Mark& mark) {
    if (anchor == YAML::NullAnchor || anchors_.declare(anchor, limits_.alias_nodes)) return;
    report(mark, ErrorCode::limit, "the file has more than " + std::to_string(limits_.alias_nodes) + " anchors",
           "use variables:");
    throw Stop{};
  }

  Dialect dialect_;
  std::shared_ptr<const Source> source_;
  std::string_view text_;
  YamlText facts_;
  const YamlLimits& limits_;
  Errors& errors_;
  ColumnCounter columns_;
  std::vector<Node> pending_;
  std::vector<Frame> frames_;
  YamlAnchors anchors_;
  std::size_t documents_ = 0, nodes_ = 0, alias_nodes_ = 0, reported_ = 0;
};

/// What could be read; the root of a text that could not be looked at is null.
Node read_tree(const std::shared_ptr<const Source>& source, const YamlLimits& limits, Dialect dialect, Errors& errors) {
  Node nothing;
  nothing.at(source.get(), 1, 1);
  if (source->text.size() > limits.bytes) {
    errors.push_back(
        {ErrorCode::limit,
         "the file has " + std::to_string(source->text.size()) + " bytes, more than " + std::to_string(limits.bytes),
         Location{source, 0, 0}, "split it"});
    return nothing;
  }
  const std::optional<YamlText> facts = check_yaml_text(source, errors);
  if (!facts) return nothing;

  if (const std::size_t at = find_runaway_nesting(source->text); at != std::string_view::npos) {
    errors.push_back({ErrorCode::limit,
                      "lists and mappings are nested deeper than " + std::to_string(limits.depth) + " levels",
                      location_of(source, at), "close the brackets that are open here"});
    return nothing;
  }

  TextBuffer buffer{std::string_view{source->text}.substr(facts->begin)};
  std::istream stream{&buffer};
  TreeBuilder builder{source, *facts, limits, dialect, errors};
  try {
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const Stop&) {
    // reported where it was thrown
  } catch (const YAML::Exception& exception) {
    builder.report_failure(exception);
  }
  try {
    if (dialect == Dialect::foreign) builder.close_all();
  } catch (const Stop&) {
    return nothing;  // more is wrong than anybody reads
  }
  return builder.take_root();
}

}  // namespace

std::optional<Document> read_yaml(std::shared_ptr<const Source> source, Errors& errors, const YamlLimits& limits) {
  const std::size_t before = errors.size();
  Node root = read_tree(source, limits, Dialect::own, errors);
  if (errors.size() > before) return std::nullopt;
  return Document{std::move(source), std::move(root)};
}

Document read_foreign_yaml(std::shared_ptr<const Source> source, Errors& errors, const YamlLimits& limits) {
  Node root = read_tree(source, limits, Dialect::foreign, errors);
  return {std::move(source), std::move(root)};
}

}  // namespace phantomime::formats
