#include "phantomime/matchers/fields.hpp"

#include <algorithm>

#include "phantomime/base/suggest.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::matchers {

namespace {

std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (char& character : lower)
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  return lower;
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
  });
}

// Cookies are secret by their header's name, whatever each is called.
Showing showing_of(FacetKey::Kind kind, std::string_view name) {
  return kind == FacetKey::Kind::cookie ? Showing::redacted : showing_for(name);
}

std::string written(const Sample& sample, std::string_view name, std::string_view separator) {
  if (sample.bare) return std::string{name};
  std::string text;
  for (const Json& value : sample.values) {
    if (!text.empty()) text += separator == "=" ? "&" : ", ";
    if (text.empty() || separator == "=") text += std::string{name} + std::string{separator};
    text += show_bare(value.get_ref<const std::string&>());
  }
  return text;
}

}  // namespace

std::string_view noun(FacetKey::Kind kind) noexcept {
  switch (kind) {
    case FacetKey::Kind::header:
      return "header";
    case FacetKey::Kind::cookie:
      return "cookie";
    case FacetKey::Kind::form:
      return "form field";
    case FacetKey::Kind::json:
      return "member";
    case FacetKey::Kind::query:
      break;
  }
  return "query field";
}

std::string_view label(FacetKey::Kind kind) noexcept {
  switch (kind) {
    case FacetKey::Kind::header:
      return "header";
    case FacetKey::Kind::cookie:
      return "cookie";
    case FacetKey::Kind::form:
      return "form";
    case FacetKey::Kind::json:
      return "body";
    case FacetKey::Kind::query:
      break;
  }
  return "query";
}

const http::Fields& fields_of(const http::RequestView& request, FacetKey::Kind kind) {
  if (kind == FacetKey::Kind::query) return request.query();
  return kind == FacetKey::Kind::cookie ? request.cookies() : request.form();
}

FieldMatcher::FieldMatcher(FacetKey::Kind kind, std::string name, Condition condition, Location where)
    : kind_{kind},
      name_{std::move(name)},
      condition_{std::move(condition)},
      where_{std::move(where)},
      showing_{showing_of(kind_, name_)} {}

void FieldMatcher::collect(const http::RequestView& request, Values& values) const {
  if (kind_ == FacetKey::Kind::header) {
    for (const http::Header& header : request.request().headers)
      if (http::same_name(header.name, name_)) values.add({header.value, nullptr, false});
    return;
  }
  for (const http::Field& field : fields_of(request, kind_))
    if (field.name == name_) values.add({field.value, nullptr, field.bare});
}

bool FieldMatcher::matches(const http::RequestView& request) const {
  Values values;
  collect(request, values);
  return condition_.holds(values);
}

std::string FieldMatcher::describe() const {
  return std::string{label(kind_)} + ' ' + name_ + ' ' + condition_.describe(showing_);
}

void FieldMatcher::facets(std::vector<Facet>& facets) const {
  const Json* value = condition_.equality();
  if (!value) return;
  const std::string name = kind_ == FacetKey::Kind::header ? lower_case(name_) : name_;
  facets.push_back({{kind_, name}, value->get_ref<const std::string&>()});
}

std::string FieldMatcher::identity() const {
  if (condition_.identity().empty()) return {};
  const std::string name = kind_ == FacetKey::Kind::header ? lower_case(name_) : name_;
  return std::string{label(kind_)} + ' ' + json_quote(name) + ' ' + condition_.identity();
}

void FieldMatcher::explain(const http::RequestView& request, std::vector<Difference>& differences) const {
  Values values;
  collect(request, values);
  if (condition_.holds(values)) return;
  Difference difference;
  difference.field = std::string{label(kind_)} + ' ' + name_;
  difference.expected = condition_.describe(showing_);
  difference.actual = show_actual(values, showing_);
  difference.distance = condition_.distance(values);
  difference.where = where_;
  const std::string other = values.empty() ? misspelled(request) : std::string{};
  if (other.empty()) {
    difference.edit = edit(values);
  } else {
    constexpr double nearly = 0.3;
    difference.edit = "rename the " + std::string{noun(kind_)} + ' ' + show_bare(other) + " to " + name_;
    difference.distance = nearly;
  }
  differences.push_back(std::move(difference));
}

