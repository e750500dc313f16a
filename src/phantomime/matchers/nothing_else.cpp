// nothing_else: no query fields, headers, cookies or form fields but the ones this request names.
#include <algorithm>
#include <array>

#include "phantomime/matchers/fields.hpp"
#include "phantomime/matchers/keys.hpp"
#include "phantomime/matchers/show.hpp"

namespace phantomime::matchers {

namespace {

struct Part {
  std::string_view word;
  FacetKey::Kind kind;
};
constexpr std::array<Part, 4> parts = {{{"query", FacetKey::Kind::query},
                                        {"headers", FacetKey::Kind::header},
                                        {"cookies", FacetKey::Kind::cookie},
                                        {"form", FacetKey::Kind::form}}};

// What HTTP itself makes a client send; nobody means these.
constexpr std::array<std::string_view, 6> framing = {"host",           "connection",        "keep-alive",
                                                     "content-length", "transfer-encoding", "expect"};

class NothingElse final : public Matcher {
 public:
  NothingElse(Part part, std::vector<std::string> named, Location where)
      : part_{part}, named_{std::move(named)}, where_{std::move(where)} {}

  bool matches(const http::RequestView& request) const override {
    return all_field_names(request, part_.kind, [&](std::string_view name) { return is_named(name); });
  }

  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    constexpr std::size_t most = 20;
    constexpr double one_too_many = 0.4;
    std::vector<std::string_view> told;
    all_field_names(request, part_.kind, [&](std::string_view name) {
      if (is_named(name) || std::find(told.begin(), told.end(), name) != told.end()) return true;
      told.push_back(name);
      const std::string shown = show_bare(name);
      differences.push_back({std::string{label(part_.kind)} + ' ' + shown, "is absent", "present",
                             "remove the " + std::string{noun(part_.kind)} + ' ' + shown, one_too_many, where_});
      return told.size() < most;
    });
  }

  std::string describe() const override { return "no " + std::string{noun(part_.kind)} + " but the ones named"; }

  std::string identity() const override {
    std::vector<std::string> names = named_;
    std::sort(names.begin(), names.end());
    return "nothing else " + std::string{part_.word} + ' ' +
           Json(names).dump(-1, ' ', false, Json::error_handler_t::replace);
  }

 private:
  bool is_named(std::string_view name) const {
    if (part_.kind != FacetKey::Kind::header) return std::find(named_.begin(), named_.end(), name) != named_.end();
    const auto same = [&](std::string_view other) { return http::same_name(name, other); };
    return std::any_of(framing.begin(), framing.end(), same) || std::any_of(named_.begin(), named_.end(), same);
  }

  Part part_;
  std::vector<std::string> named_;
  Location where_;
};

// Read after the keys beside it, which say what is named.
void load_nothing_else(const Node& node, LoadContext& context, RequestSpec& spec) {
  static constexpr std::array<std::string_view, 4> words = {parts[0].word, parts[1].word, parts[2].word, parts[3].word};
  if (!expect_sequence(node, context, "'nothing_else'")) return;
  if (node.size() == 0)
    context.error(node, ErrorCode::bad_value, "'nothing_else' is empty", "name query, headers, cookies or form");
  std::array<bool, parts.size()> seen{};
  for (const Node& item : node.items()) {
    const auto word = read_word(item, context, "'nothing_else'", words);
    if (!word) continue;
    if (seen[*word]) {
      context.error(item, ErrorCode::bad_value, "'" + item.text() + "' is listed twice", "name it once");
      continue;
    }
    seen[*word] = true;
    std::vector<std::string> named;
    for (const FacetKey& field : spec.named_fields)
      if (field.kind == parts[*word].kind) named.push_back(field.name);
    // The lines that carry the cookies asked for are asked for.
    const auto is_cookie = [](const FacetKey& field) { return field.kind == FacetKey::Kind::cookie; };
    if (parts[*word].kind == FacetKey::Kind::header &&
        std::any_of(spec.named_fields.begin(), spec.named_fields.end(), is_cookie))
      named.emplace_back("cookie");
    spec.conditions.push_back(std::make_shared<NothingElse>(parts[*word], std::move(named), item.location()));
  }
}

}  // namespace

RequestKey nothing_else_key() {
  RequestKey key{{"nothing_else", "no fields but the ones named: of query, headers, cookies, form",
                  R"({"type": "array", "minItems": 1, "uniqueItems": true,
                        "items": {"enum": ["query", "headers", "cookies", "form"]}})",
                  "[query, cookies]", "[body]"},
                 load_nothing_else};
  key.turn = RequestKey::Turn::after_others;
  return key;
}

}  // namespace phantomime::matchers
