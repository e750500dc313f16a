// The words of the scenario language in C++, turned into the tree that a file would have made.
#include "phantomime/words.hpp"

#include <utility>

#include <fmt/format.h>

#include "phantomime/base/base64.hpp"
#include "phantomime/mock/said.hpp"

namespace phantomime {
namespace {

using detail::Access;
using detail::Said;

/// A condition of one key.
Condition keyed(std::string_view key, const Scalar& value, Place place) {
  auto said = std::make_shared<Said>(place);
  said->node = said->entry(key, said->scalar(value, place), place);
  return Access::make<Condition>(std::move(said));
}

Condition keyed(std::string_view key, std::initializer_list<Scalar> values, Place place) {
  auto said = std::make_shared<Said>(place);
  said->node = said->entry(key, said->list(values, place), place);
  return Access::make<Condition>(std::move(said));
}

/// Both mappings as one. What both say is kept as an error: neither would be dropped in silence.
std::shared_ptr<Said> merged(const Said& a, const Said& b, std::string_view part) {
  auto said = std::make_shared<Said>(a);
  const Node addition = said->take(b);
  if (detail::join(said->node, addition, part)) return said;
  Error error;
  error.code = ErrorCode::duplicate_key;
  error.what = "what stands on both sides of && says the same word twice";
  error.where = addition.location();
  error.hint = "ask for the field twice instead, once with each condition";
  said->errors.push_back(std::move(error));
  return said;
}

BodyMatcher body_of(Place place, std::string_view key, auto&& value) {
  auto said = std::make_shared<Said>(place);
  said->node = said->entry(key, value(*said), place);
  return Access::make<BodyMatcher>(std::move(said));
}

/// `key: {name: condition}`.
Node named(Said& said, std::string_view key, std::string_view name, const Condition& condition, Place place) {
  return said.entry(key, said.entry(name, said.take(Access::said(condition)), place), place);
}

/// A copy of a request with more conditions. Where it says already what is added, both must hold.
RequestMatcher adding(const RequestMatcher& request, Place place, auto&& make) {
  auto said = std::make_shared<Said>(Access::said(request));
  const Node addition = make(*said);
  if (!said->node.is_mapping() || !addition.is_mapping() || detail::join(said->node, addition, "")) {
    if (!addition.is_mapping()) said->node = addition;  // no request: the loader says so
    return Access::make<RequestMatcher>(std::move(said));
  }
  std::vector<Node> branches;
  if (const Node* const all = said->node.find("all"); all && all->is_sequence())
    branches.assign(all->items().begin(), all->items().end());
  branches.push_back(addition);
  detail::put(said->node, said->text("all", place), said->sequence(std::move(branches), place));
  return Access::make<RequestMatcher>(std::move(said));
}

Response saying(const Response& response, auto&& make) {
  auto said = std::make_shared<Said>(Access::said(response));
  detail::lay_over(said->node, make(*said));
  return Access::make<Response>(std::move(said));
}

Response in_turn(const std::vector<Response>& responses, std::string_view then, Place place) {
  auto said = std::make_shared<Said>(place);
  std::vector<Node> items;
  items.reserve(responses.size());
  for (const Response& response : responses) items.push_back(said->take(Access::said(response)));
  said->node = said->entry("sequence", said->sequence(std::move(items), place), place);
  detail::put(said->node, said->text("then", place), said->text(then, place));
  return Access::make<Response>(std::move(said));
}

}  // namespace

Scalar::Scalar(double number) : text_{fmt::format("{}", number)} {}

Condition::Condition(const Scalar& equal, Place place, int) {
  auto said = std::make_shared<Said>(place);
  said->node = said->entry("equals", said->scalar(equal, place), place);
  said_ = std::move(said);
}

Condition Condition::ignoring_case() const {
  auto said = std::make_shared<Said>(*said_);
  detail::put(said->node, said->text("ignoring_case", said->place), said->scalar(true, said->place));
  return Condition{std::move(said)};
}

Condition Condition::also(const Condition& other) const { return Condition{merged(*said_, *other.said_, "condition")}; }
BodyMatcher BodyMatcher::also(const BodyMatcher& other) const {
  return BodyMatcher{merged(*said_, *other.said_, "body")};
}

Condition equals(const Scalar& value, Place place) { return keyed("equals", value, place); }
Condition any_of(std::initializer_list<Scalar> values, Place place) { return keyed("any_of", values, place); }
Condition contains(std::string_view text, Place place) { return keyed("contains", text, place); }
Condition starts_with(std::string_view text, Place place) { return keyed("starts_with", text, place); }
Condition ends_with(std::string_view text, Place place) { return keyed("ends_with", text, place); }
Condition matches(std::string_view expression, Place place) { return keyed("matches", expression, place); }
Condition greater_than(const Scalar& number, Place place) { return keyed("greater_than", number, place); }
Condition at_least(const Scalar& number, Place place) { return keyed("at_least", number, place); }
Condition less_than(const Scalar& number, Place place) { return keyed("less_than", number, place); }
Condition at_most(const Scalar& number, Place place) { return keyed("at_most", number, place); }
Condition present(Place place) { return keyed("present", true, place); }
Condition absent(Place place) { return keyed("absent", true, place); }
Condition bare(Place place) { return keyed("bare", true, place); }
Condition values(std::initializer_list<Scalar> all, Place place) { return keyed("values", all, place); }
Condition not_so(const Condition& condition, Place place) {
  auto said = std::make_shared<Said>(place);
  said->node = said->entry("not", said->take(Access::said(condition)), place);
  return Access::make<Condition>(std::move(said));
}

BodyMatcher text_body(const Condition& condition, Place place) {
  return body_of(place, "text", [&](Said& said) { return said.take(Access::said(condition)); });
}
BodyMatcher json_body(std::string_view json, Place place) {
  return body_of(place, "json", [&](Said& said) { return said.json(json, "json_body", place); });
}
BodyMatcher json_like(std::string_view json, Place place) {
  return body_of(place, "json_like", [&](Said& said) { return said.json(json, "json_like", place); });
}
BodyMatcher ignoring(std::initializer_list<Scalar> what, Place place) {
  return body_of(place, "ignoring", [&](Said& said) { return said.list(what, place); });
}
BodyMatcher json_path(std::string_view path, const Condition& condition, Place place) {
  return body_of(place, "json_path",
                 [&](Said& said) { return said.entry(path, said.take(Access::said(condition)), place); });
}
BodyMatcher json_schema(std::string_view schema, Place place) {
  return body_of(place, "json_schema", [&](Said& said) { return said.json(schema, "json_schema", place); });
}
BodyMatcher xml_path(std::string_view path, const Condition& condition, Place place) {
  return body_of(place, "xml_path",
                 [&](Said& said) { return said.entry(path, said.take(Access::said(condition)), place); });
}
BodyMatcher form_field(std::string_view name, const Condition& condition, Place place) {
  return body_of(place, "form",
                 [&](Said& said) { return said.entry(name, said.take(Access::said(condition)), place); });
}
BodyMatcher body_size(const Condition& bytes, Place place) {
  return body_of(place, "size", [&](Said& said) { return said.take(Access::said(bytes)); });
}
BodyMatcher body_digest(std::string_view algorithm, std::string_view hex, Place place) {
  return body_of(place, "digest", [&](Said& said) { return said.entry(algorithm, said.text(hex, place), place); });
}

RequestMatcher::RequestMatcher(const char* method_and_path, Place place)
    : RequestMatcher{std::string_view{method_and_path}, place} {}

RequestMatcher::RequestMatcher(std::string_view method_and_path, Place place) {
  const auto blank = method_and_path.find(' ');
  auto said = std::make_shared<Said>(place);
  if (blank == std::string_view::npos) {
    said->node = said->text(method_and_path, place);  // the loader says what is wrong with it
  } else {
    said->node = said->entry("method", said->text(method_and_path.substr(0, blank), place), place);
    detail::put(said->node, said->text("path", place), said->text(method_and_path.substr(blank + 1), place));
  }
  said_ = std::move(said);
}

RequestMatcher::RequestMatcher(std::string_view method, std::string_view path, Place place) {
  auto said = std::make_shared<Said>(place);
  said->node = Node::mapping({});
  said->node.at(said->source_at(place), place.line, 0);
  if (!method.empty()) detail::put(said->node, said->text("method", place), said->text(method, place));
  if (!path.empty()) detail::put(said->node, said->text("path", place), said->text(path, place));
  said_ = std::move(said);
}

RequestMatcher RequestMatcher::query(std::string_view name, const Condition& condition, Place place) const {
  return adding(*this, place, [&](Said& said) { return named(said, "query", name, condition, place); });
}
RequestMatcher RequestMatcher::header(std::string_view name, const Condition& condition, Place place) const {
  return adding(*this, place, [&](Said& said) { return named(said, "headers", name, condition, place); });
}
RequestMatcher RequestMatcher::cookie(std::string_view name, const Condition& condition, Place place) const {
  return adding(*this, place, [&](Said& said) { return named(said, "cookies", name, condition, place); });
}
RequestMatcher RequestMatcher::body(const BodyMatcher& body, Place place) const {
  return adding(*this, place, [&](Said& said) { return said.entry("body", said.take(Access::said(body)), place); });
}
RequestMatcher RequestMatcher::basic(const Condition& user, const Condition& password, Place place) const {
  return adding(*this, place, [&](Said& said) {
    Node basic = said.entry("user", said.take(Access::said(user)), place);
    detail::put(basic, said.text("password", place), said.take(Access::said(password)));
    return said.entry("credentials", said.entry("basic", std::move(basic), place), place);
  });
}
RequestMatcher RequestMatcher::bearer(const Condition& token, Place place) const {
  return adding(*this, place, [&](Said& said) { return named(said, "credentials", "bearer", token, place); });
}
RequestMatcher RequestMatcher::without_credentials(Place place) const {
  return adding(*this, place, [&](Said& said) { return said.entry("credentials", said.text("none", place), place); });
}
RequestMatcher RequestMatcher::tolerating_trailing_slash(Place place) const {
  return adding(*this, place,
                [&](Said& said) { return said.entry("trailing_slash", said.text("tolerated", place), place); });
}
RequestMatcher RequestMatcher::nothing_else(std::initializer_list<Scalar> of, Place place) const {
  return adding(*this, place, [&](Said& said) { return said.entry("nothing_else", said.list(of, place), place); });
}
RequestMatcher RequestMatcher::with(std::string_view yaml, Place place) const {
  return adding(*this, place, [&](Said& said) { return said.yaml(yaml, "with", place); });
}

RequestMatcher get(std::string_view path, Place place) { return {"GET", path, place}; }
RequestMatcher head(std::string_view path, Place place) { return {"HEAD", path, place}; }
RequestMatcher post(std::string_view path, Place place) { return {"POST", path, place}; }
RequestMatcher put(std::string_view path, Place place) { return {"PUT", path, place}; }
RequestMatcher patch(std::string_view path, Place place) { return {"PATCH", path, place}; }
RequestMatcher del(std::string_view path, Place place) { return {"DELETE", path, place}; }
RequestMatcher request(std::string_view path, Place place) { return {"", path, place}; }
RequestMatcher any_request(Place place) { return {"any", "", place}; }

Response::Response(int status, Place place) {
  auto said = std::make_shared<Said>(place);
  said->node = said->entry("status", said->scalar(status, place), place);
  said_ = std::move(said);
}

Response Response::reason(std::string_view phrase, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("reason", said.text(phrase, place), place); });
}

