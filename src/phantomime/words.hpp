#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "phantomime/place.hpp"

/// The words of the scenario language (scenarios/README.md), said in C++. They only say: what is said is looked into
/// where it is given to a server, and what cannot be is reported there with the line that wrote it. All are values:
/// each function returns a copy that says one thing more. Thread-safe as such.
namespace phantomime {
namespace detail {
struct Said;
struct Access;
}  // namespace detail

/// A text, a number, true, false or null: what YAML would hold there. A text stays one, also where it looks like a
/// number, and means itself: neither `${name}` nor an anchor is looked for.
class Scalar {
 public:
  Scalar(std::nullptr_t) : text_{"null"} {}
  template <std::same_as<bool> T>
  Scalar(T truth) : text_{truth ? "true" : "false"} {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Scalar(T number) : text_{std::to_string(number)} {}
  Scalar(double number);
  Scalar(const char* text) : text_{text}, quoted_{true} {}
  Scalar(std::string_view text) : text_{text}, quoted_{true} {}
  Scalar(std::string text) : text_{std::move(text)}, quoted_{true} {}

  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool is_text() const noexcept { return quoted_; }

 private:
  std::string text_;
  bool quoted_ = false;
};

/// What a field's value must be: a scalar means `equals`.
class Condition {
 public:
  template <class T>
  requires std::constructible_from<Scalar, const T&> Condition(const T& equal, Place place = Place::here())
      : Condition{Scalar{equal}, place, 0} {}
  Condition(const Scalar& equal, Place place, int);

  /// The text conditions in it ignore ASCII case.
  [[nodiscard]] Condition ignoring_case() const;
  /// Both must hold.
  [[nodiscard]] friend Condition operator&&(const Condition& a, const Condition& b) { return a.also(b); }

 private:
  friend detail::Access;
  explicit Condition(std::shared_ptr<const detail::Said> said) : said_{std::move(said)} {}
  [[nodiscard]] Condition also(const Condition& other) const;
  std::shared_ptr<const detail::Said> said_;
};

[[nodiscard]] Condition equals(const Scalar& value, Place place = Place::here());
[[nodiscard]] Condition any_of(std::initializer_list<Scalar> values, Place place = Place::here());
[[nodiscard]] Condition contains(std::string_view text, Place place = Place::here());
[[nodiscard]] Condition starts_with(std::string_view text, Place place = Place::here());
[[nodiscard]] Condition ends_with(std::string_view text, Place place = Place::here());
/// An RE2 expression that the whole value matches.
[[nodiscard]] Condition matches(std::string_view expression, Place place = Place::here());
[[nodiscard]] Condition greater_than(const Scalar& number, Place place = Place::here());
[[nodiscard]] Condition at_least(const Scalar& number, Place place = Place::here());
[[nodiscard]] Condition less_than(const Scalar& number, Place place = Place::here());
[[nodiscard]] Condition at_most(const Scalar& number, Place place = Place::here());
[[nodiscard]] Condition present(Place place = Place::here());
[[nodiscard]] Condition absent(Place place = Place::here());
/// `?flag` without "=".
[[nodiscard]] Condition bare(Place place = Place::here());
/// All values of a repeated field, in this order.
[[nodiscard]] Condition values(std::initializer_list<Scalar> all, Place place = Place::here());
[[nodiscard]] Condition not_so(const Condition& condition, Place place = Place::here());

/// What a body must be.
class BodyMatcher {
 public:
  [[nodiscard]] friend BodyMatcher operator&&(const BodyMatcher& a, const BodyMatcher& b) { return a.also(b); }

