#include <algorithm>
#include <array>

#include "phantomime/base/suggest.hpp"
#include "phantomime/directives/computed_part.hpp"

namespace phantomime::directives {
namespace {

using Part = Computed::Part;
using PartKind = Part::Kind;

constexpr std::array<std::string_view, 3> styles{"z", "numeric_offset", "blank_short_offset"};

class ComputedLoader {
 public:
  explicit ComputedLoader(LoadContext& context) : context_{context}, errors_before_{context.error_count()} {}

  Part load(const Node& node, std::size_t depth = 0) {
    Part part;
    part.where = node.location();
    if (depth > max_document_depth) {
      context_.error(node, ErrorCode::limit, "nested too deep");
      return part;
    }
    if (node.is_scalar()) {
      load_scalar(node, part);
    } else if (node.is_sequence()) {
      part.kind = PartKind::list;
      for (const Node& item : node.items()) part.parts.push_back(load(item, depth + 1));
      settle(node, part);
    } else if (node.size() > 0 && node.key(0).text().starts_with('$')) {
      load_form(node, part, depth);
    } else {
      part.kind = PartKind::object;
      for (std::size_t entry = 0; entry < node.size(); ++entry) {
        part.names.push_back(node.key(entry).text());
        part.parts.push_back(load(node.value(entry), depth + 1));
      }
      settle(node, part);
    }
    return part;
  }

 private:
  static constexpr std::size_t max_document_depth = 64;

  void load_scalar(const Node& node, Part& part) {
    if (node.as_string() && Template::has_markup(node.text())) {
      part.rendered = Template::load(node, context_);
      part.kind = part.rendered && part.rendered->is_expression() ? PartKind::expression : PartKind::text;
      return;
    }
    make_constant(node, part);
  }

  /// A list or an object of constants is a constant.
  void settle(const Node& node, Part& part) {
    const bool constant = std::all_of(part.parts.begin(), part.parts.end(),
                                      [](const Part& one) { return one.kind == PartKind::constant; });
    // After an error nothing of it is used, and the error would be found again.
    if (!constant || context_.error_count() > errors_before_) return;
    part.parts.clear();
    part.names.clear();
    make_constant(node, part);
  }

  void make_constant(const Node& node, Part& part) {
    part.kind = PartKind::constant;
    auto text = node_to_json_text(node);
    auto json = text ? parse_json(*text) : Result<Json>{text.error()};
    if (!json) {
      Node place;
      const Location where = json.error().where.value_or(node.location());
      place.at(where.source.get(), where.line, where.column);
      context_.error(place, json.error().code, json.error().what, json.error().hint);
      return;
    }
    part.json = std::move(*json);
    part.text = std::move(*text);
  }

  void load_form(const Node& node, Part& part, std::size_t depth) {
    const std::string& form = node.key(0).text();
    if (form == "$each") return load_each(node, part, depth);
    if (form == "$if") return load_choice(node, part, depth);
    if (form == "$json_text") return load_json_text(node, part, depth);
    if (form == "$time") return load_time(node, part, depth);
    if (form == "$merge") return load_merge(node, part, depth);
    static constexpr std::array<std::string_view, 5> forms{"$each", "$if", "$json_text", "$time", "$merge"};
    const std::string_view meant = nearest(form, forms);
    context_.error(node.key(0), ErrorCode::unknown_key, "there is no form '" + form + "'",
                   meant.empty() ? "forms are $each, $if, $json_text, $time and $merge"
                                 : "did you mean '" + std::string{meant} + "'?");
  }

  /// Reports what else stands in a form, and required parts that do not.
  bool check_parts(const Node& node, std::initializer_list<std::string_view> required,
                   std::initializer_list<std::string_view> optional) {
    const std::size_t before = context_.error_count();
    std::vector<std::string_view> valid{required};
    valid.insert(valid.end(), optional);
    for (std::size_t entry = 0; entry < node.size(); ++entry)
      if (std::find(valid.begin(), valid.end(), node.key(entry).text()) == valid.end())
        (void)report_unknown_key(node.key(entry), context_, "the form " + node.key(0).text(), valid);
    for (const std::string_view key : required)
      if (!node.find(key))
        context_.error(node.key(0), ErrorCode::missing_key,
                       node.key(0).text() + " needs '" + std::string{key} + "' beside it", "add it");
    return context_.error_count() == before;
  }

  void load_each(const Node& node, Part& part, std::size_t depth) {
    part.kind = PartKind::each;
    if (!check_parts(node, {"$each", "$as", "$value"}, {})) return;
    auto name = read_string(*node.find("$as"), context_, "$as");
    if (!name) return;
    part.name = *name;
    part.parts.push_back(load(*node.find("$each"), depth + 1));
    context_.names.push_back(*name);
    part.parts.push_back(load(*node.find("$value"), depth + 1));
    context_.names.pop_back();
  }

  void load_choice(const Node& node, Part& part, std::size_t depth) {
    part.kind = PartKind::choice;
    if (!check_parts(node, {"$if", "$then"}, {"$else"})) return;
    for (const char* const key : {"$if", "$then", "$else"})
      if (const Node* const value = node.find(key)) part.parts.push_back(load(*value, depth + 1));
  }

  void load_json_text(const Node& node, Part& part, std::size_t depth) {
    part.kind = PartKind::json_text;
    if (!check_parts(node, {"$json_text"}, {"$ending"})) return;
    part.parts.push_back(load(*node.find("$json_text"), depth + 1));
    if (const Node* const ending = node.find("$ending"))
      part.text = read_string(*ending, context_, "$ending").value_or(std::string{});
  }

  void load_time(const Node& node, Part& part, std::size_t depth) {
    part.kind = PartKind::time;
    if (!check_parts(node, {"$time"}, {"$style"})) return;
    part.parts.push_back(load(*node.find("$time"), depth + 1));
    part.name = styles.front();
    if (const Node* const style = node.find("$style"))
      if (const auto word = read_word(*style, context_, "$style", styles)) part.name = styles[*word];
  }

  void load_merge(const Node& node, Part& part, std::size_t depth) {
    part.kind = PartKind::merge;
    if (!check_parts(node, {"$merge"}, {}) || !expect_sequence(node.value(0), context_, "$merge")) return;
    for (const Node& item : node.value(0).items()) part.parts.push_back(load(item, depth + 1));
  }

  LoadContext& context_;
  std::size_t errors_before_;
};

}  // namespace

std::span<const std::string_view> time_styles() noexcept { return styles; }

std::shared_ptr<const Computed> Computed::load(const Node& node, LoadContext& context) {
  const std::size_t before = context.error_count();
  auto part = std::make_unique<const Part>(ComputedLoader{context}.load(node));
  if (context.error_count() > before) return nullptr;
  return std::make_shared<const Computed>(std::move(part));
}

}  // namespace phantomime::directives
