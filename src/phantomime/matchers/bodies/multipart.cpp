// body: multipart: the body is a multipart form with these parts.
#include <algorithm>
#include <array>

#include "phantomime/base/suggest.hpp"
#include "phantomime/matchers/bodies/body_keys.hpp"
#include "phantomime/matchers/bodies/multipart_parser.hpp"

namespace phantomime::matchers {

namespace {

/// What is asked of one part. One part of the name must satisfy all of it.
struct PartWanted {
  std::string name;
  std::optional<Condition> value, filename, content_type, size;
  Location where;
  Showing showing = Showing::plain;
};

struct PartKey : KeyRow {
  std::optional<Condition> PartWanted::*condition = nullptr;
  ConditionTable table = ConditionTable::field;
};

std::span<const PartKey> part_keys() {
  static const std::array<PartKey, 4> keys = {
      PartKey{{"value", "a condition on its text", R"({"$ref": "#/$defs/text_condition"})", "hello", "[hello]"},
              &PartWanted::value,
              ConditionTable::text},
      PartKey{{"filename", "a condition on the name of its file", R"({"$ref": "#/$defs/field_condition"})",
               "{ends_with: .png}", "[a.png]"},
              &PartWanted::filename,
              ConditionTable::field},
      PartKey{{"content_type", "a condition on its Content-Type", R"({"$ref": "#/$defs/field_condition"})", "image/png",
               "[image/png]"},
              &PartWanted::content_type,
              ConditionTable::field},
      PartKey{{"size", "its size in bytes", R"({"$ref": "#/$defs/number_condition"})", "{at_most: 1000}", "1 KB"},
              &PartWanted::size,
              ConditionTable::number},
  };
  return keys;
}

Values values_of(const std::optional<std::string>& text) {
  Values values;
  if (text) values.add({*text, nullptr, false});
  return values;
}

// `use(key, condition, values)` for each thing asked of a part.
template <class Use>
void for_each_condition(const PartWanted& wanted, const MultipartPart& part, Use&& use) {
  const Json size(part.body.size());
  for (const PartKey& key : part_keys()) {
    const auto& condition = wanted.*key.condition;
    if (!condition) continue;
    Values values;
    if (key.key == "value")
      values.add({part.body, nullptr, false});
    else if (key.key == "size")
      values.add(Value::of(size));
    else
      values = values_of(key.key == "filename" ? part.filename : part.content_type);
    use(key, *condition, values);
  }
}

bool satisfies(const PartWanted& wanted, const MultipartPart& part) {
  bool all = wanted.name == part.name;
  if (all)
    for_each_condition(wanted, part, [&](const PartKey&, const Condition& condition, const Values& values) {
      all = all && condition.holds(values);
    });
  return all;
}

class BodyMultipart final : public Matcher {
 public:
  BodyMultipart(std::vector<PartWanted> wanted, Location where)
      : wanted_{std::move(wanted)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    const auto parts = parts_of(request);
    if (!parts) return false;
    return std::all_of(wanted_.begin(), wanted_.end(), [&](const PartWanted& wanted) {
      return std::any_of(parts->begin(), parts->end(), [&](const auto& part) { return satisfies(wanted, part); });
    });
  }

  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    const auto parts = parts_of(request);
    if (!parts) {
      Difference difference = wrong_format("a multipart form", parts.error().what, request.request().body, where_);
      difference.edit = "send a multipart form, with its boundary in the header Content-Type";
      differences.push_back(std::move(difference));
      return;
    }
    for (const PartWanted& wanted : wanted_) explain_part(wanted, *parts, differences);
  }

  std::string describe() const override {
    std::string text = "body is a multipart form with";
    for (const PartWanted& wanted : wanted_) text += (&wanted == &wanted_.front() ? " " : ", ") + wanted.name;
    return text;
  }
  unsigned conditions() const override { return static_cast<unsigned>(wanted_.size()); }
  std::string identity() const override {
    std::string text = "multipart";
    for (const PartWanted& wanted : wanted_) {
      text += ' ' + json_quote(wanted.name);
      for (const PartKey& key : part_keys()) {
        const auto& condition = wanted.*key.condition;
        if (condition && condition->identity().empty()) return {};
        if (condition) text += ' ' + std::string{key.key} + ' ' + condition->identity();
      }
    }
    return text;
  }

 private:
  static Result<std::vector<MultipartPart>> parts_of(const http::RequestView& request) {
    const auto type = request.request().headers.find("Content-Type");
    const std::string boundary = type ? multipart_boundary(*type) : std::string{};
    if (boundary.empty())
      return Error{ErrorCode::syntax, "the header Content-Type names no multipart boundary", std::nullopt, {}};
    return parse_multipart(request.request().body, boundary);
  }

  // The part that comes nearest says what is missing.
  static void explain_part(const PartWanted& wanted, const std::vector<MultipartPart>& parts,
                           std::vector<Difference>& differences) {
    std::vector<Difference> nearest_part;
    bool named = false;
    for (const MultipartPart& part : parts) {
      if (part.name != wanted.name) continue;
      if (satisfies(wanted, part)) return;
      std::vector<Difference> here = differences_of(wanted, part);
      if (!named || here.size() < nearest_part.size()) nearest_part = std::move(here);
      named = true;
    }
    if (!named) nearest_part.push_back(absent_part(wanted, parts));
    differences.insert(differences.end(), nearest_part.begin(), nearest_part.end());
  }

  static Difference absent_part(const PartWanted& wanted, const std::vector<MultipartPart>& parts) {
    std::vector<std::string_view> names;
    names.reserve(parts.size());
    for (const MultipartPart& part : parts) names.push_back(part.name);
    const std::string_view near = nearest(wanted.name, names);
    std::string edit = "add the part " + wanted.name + " to the form";
    if (!near.empty()) edit = "rename the part " + show_bare(near) + " to " + wanted.name;
    return {"body part " + wanted.name, "is present", "absent", std::move(edit), 1, wanted.where};
  }

  static std::vector<Difference> differences_of(const PartWanted& wanted, const MultipartPart& part) {
    std::vector<Difference> found;
    for_each_condition(wanted, part, [&](const PartKey& key, const Condition& condition, const Values& values) {
      if (condition.holds(values)) return;
      const Showing showing = key.key == "value" ? wanted.showing : Showing::plain;
      const std::string what = std::string{key.key} + " of the part " + wanted.name;
      found.push_back({"body part " + wanted.name + ' ' + std::string{key.key}, condition.describe(showing),
                       show_actual(values, showing),
                       "change the " + what + " so that it " + condition.describe(showing), condition.distance(values),
                       wanted.where});
    });
    return found;
  }

  std::vector<PartWanted> wanted_;
  Location where_;
};

void load_multipart(const Node& node, LoadContext& context, BodyDraft& draft) {
  draft.is_pattern = true;
  if (!expect_mapping(node, context, "'multipart'")) return;
  if (node.size() == 0)
    context.error(node, ErrorCode::missing_key, "'multipart' names no part",
                  "write {photo: {content_type: image/png}}");
  std::vector<PartWanted> wanted;
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    PartWanted part;
    part.name = node.key(entry).text();
    part.where = node.key(entry).location();
    part.showing = showing_for(part.name);
    read_mapping(node.value(entry), context, "the part '" + part.name + "'", part_keys(),
                 [&](const PartKey& key, const Node& value) {
                   part.*key.condition = load_condition(value, context, key.table,
                                                        "'" + std::string{key.key} + "' of '" + part.name + "'");
                 });
    wanted.push_back(std::move(part));
  }
  draft.matchers.push_back(std::make_shared<BodyMultipart>(std::move(wanted), node.location()));
}

}  // namespace

std::span<const KeyRow> multipart_part_rows() {
  static const std::vector<KeyRow> rows{part_keys().begin(), part_keys().end()};
  return rows;
}

BodyKey multipart_key() {
  return {{"multipart", "is a multipart form with these parts",
           R"({"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/$defs/multipart_part"}})",
           "{photo: {filename: {ends_with: .png}, content_type: image/png, size: {at_most: 1000}}}", "[photo]"},
          load_multipart,
          BodyFormat::multipart};
}

}  // namespace phantomime::matchers