 private:
  friend detail::Access;
  explicit BodyMatcher(std::shared_ptr<const detail::Said> said) : said_{std::move(said)} {}
  [[nodiscard]] BodyMatcher also(const BodyMatcher& other) const;
  std::shared_ptr<const detail::Said> said_;
};

[[nodiscard]] BodyMatcher text_body(const Condition& condition, Place place = Place::here());
/// Equal as JSON: numbers by value, members in any order.
[[nodiscard]] BodyMatcher json_body(std::string_view json, Place place = Place::here());
/// Of this shape: equal save for placeholders such as `"<integer>"`.
[[nodiscard]] BodyMatcher json_like(std::string_view json, Place place = Place::here());
/// What `json_body` and `json_like` beside it overlook: "extra_members", "array_order".
[[nodiscard]] BodyMatcher ignoring(std::initializer_list<Scalar> what, Place place = Place::here());
[[nodiscard]] BodyMatcher json_path(std::string_view path, const Condition& condition, Place place = Place::here());
[[nodiscard]] BodyMatcher json_schema(std::string_view schema, Place place = Place::here());
[[nodiscard]] BodyMatcher xml_path(std::string_view path, const Condition& condition, Place place = Place::here());
[[nodiscard]] BodyMatcher form_field(std::string_view name, const Condition& condition, Place place = Place::here());
[[nodiscard]] BodyMatcher body_size(const Condition& bytes, Place place = Place::here());
/// `algorithm`: "sha256", "sha1" or "md5"; `hex`: what it gives.
[[nodiscard]] BodyMatcher body_digest(std::string_view algorithm, std::string_view hex, Place place = Place::here());

/// Which requests are meant: `post("/rest/playbook_run").query("pretty", bare())`.
class RequestMatcher {
 public:
  /// `METHOD PATH`, as in a scenario.
  RequestMatcher(const char* method_and_path, Place place = Place::here());
  RequestMatcher(std::string_view method_and_path, Place place = Place::here());
  RequestMatcher(const std::string& method_and_path, Place place = Place::here())
      : RequestMatcher{std::string_view{method_and_path}, place} {}
  /// An empty `method` is any; the path as a scenario's `path:`, a template perhaps.
  RequestMatcher(std::string_view method, std::string_view path, Place place);

  // Of a field that is asked for twice both conditions must hold.
  [[nodiscard]] RequestMatcher query(std::string_view name, const Condition& condition,
                                     Place place = Place::here()) const;
  [[nodiscard]] RequestMatcher header(std::string_view name, const Condition& condition,
                                      Place place = Place::here()) const;
  [[nodiscard]] RequestMatcher cookie(std::string_view name, const Condition& condition,
                                      Place place = Place::here()) const;
  [[nodiscard]] RequestMatcher body(const BodyMatcher& body, Place place = Place::here()) const;
  [[nodiscard]] RequestMatcher body(const Condition& text, Place place = Place::here()) const {
    return body(text_body(text, place), place);
  }
  /// Credentials of this stub's own, beside those of the pack.
  [[nodiscard]] RequestMatcher basic(const Condition& user, const Condition& password,
                                     Place place = Place::here()) const;
  [[nodiscard]] RequestMatcher bearer(const Condition& token, Place place = Place::here()) const;
  /// It answers without the credentials that the pack asks for.
  [[nodiscard]] RequestMatcher without_credentials(Place place = Place::here()) const;
  [[nodiscard]] RequestMatcher tolerating_trailing_slash(Place place = Place::here()) const;
  /// No fields but the ones named; of "query", "headers", "cookies", "form".
  [[nodiscard]] RequestMatcher nothing_else(std::initializer_list<Scalar> of, Place place = Place::here()) const;
  /// Any key of a scenario's `request:`, in YAML: `"multipart: {photo: {filename: a.png}}"`.
  [[nodiscard]] RequestMatcher with(std::string_view yaml, Place place = Place::here()) const;

 private:
  friend detail::Access;
  explicit RequestMatcher(std::shared_ptr<const detail::Said> said) : said_{std::move(said)} {}
  std::shared_ptr<const detail::Said> said_;
};

[[nodiscard]] RequestMatcher get(std::string_view path, Place place = Place::here());
[[nodiscard]] RequestMatcher head(std::string_view path, Place place = Place::here());
[[nodiscard]] RequestMatcher post(std::string_view path, Place place = Place::here());
[[nodiscard]] RequestMatcher put(std::string_view path, Place place = Place::here());
[[nodiscard]] RequestMatcher patch(std::string_view path, Place place = Place::here());
[[nodiscard]] RequestMatcher del(std::string_view path, Place place = Place::here());
/// Any method.
[[nodiscard]] RequestMatcher request(std::string_view path, Place place = Place::here());
/// Any method and path.
[[nodiscard]] RequestMatcher any_request(Place place = Place::here());

/// What to answer: `status(200).json(R"({"id": 7})")`. Nothing said: 200 without a body.
class Response {
 public:
  explicit Response(int status = 200, Place place = Place::here());

