// Makes the smallest change of a text that makes another tree of it.
#include <utility>

#include "phantomime/formats/json_reader.hpp"
#include "phantomime/formats/tree_edit/text_extent.hpp"
#include "phantomime/formats/tree_edit/tree_edit.hpp"
#include "phantomime/formats/tree_edit/written_value.hpp"
#include "phantomime/formats/yaml_reader.hpp"

namespace phantomime::formats {
namespace {

/// What goes from a text, and what comes in its place.
struct Splice {
  std::size_t begin = 0, end = 0;
  std::string text;
};
using Planned = std::optional<Splice>;

constexpr std::string_view blanks = " \t\r\n";

/// Plans one edit of a text.
class Planner {
 public:
  Planner(const Document& document, Syntax syntax)
      : root_{document.root}, text_{document.source->text}, extents_{document.source->text} {
    hand_.json = syntax == Syntax::json;
    if (hand_.json) hand_.quote = '"';
  }

  Planned plan(const TreeEdit& edit) {
    TreePath parent = edit.path;
    std::string last;
    if (!parent.empty() && edit.kind != TreeEdit::Kind::add) {
      last = parent.back();
      parent.pop_back();
    }
    const Node* const holder = node_at(root_, parent);
    if (!holder) return std::nullopt;
    learn_hand(*holder);
    if (edit.kind == TreeEdit::Kind::add) return add(*holder, edit);
    if (edit.path.empty()) return whole(edit.value);
    const auto at = entry_of(*holder, last);
    if (!at) return std::nullopt;
    return edit.kind == TreeEdit::Kind::replace ? replace(*holder, *at, edit.value) : remove(*holder, *at, parent);
  }

 private:
  static std::optional<std::size_t> entry_of(const Node& holder, const std::string& step) {
    if (holder.is_sequence()) return std::stoul(step);  // a path that edited_tree() took
    for (std::size_t entry = 0; entry < holder.size(); ++entry)
      if (holder.key(entry).text() == step) return entry;
    return std::nullopt;
  }

  /// Where a member or an item begins: at its key, its dash, or itself.
  std::optional<std::size_t> begin_of(const Node& holder, std::size_t entry) const {
    if (holder.is_mapping()) return extents_.begin_of(holder.key(entry));
    if (extents_.is_flow(holder)) return extents_.begin_of(holder.items()[entry]);
    return extents_.dash_of(holder.items()[entry]);
  }
  std::optional<std::size_t> end_of(const Node& holder, std::size_t entry) const {
    return holder.is_mapping() ? extents_.end_of_member(holder.key(entry), holder.value(entry))
                               : extents_.end_of(holder.items()[entry]);
  }

  /// How this file writes: its quotes, what stands behind colons and commas.
  void learn_hand(const Node& holder) {
    if (holder.is_mapping() && holder.size() > 0 && !hand_.json) {
      const char first = text_[std::min(extents_.begin_of(holder.key(0)), text_.size() - 1)];
      if (first == '"') hand_.quote = '"';
    }
    if (!hand_.json) return;
    const Node* mapping = &holder;
    if (!mapping->is_mapping() || mapping->size() == 0) mapping = root_.is_mapping() && root_.size() ? &root_ : nullptr;
    if (!mapping) return;
    const auto colon = extents_.colon_of(mapping->key(0));
    if (colon && *colon < text_.size() && blanks.find(text_[*colon]) == std::string_view::npos) {
      hand_.colon = ":";
      hand_.comma = ",";
    }
  }

  Planned whole(const Node& value) const {
    const auto end = extents_.end_of(root_);
    if (!end) return std::nullopt;
    return Splice{extents_.begin_of(root_), *end, written_in_line(value, hand_)};
  }

  Planned replace(const Node& holder, std::size_t entry, const Node& value) const {
    const Node& old = holder.is_mapping() ? holder.value(entry) : holder.items()[entry];
    if (holder.is_mapping() && TextExtents::is_left_out(holder.key(entry), old)) return fill(holder, entry, value);
    const auto end = extents_.end_of(old);
    if (!end) return std::nullopt;
    const std::size_t begin = extents_.begin_of(old);
    if (begin == *end) return std::nullopt;
    if (old.is_scalar() || extents_.is_flow(old) || holder.is_sequence())
      return Splice{begin, *end, written_like(value, text_[begin], hand_)};
    const auto colon = extents_.colon_of(holder.key(entry));
    if (!colon) return std::nullopt;
    return Splice{*colon, *end, written_behind(value, indent_of(holder), extents_.line_break(), hand_)};
  }

  /// Gives a key a value where none stood behind it.
  Planned fill(const Node& holder, std::size_t entry, const Node& value) const {
    const auto colon = extents_.colon_of(holder.key(entry));
    if (!colon) return std::nullopt;
    if (extents_.is_flow(holder)) return Splice{*colon, *colon, ' ' + written_in_line(value, hand_)};
    std::string written = written_behind(value, indent_of(holder), extents_.line_break(), hand_);
    const std::size_t at = written.front() == ' ' ? *colon : extents_.line_end(*colon);
    return Splice{at, at, std::move(written)};
  }

  [[nodiscard]] std::size_t indent_of(const Node& block) const {
    const std::size_t begin =
        block.is_sequence() ? extents_.dash_of(block.items()[0]).value_or(0) : extents_.begin_of(block.key(0));
    return begin - extents_.line_begin(begin);
  }

  Planned add(const Node& holder, const TreeEdit& edit) const {
    if (holder.is_scalar()) return std::nullopt;
    return extents_.is_flow(holder) ? add_to_flow(holder, edit) : add_to_block(holder, edit);
  }

