#include <algorithm>
#include <optional>

#include "phantomime/base/time_text.hpp"
#include "phantomime/directives/header_values.hpp"
#include "phantomime/directives/keys.hpp"
#include "phantomime/directives/template.hpp"

namespace phantomime::directives {
namespace {

constexpr KeyRow value_rows[] = {
    {.key = "http_date",
     .summary = "the clock plus this, as an HTTP date",
     .schema =
         R"({"anyOf": [{"const": 0}, {"type": "string", "pattern": "^(0|-?[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d))$"}]})",
     .example = "-1s",
     .bad = "yesterday",
     .presence = Presence::required},
};

constexpr std::string_view value_shorthand = R"({"anyOf": [
  {"type": ["string", "number", "boolean"], "pattern": "^[^\\u0000\\r\\n]*$"},
  {"type": "array", "minItems": 1, "items": {"anyOf": [
    {"type": ["string", "number", "boolean"], "pattern": "^[^\\u0000\\r\\n]*$"},
    {"type": "object", "required": ["http_date"]}]}}]})";

bool check_name(const Node& name, LoadContext& context) {
  if (is_token(name.text())) return true;
  context.error(name, ErrorCode::bad_value, "'" + name.text() + "' is no header name",
                "names are letters, digits and !#$%&'*+-.^_`|~");
  return false;
}

void load_date(const Node& value, LoadContext& context, HeaderSpec& header) {
  header.kind = HeaderSpec::Kind::http_date;
  read_mapping(value, context, "a header's value", std::span<const KeyRow>{value_rows},
               [&](const KeyRow&, const Node& offset) {
                 const auto text = read_text(offset, context, "http_date");
                 if (!text) return;
                 if (const auto duration = parse_duration(*text))
                   header.offset = *duration;
                 else
                   context.error(offset, ErrorCode::bad_value, duration.error().what, duration.error().hint);
               });
}

/// `auto` where it means something: Connection, Content-Length, Date. Elsewhere it is a text like others.
std::optional<HeaderSpec::Kind> automatic(std::string_view name) {
  if (http::same_name(name, "Connection")) return HeaderSpec::Kind::automatic_connection;
  if (http::same_name(name, "Content-Length")) return HeaderSpec::Kind::automatic_length;
  if (http::same_name(name, "Date")) return HeaderSpec::Kind::http_date;
  return std::nullopt;
}

HeaderSpec load_value(const std::string& name, const Node& value, LoadContext& context) {
  HeaderSpec header;
  header.name = name;
  if (value.is_mapping()) {
    load_date(value, context, header);
    return header;
  }
  const auto text = read_text(value, context, "a header's value");
  if (!text) return header;
  header.value = *text;
  if (const auto kind = automatic(name); kind && *text == "auto") {
    header.kind = *kind;
    header.value.clear();
  } else if (!stays_in_line(*text)) {
    context.error(value, ErrorCode::bad_value, "a header's value with a line break or a NUL",
                  "write one line; a list of values repeats the header");
  } else if (Template::has_markup(*text)) {
    header.kind = HeaderSpec::Kind::templated;
    header.rendered = Template::load(value, context);
  }
  return header;
}

std::vector<HeaderSpec> load_values(const std::string& name, const Node& value, LoadContext& context) {
  std::vector<HeaderSpec> lines;
  if (!value.is_sequence()) {
    lines.push_back(load_value(name, value, context));
    return lines;
  }
  if (value.size() == 0)
    context.error(value, ErrorCode::bad_value, "an empty list of values for the header '" + name + "'",
                  "'without_headers' takes a header away");
  for (const Node& item : value.items()) lines.push_back(load_value(name, item, context));
  return lines;
}

/// The lines take the place of the first of their name; others of that name go; new ones follow at the end.
void place(std::vector<HeaderSpec>& headers, const std::string& name, std::vector<HeaderSpec> lines) {
  const auto same = [&](const HeaderSpec& header) { return http::same_name(header.name, name); };
  const auto first = std::find_if(headers.begin(), headers.end(), same);
  const auto at = first - headers.begin();
  headers.erase(std::remove_if(first, headers.end(), same), headers.end());
  headers.insert(headers.begin() + at, std::make_move_iterator(lines.begin()), std::make_move_iterator(lines.end()));
}

void load_headers(const Node& value, LoadContext& context, ResponseSpec& spec) {
  spec.headers_where = value.location();
  if (!expect_mapping(value, context, "headers")) return;
  for (std::size_t entry = 0; entry < value.size(); ++entry) {
    const Node& key = value.key(entry);
    if (!check_name(key, context)) continue;
    for (std::size_t earlier = 0; earlier < entry; ++earlier)
      if (http::same_name(value.key(earlier).text(), key.text()))
        context.error(key, ErrorCode::duplicate_key, "the header '" + key.text() + "' is given twice",
                      "a list of values repeats a header: " + key.text() + ": [a, b]");
    place(spec.headers, key.text(), load_values(key.text(), value.value(entry), context));
    std::erase_if(spec.without_headers, [&](const std::string& name) { return http::same_name(name, key.text()); });
  }
}

void load_without_headers(const Node& value, LoadContext& context, ResponseSpec& spec) {
  if (!expect_sequence(value, context, "without_headers")) return;
  for (const Node& item : value.items()) {
    const auto name = read_string(item, context, "a header's name");
    if (!name || !check_name(item, context)) continue;
    std::erase_if(spec.headers, [&](const HeaderSpec& header) { return http::same_name(header.name, *name); });
    spec.without_headers.push_back(*name);
  }
}

}  // namespace

ResponseKey headers_key() {
  return {
      {.key = "headers",
       .summary = "sent in this order with these capitals; a list repeats a header, a value with {{ }} is a template",
       .schema = R"({"type": "object", "propertyNames": {"pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"},
                           "additionalProperties": {"$ref": "#/$defs/header_value"}})",
       .example = R"({Retry-After: "30", Set-Cookie: [a=1, b=2], Date: auto})",
       .bad = "{Retry After: 30}"},
      load_headers,
      true};
}

ResponseKey without_headers_key() {
  return {{.key = "without_headers",
           .summary = "names of headers to take away that a default had brought",
           .schema = R"({"type": "array", "items": {"type": "string", "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"}})",
           .example = "[Expires]",
           .bad = "Expires"},
          load_without_headers,
          true,
          false,
          ResponseKey::Phase::first};
}

NamedTable header_value_table() { return {"header_value", value_rows, value_shorthand}; }

}  // namespace phantomime::directives
