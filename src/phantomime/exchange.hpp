#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// What went over the wire, as values: plain data, raw. Their printed forms are redacted.
namespace phantomime {

/// Whether a field, header or member of this name holds a secret, which no text for people may show.
[[nodiscard]] bool is_secret_name(std::string_view name) noexcept;

/// A header line as it was sent.
using HeaderLine = std::pair<std::string, std::string>;

/// The first value of a header, whatever the case of its name.
[[nodiscard]] std::optional<std::string> find_header(const std::vector<HeaderLine>& headers, std::string_view name);

/// A request as it came, or as it is to be answered.
struct Request {
  std::string method = "GET";
  std::string target = "/";  ///< path and query as sent
  std::vector<HeaderLine> headers = {};
  std::string body = {};

  /// Percent-decoded; an encoded slash stays `%2F`.
  [[nodiscard]] std::string path() const;
  /// The decoded values of a query field, in their order.
  [[nodiscard]] std::vector<std::string> query(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const { return find_header(headers, name); }
};

/// A response as it leaves: a delay or a fault is what happens to it on the way.
struct Reply {
  int status = 0;
  std::string reason = {};
  std::vector<HeaderLine> headers = {};
  std::string body = {};
  std::chrono::nanoseconds delay{0};
  std::string fault = {};  ///< in words; empty: none

  [[nodiscard]] std::optional<std::string> header(std::string_view name) const { return find_header(headers, name); }
};

/// A request with what it got.
struct Exchange {
  Request request;
  std::uint64_t number = 0;  ///< in its space, from 1
  std::chrono::sys_time<std::chrono::nanoseconds> at;
  int status = 0;
  std::string stub;        ///< that answered; empty: none
  bool unmatched = false;  ///< no stub matched
  bool refused = false;    ///< its credentials were not accepted
};

/// For people: `POST /rest/playbook_run` with headers and body below, secrets taken out.
std::ostream& operator<<(std::ostream& out, const Request& request);
std::ostream& operator<<(std::ostream& out, const Exchange& exchange);
std::ostream& operator<<(std::ostream& out, const Reply& reply);

/// A value inside of a JSON text. Compares with texts, numbers, truths and null as JSON does: 1 equals 1.0, and no text
/// equals a number.
class JsonValue {
 public:
  /// A `secret` is never printed.
  explicit JsonValue(std::string json, bool secret = false) : json_{std::move(json)}, secret_{secret} {}
  [[nodiscard]] const std::string& json() const noexcept { return json_; }
  [[nodiscard]] bool is_secret() const noexcept { return secret_; }
  /// Of a JSON string what it says; of anything else its JSON.
  operator std::string() const;

  [[nodiscard]] bool is_null() const noexcept { return json_ == "null"; }
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<bool> truth() const;
  [[nodiscard]] std::optional<std::string> text() const;

  friend bool operator==(const JsonValue& value, std::string_view text) { return value.text() == text; }
  friend bool operator==(const JsonValue& value, const std::string& text) { return value.text() == text; }
  friend bool operator==(const JsonValue& value, const char* text) { return value.text() == std::string_view{text}; }
  friend bool operator==(const JsonValue& value, std::nullptr_t) { return value.is_null(); }
  template <class T>
  requires std::is_arithmetic_v<T>
  friend bool operator==(const JsonValue& value, T other) {
    if constexpr (std::is_same_v<T, bool>)
      return value.truth() == other;
    else
      return value.number() == static_cast<double>(other);
  }
  template <class T>
  requires(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) friend std::partial_ordering operator<=>(
      const JsonValue& value, T other) {
    const auto number = value.number();
    return number ? *number <=> static_cast<double>(other) : std::partial_ordering::unordered;
  }

 private:
  std::string json_;
  bool secret_ = false;
};
std::ostream& operator<<(std::ostream& out, const JsonValue& value);

/// What a JSONPath selects in a text; empty also where the text is no JSON. Throws std::invalid_argument where the path
/// is none.
[[nodiscard]] std::vector<JsonValue> json_at(std::string_view json, std::string_view path);
/// A body for people: secrets taken out, cut where it is long.
[[nodiscard]] std::string shown_body(std::string_view body);
/// Whether two texts are equal as JSON: numbers by value, members in any order. False where one is no JSON.
[[nodiscard]] bool same_json(std::string_view a, std::string_view b);

}  // namespace phantomime