// A field whose name is nearly the one asked for and whose value would do.
std::string FieldMatcher::misspelled(const http::RequestView& request) const {
  constexpr std::size_t most = 200;  // a hostile form has millions
  std::vector<std::string_view> names;
  all_field_names(request, kind_, [&](std::string_view name) {
    names.push_back(name);
    return names.size() < most;
  });
  const std::string_view near = nearest(name_, names);
  if (near.empty() || near == name_) return {};
  const FieldMatcher other{kind_, std::string{near}, condition_, where_};
  return other.matches(request) ? std::string{near} : std::string{};
}

std::string FieldMatcher::edit(const Values& values) const {
  const std::string field = std::string{noun(kind_)} + ' ' + name_;
  if (condition_.holds(Values{})) return "remove the " + field;
  if (showing_ == Showing::redacted)
    return std::string{kind_ == FacetKey::Kind::query || kind_ == FacetKey::Kind::form ? "add the " : "send the "} +
           field + " with the value that the stub asks for";
  const auto sample = condition_.sample();
  const bool one_line = kind_ == FacetKey::Kind::header || kind_ == FacetKey::Kind::cookie;
  if (!sample) {
    const std::string verb = values.empty() ? (one_line ? "send a " : "add a ") : "change the ";
    return verb + field + (values.empty() ? " that " : " so that it ") + condition_.describe(showing_);
  }
  if (kind_ == FacetKey::Kind::header) return "send the header " + written(*sample, name_, ": ");
  if (kind_ == FacetKey::Kind::cookie) return "send the cookie " + written(*sample, name_, "=");
  if (sample->bare) return (values.empty() ? "add the " : "change the ") + field + " without \"=\"";
  if (sample->values.size() > 1) return "send the " + std::string{noun(kind_)} + "s " + written(*sample, name_, "=");
  if (values.empty()) return "add the " + std::string{noun(kind_)} + ' ' + written(*sample, name_, "=");
  return "set the " + field + " to " + show_bare(sample->values.front().get_ref<const std::string&>());
}

void load_fields(const Node& node, LoadContext& context, FacetKey::Kind kind, std::vector<MatcherPtr>& matchers,
                 std::vector<FacetKey>& named) {
  const std::string what{kind == FacetKey::Kind::query    ? "'query'"
                         : kind == FacetKey::Kind::header ? "'headers'"
                         : kind == FacetKey::Kind::cookie ? "'cookies'"
                                                          : "'form'"};
  if (!expect_mapping(node, context, what)) return;
  if (node.size() == 0) {
    const std::string key = what.substr(1, what.size() - 2);
    context.error(node, ErrorCode::missing_key, what + " names no field",
                  "leave it out, or write nothing_else: [" + key + "] for requests without any");
  }
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const std::string& name = node.key(entry).text();
    if (kind == FacetKey::Kind::header && !is_token(name)) {
      context.error(node.key(entry), ErrorCode::bad_value, "'" + name + "' is no header name",
                    "use letters, digits and hyphens, without the colon");
      continue;
    }
    if (kind == FacetKey::Kind::cookie && name.find_first_of("=; ,") != std::string::npos) {
      context.error(node.key(entry), ErrorCode::bad_value, "'" + name + "' is no cookie name",
                    "name one cookie, without its value");
      continue;
    }
    const bool may_be_bare = kind == FacetKey::Kind::query || kind == FacetKey::Kind::form;
    auto condition =
        load_condition(node.value(entry), context, may_be_bare ? ConditionTable::query : ConditionTable::field,
                       "the condition on '" + name + "'");
    named.push_back({kind, kind == FacetKey::Kind::header ? lower_case(name) : name});
    if (condition)
      matchers.push_back(std::make_shared<FieldMatcher>(kind, name, std::move(*condition), node.key(entry).location()));
  }
}

}  // namespace phantomime::matchers
