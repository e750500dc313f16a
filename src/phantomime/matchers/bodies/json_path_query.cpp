#include "phantomime/matchers/bodies/json_path_query.hpp"

#include <algorithm>
#include <cstdint>

#include <jsoncons/json.hpp>
#include <jsoncons_ext/jsonpath/jsonpath.hpp>

#include "phantomime/http/redaction.hpp"
#include "phantomime/matchers/json_pointer.hpp"

namespace phantomime::matchers {

namespace {

using Expression = jsoncons::jsonpath::jsonpath_expression<jsoncons::json>;

// Both ways between the two libraries' values; depth is bounded by max_json_depth.
jsoncons::json to_jsoncons(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object: {
      jsoncons::json object(jsoncons::json_object_arg);
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>())
        object.insert_or_assign(name, to_jsoncons(member));
      return object;
    }
    case Json::value_t::array: {
      jsoncons::json array(jsoncons::json_array_arg);
      array.reserve(value.size());
      for (const Json& element : value) array.push_back(to_jsoncons(element));
      return array;
    }
    case Json::value_t::string:
      return jsoncons::json(value.get_ref<const std::string&>());
    case Json::value_t::boolean:
      return jsoncons::json(value.get<bool>());
    case Json::value_t::number_integer:
      return jsoncons::json(value.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return jsoncons::json(value.get<std::uint64_t>());
    case Json::value_t::number_float:
      return jsoncons::json(value.get<double>());
    default:
      return jsoncons::json::null();
  }
}

Json to_json(const jsoncons::json& value) {
  if (value.is_object()) {
    Json object = Json::object();
    for (const auto& member : value.object_range()) object[std::string{member.key()}] = to_json(member.value());
    return object;
  }
  if (value.is_array()) {
    Json array = Json::array();
    for (const auto& element : value.array_range()) array.push_back(to_json(element));
    return array;
  }
  if (value.is_bool()) return value.as<bool>();
  if (value.is_int64()) return value.as<std::int64_t>();
  if (value.is_uint64()) return value.as<std::uint64_t>();
  if (value.is_double()) return value.as<double>();
  if (value.is_string()) return value.as<std::string>();
  return nullptr;
}

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Takes `name` from after a dot; empty where there is none.
std::string_view take_name(std::string_view& rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_name_character);
  const std::string_view name = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return {};
  rest.remove_prefix(name.size());
  return name;
}

// Whether `path` has `piece` outside of quotes.
bool has_unquoted(std::string_view path, std::string_view piece) {
  char quote = 0;
  for (std::size_t at = 0; at < path.size(); ++at) {
    const char c = path[at];
    if (quote != 0) {
      if (c == '\\')
        ++at;
      else if (c == quote)
        quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (path.substr(at, piece.size()) == piece) {
      return true;
    }
  }
  return false;
}

Error bad(std::string what, std::string hint) {
  return {ErrorCode::bad_expression, std::move(what), std::nullopt, std::move(hint)};
}

// Every quoted or unquoted name in a path, for redaction: rather one too many.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto begin = std::find_if(text.begin(), text.end(), is_name_character);
    text.remove_prefix(static_cast<std::size_t>(begin - text.begin()));
    const auto end =
        std::find_if_not(text.begin(), text.end(), [](char c) { return is_name_character(c) || c == '-'; });
    words.push_back(text.substr(0, static_cast<std::size_t>(end - text.begin())));
    text.remove_prefix(words.back().size());
  }
  return words;
}

}  // namespace

struct JsonPathQuery::General {
  Expression expression;
};

