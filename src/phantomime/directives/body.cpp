#include "phantomime/directives/body.hpp"

#include <algorithm>

#include "phantomime/directives/content_coding.hpp"
#include "phantomime/directives/content_type.hpp"
#include "phantomime/directives/template.hpp"

namespace phantomime::directives {
namespace {

using Body = ResponseSpec::Body;

/// The spelling to apply to a body, if any (response_spec.hpp: spelling_inherited).
std::optional<Spelling> spelling_of(const ResponseSpec& spec) {
  const bool json = spec.body_kind == Body::json || (spec.body_kind == Body::file && is_json_file(spec.fixture));
  const bool may_be_spelled = spec.body_kind == Body::json || spec.body_kind == Body::file;
  if (!spec.spelling || *spec.spelling == Spelling::as_is || !may_be_spelled) return std::nullopt;
  if (spec.spelling_inherited && !json) return std::nullopt;
  return spec.spelling;
}

std::string_view automatic_type(const ResponseSpec& spec) {
  switch (spec.body_kind) {
    case Body::json:
    case Body::computed:
      return "application/json";
    case Body::file:
      return content_type_of_file(spec.fixture);
    case Body::text:
      return "text/plain; charset=utf-8";
    case Body::base64:
      return "application/octet-stream";
    case Body::templated:
      break;
    case Body::none:
      return {};
  }
  // A template is JSON where it is spelled as such or begins like it; "{{", "{%" and "{#" are no beginning.
  const std::size_t first = spec.body_text.find_first_not_of(" \t\r\n");
  const std::string_view begin = first == std::string::npos ? "" : std::string_view{spec.body_text}.substr(first, 2);
  const bool brace = begin.starts_with('{') && begin != "{{" && begin != "{%" && begin != "{#";
  const bool spelled = spec.spelling && !spec.spelling_inherited;
  return spelled || brace || begin.starts_with('[') ? "application/json" : "text/plain; charset=utf-8";
}

void add_header(ResponseSpec& spec, std::string_view name, std::string_view value) {
  const auto same = [&](const HeaderSpec& header) { return http::same_name(header.name, name); };
  const auto unwanted = [&](const std::string& other) { return http::same_name(other, name); };
  if (std::any_of(spec.headers.begin(), spec.headers.end(), same)) return;
  if (std::any_of(spec.without_headers.begin(), spec.without_headers.end(), unwanted)) return;
  HeaderSpec header;
  header.name = name;
  header.value = value;
  spec.headers.push_back(std::move(header));
}

Node node_at(const Location& where) {
  Node node;
  node.at(where.source.get(), where.line, where.column);
  return node;
}

/// The static body, spelled; null where there is none.
std::shared_ptr<const std::string> spelled_body(const ResponseSpec& spec, LoadContext& context) {
  if (spec.body_kind == Body::templated || spec.body_kind == Body::computed || spec.raw_body().empty()) return nullptr;
  const auto spelling = spelling_of(spec);
  if (!spelling) return spec.file_bytes ? spec.file_bytes : std::make_shared<const std::string>(spec.body_text);
  // respell_json takes valid JSON for granted; what `json:` wrote is.
  std::optional<Error> wrong;
  if (spec.body_kind == Body::file)
    if (auto json = parse_json(spec.raw_body()); !json) wrong = json.error();
  if (!wrong) {
    auto text = respell_json(spec.raw_body(), *spelling);
    if (text) return std::make_shared<const std::string>(std::move(*text));
    wrong = text.error();
  }
  context.error(
      node_at(spec.body_where), ErrorCode::bad_value,
      "the fixture '" + spec.fixture + "' is to be spelled as JSON and is none",
      wrong->what + (wrong->hint.empty() ? "" : ", " + wrong->hint) + "; mend the fixture, or write spelling: as is");
  return nullptr;
}

}  // namespace

void begin_body(ResponseSpec& spec, Body kind, const Node& value) {
  spec.body_kind = kind;
  spec.body_where = value.location();
  spec.body_text.clear();
  spec.file_bytes = nullptr;
  spec.fixture.clear();
  spec.body_template = nullptr;
  spec.body_computed = nullptr;
  spec.members = nullptr;
}

void finish_body(ResponseSpec& spec, LoadContext& context) {
  spec.finished_body = spelled_body(spec, context);
  const bool later = spec.body_kind == Body::templated || spec.body_kind == Body::computed;
  if (!spec.finished_body && !later) return;
  if (spec.coding != Coding::identity) {
    if (spec.finished_body) {
      auto coded = encode(*spec.finished_body, spec.coding);
      if (!coded) return context.error(node_at(spec.body_where), coded.error().code, coded.error().what);
      spec.finished_body = std::make_shared<const std::string>(std::move(*coded));
    }
    add_header(spec, "Content-Encoding", to_string(spec.coding));
  }
  add_header(spec, "Content-Type", automatic_type(spec));
}

Result<std::string> finish_rendered(const ResponseSpec& spec, std::string text) {
  if (spec.spelling == Spelling::python && spec.body_kind == Body::computed) {
    text = respell_written_json(std::move(text), *spec.spelling);
  } else if (spec.spelling && *spec.spelling != Spelling::as_is) {
    // What a template rendered may be anything.
    auto spelled = respell_json(text, *spec.spelling);
    if (spelled)
      text = std::move(*spelled);
    else if (!spec.spelling_inherited)
      return Error{ErrorCode::syntax,
                   "what the template renders is to be spelled as JSON and is none: " + spelled.error().what +
                       (spelled.error().hint.empty() ? "" : ", ") + spelled.error().hint,
                   spec.body_where,
                   {}};
  }
  if (spec.coding == Coding::identity || text.empty()) return text;
  return encode(text, spec.coding);
}

}  // namespace phantomime::directives
