// all, any, not: request mappings in request mappings.
#include <algorithm>

#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

double total_distance(const std::vector<Difference>& differences) {
  double sum = 0;
  for (const Difference& difference : differences) sum += difference.distance;
  return sum;
}

std::string describe_spec(const RequestSpec& spec) {
  std::string text;
  const auto append = [&](const std::string& part) { text += (text.empty() ? "" : " and ") + part; };
  for (std::size_t index = 0; index < spec.methods.size(); ++index) append("method " + spec.methods[index]);
  if (spec.path) append("path " + spec.path->text());
  for (const MatcherPtr& condition : spec.conditions) append(condition->describe());
  return text;
}

std::string describe_all(const std::vector<RequestSpec>& branches, std::string_view between) {
  std::string text;
  for (const RequestSpec& branch : branches) {
    text += (text.empty() ? "(" : std::string{between} + "(") + describe_spec(branch) + ")";
  }
  return text;
}

// Empty where one of the conditions does not tell its own.
std::string identity_of(const RequestSpec& spec) {
  std::string text = spec.trailing_slash_tolerated ? "{/" : "{";
  for (const std::string& method : spec.methods) text += ' ' + method;
  if (spec.path) text += ' ' + std::to_string(static_cast<int>(spec.path->kind())) + json_quote(spec.path->text());
  for (const MatcherPtr& condition : spec.conditions) {
    const std::string inner = condition->identity();
    if (inner.empty()) return {};
    text += "; " + inner;
  }
  return text + '}';
}

std::string identity_of(std::string_view key, const std::vector<RequestSpec>& branches) {
  std::string text{key};
  for (const RequestSpec& branch : branches) {
    const std::string inner = identity_of(branch);
    if (inner.empty()) return {};
    text += ' ' + inner;
  }
  return text;
}

class All final : public Matcher {
 public:
  explicit All(std::vector<RequestSpec> branches) : branches_{std::move(branches)} {}
  bool matches(const http::RequestView& request) const override {
    return std::all_of(branches_.begin(), branches_.end(), [&](const auto& one) { return one.matches(request); });
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    for (const RequestSpec& branch : branches_) branch.explain(request, differences);
  }
  std::string describe() const override { return describe_all(branches_, " and "); }
  std::string identity() const override { return identity_of("all", branches_); }
  unsigned conditions() const override {
    unsigned count = 0;
    for (const RequestSpec& branch : branches_) count += branch.condition_count();
    return count;
  }
  void facets(std::vector<Facet>& facets) const override {
    for (const RequestSpec& branch : branches_)
      for (const MatcherPtr& condition : branch.conditions) condition->facets(facets);
  }

 private:
  std::vector<RequestSpec> branches_;
};

class Any final : public Matcher {
 public:
  explicit Any(std::vector<RequestSpec> branches) : branches_{std::move(branches)} {}
  bool matches(const http::RequestView& request) const override {
    return std::any_of(branches_.begin(), branches_.end(), [&](const auto& one) { return one.matches(request); });
  }
  // The branch that comes nearest says what is missing: fulfilling it is enough.
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    if (matches(request)) return;
    std::vector<Difference> nearest;
    for (const RequestSpec& branch : branches_) {
      std::vector<Difference> here;
      branch.explain(request, here);
      if (nearest.empty() || total_distance(here) < total_distance(nearest)) nearest = std::move(here);
    }
    differences.insert(differences.end(), nearest.begin(), nearest.end());
  }
  std::string describe() const override { return describe_all(branches_, " or "); }
  std::string identity() const override { return identity_of("any", branches_); }
  unsigned conditions() const override {
    unsigned least = branches_.front().condition_count();
    for (const RequestSpec& branch : branches_) least = std::min(least, branch.condition_count());
    return least;
  }

 private:
  std::vector<RequestSpec> branches_;
};

class Not final : public Matcher {
 public:
  Not(RequestSpec inner, Location where) : inner_{std::move(inner)}, where_{std::move(where)} {}
  bool matches(const http::RequestView& request) const override { return !inner_.matches(request); }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    constexpr double holds_but_should_not = 0.5;
    if (matches(request)) return;
    const std::string inner = describe_spec(inner_);
    differences.push_back({"not", "not (" + inner + ")", "all of it holds",
                           "change the request so that this does not hold: " + inner, holds_but_should_not, where_});
  }
  std::string describe() const override { return "not (" + describe_spec(inner_) + ")"; }
  std::string identity() const override {
    const std::string inner = identity_of(inner_);
    return inner.empty() ? inner : "not " + inner;
  }

 private:
  RequestSpec inner_;
  Location where_;
};

// One mapping inside a group. What it names counts as named outside; its path makes no captures.
RequestSpec load_branch(const Node& node, LoadContext& context, RequestSpec& outer, std::string_view what) {
  RequestSpec spec;
  spec.where = node.location();
  spec.trailing_slash_tolerated = outer.trailing_slash_tolerated;
  if (node.is_mapping() && node.size() == 0)
    context.error(node, ErrorCode::missing_key, std::string{what} + " asks for nothing",
                  "write a condition, such as {query: {page: 0}}");
  load_request_mapping(node, context, spec, what);
  if (spec.without_pack_credentials)
    context.error(node, ErrorCode::conflict, "'credentials: none' inside a group",
                  "write it beside 'method' and 'path': it holds for the whole stub");
  outer.named_fields.insert(outer.named_fields.end(), spec.named_fields.begin(), spec.named_fields.end());
  return spec;
}

std::vector<RequestSpec> load_branches(const Node& node, LoadContext& context, RequestSpec& outer,
                                       std::string_view key) {
  std::vector<RequestSpec> branches;
  if (!expect_sequence(node, context, "'" + std::string{key} + "'")) return branches;
  if (node.size() == 0)
    context.error(node, ErrorCode::bad_value, "'" + std::string{key} + "' is empty",
                  "list at least one request mapping");
  for (const Node& item : node.items())
    branches.push_back(load_branch(item, context, outer, "an entry of '" + std::string{key} + "'"));
  return branches;
}

void load_all(const Node& node, LoadContext& context, RequestSpec& spec) {
  if (auto branches = load_branches(node, context, spec, "all"); !branches.empty())
    spec.conditions.push_back(std::make_shared<All>(std::move(branches)));
}

void load_any(const Node& node, LoadContext& context, RequestSpec& spec) {
  if (auto branches = load_branches(node, context, spec, "any"); !branches.empty())
    spec.conditions.push_back(std::make_shared<Any>(std::move(branches)));
}

void load_not(const Node& node, LoadContext& context, RequestSpec& spec) {
  RequestSpec inner = load_branch(node, context, spec, "'not'");
  spec.conditions.push_back(std::make_shared<Not>(std::move(inner), node.location()));
}

constexpr std::string_view list_schema =
    R"({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/request_conditions"}})";

}  // namespace

RequestKey all_key() {
  return {{"all", "request mappings that must all hold", list_schema, "[{query: {page: 0}}, {query: {page_size: 10}}]",
           "{query: {page: 0}}"},
          load_all};
}
RequestKey any_key() {
  return {{"any", "request mappings of which one must hold", list_schema,
           "[{query: {page: 0}}, {headers: {X-Page: 0}}]", "{query: {page: 0}}"},
          load_any};
}
RequestKey not_key() {
  return {{"not", "a request mapping that must not hold", R"({"$ref": "#/$defs/request_conditions"})",
           "{cookies: {sessionid: {present: true}}}", "[{query: {page: 0}}]"},
          load_not};
}

}  // namespace phantomime::matchers