std::optional<std::vector<JsonPathQuery::Step>> JsonPathQuery::read_definite(std::string_view path) {
  if (!path.starts_with('$')) return std::nullopt;
  std::vector<Step> steps;
  std::string_view rest = path.substr(1);
  while (!rest.empty()) {
    if (rest.front() == '.') {
      rest.remove_prefix(1);
      const std::string_view name = take_name(rest);
      if (name.empty()) return std::nullopt;
      steps.emplace_back(std::string{name});
      continue;
    }
    const auto close = rest.find(']');
    if (rest.front() != '[' || close == std::string_view::npos || close < 2) return std::nullopt;
    const char quote = rest[1];
    if (quote == '\'' || quote == '"') {
      const auto end = rest.find(quote, 2);
      if (end == std::string_view::npos || end + 1 >= rest.size() || rest[end + 1] != ']') return std::nullopt;
      const std::string_view name = rest.substr(2, end - 2);
      if (name.find('\\') != std::string_view::npos) return std::nullopt;
      steps.emplace_back(std::string{name});
      rest.remove_prefix(end + 2);
      continue;
    }
    const std::string_view digits = rest.substr(1, close - 1);
    constexpr std::size_t most_digits = 9;
    if (digits.size() > most_digits || digits.find_first_not_of("0123456789") != std::string_view::npos)
      return std::nullopt;
    steps.emplace_back(static_cast<std::size_t>(std::stoul(std::string{digits})));
    rest.remove_prefix(close + 1);
  }
  return steps;
}

Result<JsonPathQuery> JsonPathQuery::create(std::string_view path) {
  const std::string quoted = "'" + std::string{path} + "'";
  JsonPathQuery query;
  query.text_ = path;
  if (auto steps = read_definite(path)) {
    query.steps_ = std::move(*steps);
    return query;
  }
  if (!path.starts_with('$'))
    return bad("the JSONPath " + quoted + " does not start with '$'", "write $." + std::string{path});
  if (has_unquoted(path, "=~"))
    return bad("the JSONPath " + quoted + " has a regular expression",
               "select the values and use the condition 'matches'");
  if (has_unquoted(path, "tokenize"))
    return bad("the JSONPath " + quoted + " has the function tokenize, which takes a regular expression",
               "select the values and use the condition 'matches'");
  try {
    query.general_ = std::make_shared<const General>(
        General{jsoncons::jsonpath::make_expression<jsoncons::json>(jsoncons::string_view{path.data(), path.size()})});
    return query;
  } catch (const jsoncons::jsonpath::jsonpath_error& error) {
    std::string reason = error.code().message();
    if (!reason.empty() && reason.front() >= 'A' && reason.front() <= 'Z')
      reason.front() = static_cast<char>(reason.front() - 'A' + 'a');
    return bad("the JSONPath " + quoted + " does not compile: " + reason +
                   (error.column() > 0 ? " at character " + std::to_string(error.column()) : ""),
               "a member with other characters than letters, digits and _ is written $['a-b']");
  } catch (const std::exception& error) {
    return bad("the JSONPath " + quoted + " does not compile: " + error.what(), {});
  }
}

std::optional<std::string> JsonPathQuery::pointer() const {
  if (general_) return std::nullopt;
  std::string pointer;
  for (const Step& step : steps_) {
    const auto* name = std::get_if<std::string>(&step);
    if (!name) return std::nullopt;
    pointer = pointer_to(pointer, *name);
  }
  return pointer;
}

const Json* JsonPathQuery::find(const Json& root) const {
  const Json* value = &root;
  for (const Step& step : steps_) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      if (!value->is_object()) return nullptr;
      const auto& members = value->get_ref<const Json::object_t&>();
      const auto found = members.find(*name);
      if (found == members.end()) return nullptr;
      value = &found->second;
    } else {
      const std::size_t index = *std::get_if<std::size_t>(&step);
      if (!value->is_array() || index >= value->size()) return nullptr;
      value = &(*value)[index];
    }
  }
  return value;
}

std::vector<Json> JsonPathQuery::select(const Json& root) const {
  std::vector<Json> selected;
  try {
    const jsoncons::json document = to_jsoncons(root);
    const jsoncons::json results = general_->expression.evaluate(document);
    for (const auto& result : results.array_range()) selected.push_back(to_json(result));
  } catch (const std::exception&) {
    // A filter that does not fit this document selects nothing.
    selected.clear();
  }
  return selected;
}

bool JsonPathQuery::names_secret() const {
  const auto words = words_of(text_);
  return std::any_of(words.begin(), words.end(), http::is_secret_name);
}

}  // namespace phantomime::matchers