Response Response::header(std::string_view name, std::string_view value, Place place) const {
  return saying(*this, [&](Said& said) {
    Node node = said.text(value, place);
    const Node* const headers = said.node.find("headers");
    const Node* const earlier = headers ? headers->find(name) : nullptr;
    if (earlier) {
      std::vector<Node> all{*earlier};
      if (earlier->is_sequence()) all.assign(earlier->items().begin(), earlier->items().end());
      all.push_back(std::move(node));
      node = said.sequence(std::move(all), place);
    }
    return said.entry("headers", said.entry(name, std::move(node), place), place);
  });
}

Response Response::without_header(std::string_view name, Place place) const {
  return saying(*this, [&](Said& said) {
    std::vector<Node> all;
    if (const Node* const earlier = said.node.find("without_headers"); earlier && earlier->is_sequence())
      all.assign(earlier->items().begin(), earlier->items().end());
    all.push_back(said.text(name, place));
    return said.entry("without_headers", said.sequence(std::move(all), place), place);
  });
}

Response Response::json(std::string_view json, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("json", said.json(json, "json", place), place); });
}
Response Response::text(std::string_view text, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("text", said.text(text, place), place); });
}
Response Response::bytes(std::string_view bytes, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("base64", said.text(encode_base64(bytes), place), place); });
}
Response Response::file(std::string_view path, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("file", said.text(path, place), place); });
}
Response Response::rendered(std::string_view text, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("template", said.text(text, place), place); });
}
Response Response::computed(std::string_view json, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("computed", said.json(json, "computed", place), place); });
}
Response Response::spelling(std::string_view word, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("spelling", said.text(word, place), place); });
}
Response Response::coding(std::string_view word, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("coding", said.text(word, place), place); });
}
Response Response::delay(std::chrono::nanoseconds time, Place place) const {
  return saying(*this, [&](Said& said) {
    return said.entry("delay", said.text(std::to_string(time.count()) + "ns", place), place);
  });
}
Response Response::fault(std::string_view yaml, Place place) const {
  return saying(*this, [&](Said& said) { return said.entry("fault", said.yaml(yaml, "fault", place), place); });
}
Response Response::chunks(std::initializer_list<std::size_t> sizes, Place place) const {
  return saying(*this, [&](Said& said) {
    std::vector<Node> items;
    for (const std::size_t size : sizes) items.push_back(said.scalar(size, place));
    return said.entry("chunks", said.sequence(std::move(items), place), place);
  });
}
Response Response::with(std::string_view yaml, Place place) const {
  return saying(*this, [&](Said& said) { return said.yaml(yaml, "with", place); });
}

Response status(int code, Place place) { return Response{code, place}; }
Response sequence(const std::vector<Response>& responses, Place place) {
  return in_turn(responses, "last stays", place);
}
Response cycle(const std::vector<Response>& responses, Place place) { return in_turn(responses, "cycle", place); }

}  // namespace phantomime
