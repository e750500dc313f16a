#include "phantomime/recording/generalise/request_draft.hpp"

#include <algorithm>

#include "phantomime/base/utf8.hpp"
#include "phantomime/http/url.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"
#include "phantomime/recording/playing/text_pattern.hpp"

namespace phantomime::recording {
namespace {

using Kind = FieldAsked::Kind;

bool holds_any(std::string_view text, const std::vector<std::string>& placeholders) {
  return std::any_of(placeholders.begin(), placeholders.end(), [text](const std::string& placeholder) {
    return !placeholder.empty() && find_placeholder(text, placeholder) != std::string_view::npos;
  });
}

/// Fields by name, repeats together, sorted: their order means nothing.
std::vector<FieldAsked> asked_fields(const http::Fields& fields, const std::string& where,
                                     const std::vector<std::string>& open, const std::set<std::string>& loose) {
  std::vector<FieldAsked> asked;
  for (const http::Field& field : fields) {
    const bool may_vary = holds_any(field.value, open) || loose.contains(where + field.name);
    const auto same = std::find_if(asked.begin(), asked.end(), [&](const auto& one) { return one.name == field.name; });
    if (same != asked.end()) {
      same->kind = same->kind == Kind::present || may_vary ? Kind::present : Kind::equals;
      same->values.push_back(field.value);
      continue;
    }
    asked.push_back({field.name, may_vary ? Kind::present : field.bare ? Kind::bare : Kind::equals, {field.value}});
  }
  std::stable_sort(asked.begin(), asked.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (FieldAsked& field : asked)
    if (field.kind != Kind::equals) field.values.clear();
  return asked;
}

BodyAsked asked_body(const Exchange& exchange, const std::vector<std::string>& open,
                     const std::set<std::string>& loose) {
  const Body& body = exchange.request.body;
  BodyAsked asked;
  if (body.kept != Body::Kept::here) {
    asked.kind = BodyAsked::Kind::present;
    return asked;
  }
  if (body.bytes.empty()) return asked;
  const auto type = exchange.request.headers.find("Content-Type").value_or("");
  asked.bytes = body.bytes;
  bool found = open.empty();
  // JSON first: curl -d calls whatever it sends a form.
  if (const auto leaves = json_leaves(body.bytes)) {
    asked.kind = BodyAsked::Kind::json;
    for (const JsonLeaf& leaf : *leaves) {
      const bool is_open = holds_any(leaf.text, open);
      if (is_open || loose.contains("request.body" + leaf.pointer)) asked.any.push_back(leaf.pointer);
      found = found || is_open;
    }
  } else if (is_form(exchange.request.headers)) {
    asked.kind = BodyAsked::Kind::form;
    asked.form = asked_fields(http::parse_fields(body.bytes), "request.body/", open, loose);
    found = true;
  } else if (http::same_name(type.substr(0, 10), "multipart/")) {
    asked.kind = BodyAsked::Kind::multipart;
    found = true;
  } else {
    asked.kind = valid_utf8(body.bytes) && !exchange.request.headers.has("Content-Encoding") ? BodyAsked::Kind::text
                                                                                             : BodyAsked::Kind::bytes;
  }
  // A secret that cannot be told from the rest, inside of text or of compressed bytes.
  if (!found || (asked.kind == BodyAsked::Kind::text && holds_any(asked.bytes, open)))
    asked.kind = BodyAsked::Kind::present;
  return asked;
}

/// The headers that carried credentials: ones the client brings itself must be there, with their scheme; ones that an
/// answer gave out must be those. Cookies are the client's to keep and are not asked for.
std::vector<FieldAsked> asked_credentials(const Exchange& exchange, const IssuedPlaceholders& issued) {
  std::vector<FieldAsked> asked;
  for (const http::Header& line : exchange.request.headers) {
    const std::string part = "request.header." + std::string{line.name};
    const bool secret = std::any_of(exchange.secrets.begin(), exchange.secrets.end(),
                                    [&](const Secret& one) { return lies_in_part(one.where, part); });
    if (!secret || http::same_name(line.name, "Cookie")) continue;
    const std::size_t blank = line.value.find(' ');
    if (open_placeholders(exchange, part, issued).empty())
      asked.push_back({std::string{line.name}, Kind::equals, {std::string{line.value}}});
    else if (blank != std::string_view::npos && http::same_name(line.name, "Authorization"))
      asked.push_back({std::string{line.name}, Kind::starts_with, {std::string{line.value.substr(0, blank + 1)}}});
    else
      asked.push_back({std::string{line.name}, Kind::present, {}});
  }
  return asked;
}

void append(std::string& text, std::string_view part) {
  text.append(std::to_string(part.size())).append(":").append(part);
}

void append(std::string& text, const std::vector<FieldAsked>& fields) {
  for (const FieldAsked& field : fields) {
    append(text, field.name);
    text += static_cast<char>('a' + static_cast<int>(field.kind));
    for (const std::string& value : field.values) append(text, value);
  }
  text += '\n';
}

}  // namespace

RequestDraft draft_request(const Exchange& exchange, const IssuedPlaceholders& issued,
                           const std::set<std::string>& loose) {
  const http::Target target = http::split_target(origin_form(exchange.request.target));
  const auto in_target = open_placeholders(exchange, "request.target", issued);
  RequestDraft draft;
  draft.method = exchange.request.method;
  draft.path = target.path;
  draft.query = asked_fields(http::parse_fields(target.query), "request.query.", in_target, loose);
  draft.headers = asked_credentials(exchange, issued);
  draft.body = asked_body(exchange, open_placeholders(exchange, "request.body", issued), loose);
  return draft;
}

std::string identity_of(const RequestDraft& request, PathCounts path) {
  std::string text;
  append(text, request.method);
  if (path == PathCounts::yes) append(text, request.path);
  append(text, request.query);
  append(text, request.headers);
  text += static_cast<char>('a' + static_cast<int>(request.body.kind));
  append(text, request.body.form);
  if (request.body.kind == BodyAsked::Kind::json) {
    const std::set<std::string> any{request.body.any.begin(), request.body.any.end()};
    std::map<std::string, std::string> members;  // their order means nothing
    const auto leaves = json_leaves(request.body.bytes);
    for (const JsonLeaf& leaf : leaves.value_or(std::vector<JsonLeaf>{}))
      members[leaf.pointer] =
          any.contains(leaf.pointer) ? "any" : static_cast<char>('0' + static_cast<int>(leaf.kind)) + leaf.text;
    for (const auto& [pointer, value] : members) append(text, pointer), append(text, value);
  } else if (request.body.kind == BodyAsked::Kind::text || request.body.kind == BodyAsked::Kind::bytes) {
    append(text, request.body.bytes);
  } else if (request.body.kind == BodyAsked::Kind::multipart) {
    append(text, std::to_string(request.body.bytes.size()));
  }
  return text;
}

}  // namespace phantomime::recording
