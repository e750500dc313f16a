// contains, starts_with, ends_with, matches and ignoring_case: what texts look like.
#include <algorithm>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/regex.hpp"
#include "phantomime/matchers/conditions/condition_keys.hpp"

namespace phantomime::matchers {

namespace {

enum class Place { anywhere, start, end };

std::string_view verb(Place place) {
  switch (place) {
    case Place::start:
      return "starts with ";
    case Place::end:
      return "ends with ";
    case Place::anywhere:
      break;
  }
  return "contains ";
}

class HasText final : public ValueTest {
 public:
  HasText(std::string text, Place place, bool ignoring_case)
      : text_{std::move(text)}, place_{place}, ignoring_case_{ignoring_case} {}

  bool holds(const Value& value) const override {
    if (!value.is_text() || value.text.size() < text_.size()) return false;
    switch (place_) {
      case Place::start:
        return same(value.text.substr(0, text_.size()));
      case Place::end:
        return same(value.text.substr(value.text.size() - text_.size()));
      case Place::anywhere:
        break;
    }
    if (!ignoring_case_) return value.text.find(text_) != std::string_view::npos;
    return std::search(value.text.begin(), value.text.end(), text_.begin(), text_.end(),
                       [](char a, char b) { return to_lower(a) == to_lower(b); }) != value.text.end();
  }
  std::string describe(Showing showing) const override {
    return std::string{verb(place_)} + show_text(text_, showing) + (ignoring_case_ ? " (ignoring case)" : "");
  }
  std::optional<Sample> sample() const override { return Sample{{Json(text_)}}; }

 private:
  bool same(std::string_view part) const noexcept {
    return ignoring_case_ ? same_ignoring_case(part, text_) : part == text_;
  }
  std::string text_;
  Place place_;
  bool ignoring_case_;
};

class MatchesExpression final : public ValueTest {
 public:
  MatchesExpression(Regex regex, std::string pattern, bool ignoring_case)
      : regex_{std::move(regex)}, pattern_{std::move(pattern)}, ignoring_case_{ignoring_case} {}
  bool holds(const Value& value) const override { return value.is_text() && regex_.matches_whole(value.text); }
  std::string describe(Showing showing) const override {
    return "matches " + (showing == Showing::plain ? show_bare(pattern_) : show_text({}, showing)) +
           (ignoring_case_ ? " (ignoring case)" : "");
  }

 private:
  Regex regex_;
  std::string pattern_;
  bool ignoring_case_;
};

template <Place place>
void load_text(const Node& node, LoadContext& context, ConditionDraft& draft) {
  draft.has_text_test = true;
  auto text = read_text(node, context, "the text of a condition");
  if (!text) return;
  if (text->empty()) {
    context.error(node, ErrorCode::bad_value, "an empty text is in every text",
                  "write {present: true} if any value will do");
    return;
  }
  draft.value_tests.push_back(std::make_shared<HasText>(std::move(*text), place, draft.ignoring_case));
}

void load_matches(const Node& node, LoadContext& context, ConditionDraft& draft) {
  draft.has_text_test = true;
  auto pattern = read_text(node, context, "an expression");
  if (!pattern) return;
  // Compiled as written first, so that an error speaks of what was written.
  auto regex = Regex::create(*pattern);
  if (regex && draft.ignoring_case) regex = Regex::create("(?i)" + *pattern);
  if (!regex) {
    context.error(node, regex.error().code, regex.error().what, regex.error().hint);
    return;
  }
  draft.value_tests.push_back(
      std::make_shared<MatchesExpression>(std::move(*regex), std::move(*pattern), draft.ignoring_case));
}

// load_condition has read it already: the other keys depend on it.
void load_ignoring_case(const Node& node, LoadContext& context, ConditionDraft&) {
  (void)read_bool(node, context, "'ignoring_case'");
}

constexpr std::string_view text_schema = R"({"type": ["string", "number", "boolean"], "minLength": 1})";

}  // namespace

bool same_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

ConditionKey contains_key() {
  return {{"contains", "has this text in it", text_schema, "oo", "''"}, load_text<Place::anywhere>};
}
ConditionKey starts_with_key() {
  return {{"starts_with", "begins so", text_schema, "application/", "''"}, load_text<Place::start>};
}
ConditionKey ends_with_key() { return {{"ends_with", "ends so", text_schema, ".pdf", "''"}, load_text<Place::end>}; }
ConditionKey matches_key() {
  return {{"matches", "matches this RE2 expression as a whole", R"({"type": ["string", "number", "boolean"]})",
           R"('\d+')", "[a]"},
          load_matches};
}
ConditionKey ignoring_case_key() {
  return {
      {"ignoring_case", "the text conditions beside it ignore ASCII case", R"({"type": "boolean"})", "true", "maybe"},
      load_ignoring_case};
}

}  // namespace phantomime::matchers