  [[nodiscard]] Response reason(std::string_view phrase, Place place = Place::here()) const;
  /// Repeats where the name was given before. A value with `{{ }}` is a template.
  [[nodiscard]] Response header(std::string_view name, std::string_view value, Place place = Place::here()) const;
  [[nodiscard]] Response without_header(std::string_view name, Place place = Place::here()) const;

  // The body: one of these.
  [[nodiscard]] Response json(std::string_view json, Place place = Place::here()) const;
  [[nodiscard]] Response text(std::string_view text, Place place = Place::here()) const;
  [[nodiscard]] Response bytes(std::string_view bytes, Place place = Place::here()) const;
  /// A fixture of the pack.
  [[nodiscard]] Response file(std::string_view path, Place place = Place::here()) const;
  /// Text rendered for each request: scenarios/README.md, "template".
  [[nodiscard]] Response rendered(std::string_view text, Place place = Place::here()) const;
  /// JSON whose texts are templates.
  [[nodiscard]] Response computed(std::string_view json, Place place = Place::here()) const;

  /// "python", "compact", "pretty" or "as is".
  [[nodiscard]] Response spelling(std::string_view word, Place place = Place::here()) const;
  /// "gzip", "deflate", "br" or "identity".
  [[nodiscard]] Response coding(std::string_view word, Place place = Place::here()) const;
  /// In the time of the space: see SpaceClock.
  [[nodiscard]] Response delay(std::chrono::nanoseconds time, Place place = Place::here()) const;
  /// A word, `"reset"`, or a mapping in YAML, `"{drip: {bytes: 10, every: 100ms}}"`.
  [[nodiscard]] Response fault(std::string_view yaml, Place place = Place::here()) const;
  /// The body leaves in chunks of these sizes, then the rest.
  [[nodiscard]] Response chunks(std::initializer_list<std::size_t> sizes, Place place = Place::here()) const;
  /// Any key of a scenario's `response:`, in YAML: `"delay: {uniform: [1ms, 5ms]}"`.
  [[nodiscard]] Response with(std::string_view yaml, Place place = Place::here()) const;

 private:
  friend detail::Access;
  explicit Response(std::shared_ptr<const detail::Said> said) : said_{std::move(said)} {}
  std::shared_ptr<const detail::Said> said_;
};

[[nodiscard]] Response status(int code, Place place = Place::here());
/// The n-th call gets the n-th of them, then the last one stays.
[[nodiscard]] Response sequence(const std::vector<Response>& responses, Place place = Place::here());
/// The n-th call gets the n-th of them, then it begins again.
[[nodiscard]] Response cycle(const std::vector<Response>& responses, Place place = Place::here());

/// How often: a plain number means exactly so often.
class Times {
 public:
  Times(std::uint64_t exactly) : at_least_{exactly}, at_most_{exactly}, bounded_{true} {}
  Times(int exactly) : Times{static_cast<std::uint64_t>(exactly < 0 ? 0 : exactly)} {}
  Times(unsigned exactly) : Times{std::uint64_t{exactly}} {}
  [[nodiscard]] static Times exactly(std::uint64_t n) { return Times{n}; }
  [[nodiscard]] static Times at_least(std::uint64_t n) { return Times{n, 0, false}; }
  [[nodiscard]] static Times at_most(std::uint64_t n) { return Times{0, n, true}; }
  [[nodiscard]] static Times between(std::uint64_t least, std::uint64_t most) { return Times{least, most, true}; }
  [[nodiscard]] static Times never() { return Times{std::uint64_t{0}}; }

  [[nodiscard]] std::uint64_t least() const noexcept { return at_least_; }
  [[nodiscard]] bool has_most() const noexcept { return bounded_; }
  [[nodiscard]] std::uint64_t most() const noexcept { return at_most_; }

 private:
  Times(std::uint64_t least, std::uint64_t most, bool bounded) : at_least_{least}, at_most_{most}, bounded_{bounded} {}
  std::uint64_t at_least_ = 0, at_most_ = 0;
  bool bounded_ = false;
};

}  // namespace phantomime
