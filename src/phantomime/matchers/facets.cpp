#include <array>
#include <charconv>
#include <cmath>

#include "phantomime/matchers/json_number.hpp"
#include "phantomime/matchers/json_pointer.hpp"
#include "phantomime/matchers/matcher.hpp"

namespace phantomime::matchers {

namespace {

void add_values(const http::Fields& fields, const std::string& name, std::vector<std::string>& values) {
  for (const http::Field& field : fields)
    if (field.name == name) values.push_back(field.value);
}

template <class T>
std::string spelled(T value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

// Equal numbers must be spelled alike whatever type the parser gave them: integers as digits as long as they fit into
// 64 bits, everything else as the shortest text of its double.
std::string spelled_double(double value) {
  constexpr double two_to_63 = 9223372036854775808.0;
  if (std::trunc(value) == value) {
    if (value >= -two_to_63 && value < two_to_63) return spelled(static_cast<std::int64_t>(value));
    if (value >= two_to_63 && value < 2 * two_to_63) return spelled(static_cast<std::uint64_t>(value));
  }
  return spelled(value);
}

}  // namespace

void facet_values(const http::RequestView& request, const FacetKey& key, std::vector<std::string>& values) {
  switch (key.kind) {
    case FacetKey::Kind::query:
      return add_values(request.query(), key.name, values);
    case FacetKey::Kind::cookie:
      return add_values(request.cookies(), key.name, values);
    case FacetKey::Kind::form:
      return add_values(request.form(), key.name, values);
    case FacetKey::Kind::header:
      for (const http::Header& header : request.request().headers)
        if (http::same_name(header.name, key.name)) values.emplace_back(header.value);
      return;
    case FacetKey::Kind::json:
      if (const Json* json = request.json())
        if (const Json* member = member_at(*json, key.name); member && !member->is_structured())
          values.push_back(json_facet_value(*member));
      return;
  }
}

std::string json_facet_value(const Json& scalar) {
  switch (scalar.type()) {
    case Json::value_t::string:
      // The quote keeps "1" and 1 apart; nobody parses this.
      return '"' + scalar.get_ref<const std::string&>();
    case Json::value_t::boolean:
      return scalar.get<bool>() ? "true" : "false";
    case Json::value_t::number_integer:
      return spelled(scalar.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return spelled(scalar.get<std::uint64_t>());
    case Json::value_t::number_float:
      return spelled_double(scalar.get<double>());
    case Json::value_t::null:
      return "null";
    default:
      return {};
  }
}

}  // namespace phantomime::matchers