  [[nodiscard]] std::string flow_entry(const Node& holder, const TreeEdit& edit) const {
    std::string key;
    if (holder.is_mapping())
      key = written_in_line(Node::scalar(edit.key, Node::Style::quoted), hand_) + std::string{hand_.colon};
    return key + written_in_line(edit.value, hand_);
  }

  Planned add_to_flow(const Node& holder, const TreeEdit& edit) const {
    const std::size_t open = extents_.begin_of(holder);
    if (holder.size() == 0) return Splice{open + 1, open + 1, flow_entry(holder, edit)};
    const std::size_t last = holder.size() - 1;
    const auto end = end_of(holder, last), begin = begin_of(holder, last);
    if (!end || !begin) return std::nullopt;
    // What stands between the last two stands before the new one too: a line's end, perhaps.
    const auto before = last > 0 ? end_of(holder, last - 1) : std::optional{open + 1};
    std::string between{hand_.comma};
    if (before && *before <= *begin) {
      const std::string_view seen = text_.substr(*before, *begin - *before);
      const bool in_lines = seen.find('\n') != std::string_view::npos && seen.find('#') == std::string_view::npos;
      if (last > 0 && seen.find('#') == std::string_view::npos) between = seen;
      if (last == 0 && in_lines) between = ',' + std::string{seen};
    }
    // A comma may stand behind the last one already.
    const std::size_t next = text_.find_first_not_of(blanks, *end);
    if (next != std::string_view::npos && text_[next] == ',') {
      const std::size_t comma = between.find(',');
      return Splice{next + 1, next + 1, between.substr(comma + 1) + flow_entry(holder, edit)};
    }
    return Splice{*end, *end, between + flow_entry(holder, edit)};
  }

  Planned add_to_block(const Node& holder, const TreeEdit& edit) const {
    const auto end = extents_.end_of(holder);
    if (!end || holder.size() == 0) return std::nullopt;
    const std::size_t indent = indent_of(holder);
    std::string line(indent, ' ');
    if (holder.is_mapping())
      line += written_key(edit.key, hand_) + ':' + written_behind(edit.value, indent, extents_.line_break(), hand_);
    else
      line += written_item(edit.value, indent, extents_.line_break(), hand_);
    const std::size_t at = extents_.line_end(*end);
    return Splice{at, at, std::string{extents_.line_break()} + line};
  }

  Planned remove(const Node& holder, std::size_t entry, const TreePath& path) const {
    if (holder.size() == 1) return empty(holder, path);
    const auto begin = begin_of(holder, entry), end = end_of(holder, entry);
    if (!begin || !end) return std::nullopt;
    const bool last = entry + 1 == holder.size();
    const bool own_line = text_.find_first_not_of(blanks, extents_.line_begin(*begin)) == *begin;
    if (extents_.is_flow(holder) || (!own_line && !last)) {
      const auto from = last ? end_of(holder, entry - 1) : begin;
      const auto to = last ? end : begin_of(holder, entry + 1);
      if (!from || !to) return std::nullopt;
      return Splice{*from, *to, ""};
    }
    return lines(*begin, *end);
  }

  /// Takes whole lines away.
  Planned lines(std::size_t begin, std::size_t end) const {
    const std::size_t from = extents_.line_begin(begin), stop = text_.find('\n', end);
    if (stop != std::string_view::npos) return Splice{from, stop + 1, ""};
    return Splice{from == 0 ? 0 : extents_.line_end(from - 1 - (from > 1 && text_[from - 2] == '\r' ? 1 : 0)),
                  text_.size(), ""};
  }

  /// Nothing is left in a list or a mapping.
  Planned empty(const Node& holder, const TreePath& path) const {
    const Node none = holder.is_mapping() ? Node::mapping({}) : Node::sequence({});
    if (path.empty()) return whole(none);
    TreePath above = path;
    const std::string step = above.back();
    above.pop_back();
    const Node* const outer = node_at(root_, above);
    const auto at = outer ? entry_of(*outer, step) : std::nullopt;
    return at ? replace(*outer, *at, none) : std::nullopt;
  }

  const Node& root_;
  std::string_view text_;
  TextExtents extents_;
  Hand hand_;
};

Error refused(const Document& document, const TreeEdit& edit) {
  const Node* const node = node_at(document.root, edit.path);
  return {ErrorCode::bad_value, "this is written in a way that cannot be changed here without changing more",
          node ? node->location() : document.root.location(), "change it by hand"};
}

}  // namespace

Syntax syntax_of(std::string_view file_name) noexcept {
  return file_name.ends_with(".json") ? Syntax::json : Syntax::yaml;
}

Result<Document> read_tree(const std::shared_ptr<const Source>& source) {
  Errors errors;
  auto document =
      syntax_of(source->name) == Syntax::json ? read_json_document(source, errors) : read_yaml(source, errors);
  if (document) return std::move(*document);
  return errors.empty() ? Error{ErrorCode::syntax, "cannot be read", Location{source, 1, 1}, ""} : errors.front();
}

Result<std::string> edit_text(const std::shared_ptr<const Source>& source, const TreeEdit& edit) {
  const auto document = read_tree(source);
  if (!document) return document.error();
  const auto wanted = edited_tree(document->root, edit);
  if (!wanted) return wanted.error();
  const auto splice = Planner{*document, syntax_of(source->name)}.plan(edit);
  if (!splice || splice->begin > splice->end || splice->end > source->text.size()) return refused(*document, edit);
  std::string text = source->text;
  text.replace(splice->begin, splice->end - splice->begin, splice->text);
  const auto made = read_tree(std::make_shared<const Source>(source->name, text));
  if (!made || !same_tree(made->root, *wanted)) return refused(*document, edit);
  return text;
}

}  // namespace phantomime::formats
