#include <algorithm>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/json_pointer.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/recorded_pack/parts.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/playing/recorded_request.hpp"

namespace phantomime::formats {
namespace {

using recording::BodyAsked;
using recording::FieldAsked;
using recording::RequestDraft;

/// Bodies longer than this are asked for by their size.
constexpr std::size_t longest_asked_text = 16u << 10, longest_asked_bytes = 1u << 10, longest_example = 64u << 10;

Node field_node(const FieldAsked& field) {
  switch (field.kind) {
    case FieldAsked::Kind::equals: {
      if (field.values.size() == 1) return literal_node(field.values.front());
      std::vector<Node> values;
      for (const std::string& value : field.values) values.push_back(literal_node(value));
      return MappingMaker{}.add("values", Node::sequence(std::move(values))).done();
    }
    case FieldAsked::Kind::present:
      return flag_node("present");
    case FieldAsked::Kind::absent:
      return flag_node("absent");
    case FieldAsked::Kind::bare:
      return flag_node("bare");
    case FieldAsked::Kind::starts_with:
      return MappingMaker{}.add("starts_with", literal_node(field.values.front())).done();
  }
  return {};
}

Node fields_node(const std::vector<FieldAsked>& fields) {
  MappingMaker mapping;
  for (const FieldAsked& field : fields) mapping.add(field.name, field_node(field));
  return mapping.done();
}

/// Puts `<any>` where anything may stand. Whether there is no text that would be taken for a placeholder too.
bool loosen(Node& node, const std::string& pointer, const std::vector<std::string>& any) {
  if (std::find(any.begin(), any.end(), pointer) != any.end()) {
    node = literal_node("<any>");
    return true;
  }
  if (node.is_scalar()) return !(node.text().starts_with('<') && node.text().ends_with('>'));
  for (std::size_t at = 0; at < node.size(); ++at) {
    // JSON Pointers of leaves as recording::json_leaves() writes them.
    const std::string name = node.is_mapping() ? node.key(at).text() : std::to_string(at);
    Node& child = node.is_mapping() ? node.children()[at * 2 + 1] : node.children()[at];
    if (!loosen(child, pointer_to(pointer, name), any)) return false;
  }
  return true;
}

Node size_node(std::size_t size) {
  if (size <= longest_example) return MappingMaker{}.add("size", plain_node(std::to_string(size))).done();
  return MappingMaker{}.add("size", MappingMaker{}.add("at_least", plain_node("1")).done()).done();
}

std::optional<Node> json_body(const BodyAsked& body) {
  auto tree = body.bytes.size() <= longest_asked_text ? json_node(body.bytes) : std::nullopt;
  if (!tree) return std::nullopt;
  if (body.any.empty()) return MappingMaker{}.add("json", std::move(*tree)).done();
  if (!loosen(*tree, "", body.any)) return std::nullopt;
  return MappingMaker{}.add("json_like", std::move(*tree)).done();
}

Node body_node(const BodyAsked& body) {
  if (body.kind == BodyAsked::Kind::json)
    if (auto node = json_body(body)) return std::move(*node);
  if (body.kind == BodyAsked::Kind::form) return MappingMaker{}.add("form", fields_node(body.form)).done();
  if (body.kind == BodyAsked::Kind::text && body.bytes.size() <= longest_asked_text)
    return MappingMaker{}.add("text", literal_node(body.bytes)).done();
  if (body.kind == BodyAsked::Kind::bytes && body.bytes.size() <= longest_asked_bytes)
    return MappingMaker{}.add("base64", literal_node(encode_base64(body.bytes))).done();
  if (body.kind == BodyAsked::Kind::present)
    return MappingMaker{}.add("size", MappingMaker{}.add("at_least", plain_node("1")).done()).done();
  return size_node(body.bytes.size());
}

/// A path as it is written: braces of a literal one doubled.
std::string written_path(const RequestDraft& request) {
  if (request.is_template) return request.path;
  std::string text;
  for (const char c : request.path) text.append(c == '{' || c == '}' ? 2 : 1, c);
  return text;
}

bool is_plain_line(const RequestDraft& request) {
  return request.query.empty() && !request.no_other_query && request.headers.empty() &&
         request.body.kind == BodyAsked::Kind::nothing && request.path.starts_with('/') &&
         request.path.find_first_of(" ?#") == std::string::npos;
}

bool is_exact(const std::vector<FieldAsked>& fields) {
  return std::all_of(fields.begin(), fields.end(), [](const FieldAsked& field) {
    return field.kind == FieldAsked::Kind::equals && field.values.size() == 1;
  });
}

/// Whether lint can read a request off the stub.
bool speaks_for_itself(const RequestDraft& request) {
  if (request.is_template || !is_exact(request.query) || !is_exact(request.headers)) return false;
  if (!request.path.starts_with('/')) return false;
  const BodyAsked& body = request.body;
  if (body.kind == BodyAsked::Kind::nothing) return true;
  if (body.kind == BodyAsked::Kind::form) return is_exact(body.form);
  const Node node = body_node(body);
  return node.find("size") == nullptr && node.find("json_like") == nullptr;
}

/// The body that reaches the stub: what was recorded, or as many bytes where those are no text.
std::string example_body(const RequestDraft& request, const std::string& recorded) {
  if (request.body.kind == BodyAsked::Kind::nothing) return {};
  if (recorded.size() > longest_example || recorded.empty()) return "x";
  return valid_utf8(recorded) && recorded.find('\0') == std::string::npos ? recorded
                                                                          : std::string(recorded.size(), 'x');
}

}  // namespace

Node request_node(const RequestDraft& request) {
  if (is_plain_line(request)) return literal_node(request.method + ' ' + written_path(request));
  MappingMaker node;
  std::vector<Node> nothing_else;
  node.add("method", literal_node(request.method));
  if (request.path.starts_with('/')) node.add("path", literal_node(written_path(request)));
  if (!request.query.empty()) node.add("query", fields_node(request.query));
  if (!request.query.empty() || request.no_other_query) nothing_else.push_back(literal_node("query"));
  auto headers = request.headers;
  if (request.body.kind == BodyAsked::Kind::multipart)
    headers.push_back({"Content-Type", FieldAsked::Kind::starts_with, {"multipart/"}});
  if (!headers.empty()) node.add("headers", fields_node(headers));
  if (request.body.kind == BodyAsked::Kind::form) nothing_else.push_back(literal_node("form"));
  if (!nothing_else.empty()) node.add("nothing_else", Node::sequence(std::move(nothing_else)));
  if (request.body.kind != BodyAsked::Kind::nothing) node.add("body", body_node(request.body));
  return node.done();
}

std::optional<Node> example_node(const recording::StubDraft& stub) {
  const RequestDraft& request = stub.request;
  if (speaks_for_itself(request)) return std::nullopt;
  const recording::Exchange& first = *stub.exchanges.front();
  const std::string line = request.method + ' ' + std::string{recording::origin_form(first.request.target)};
  MappingMaker headers;
  std::set<std::string> named;
  for (const FieldAsked& field : request.headers) named.insert(field.name);
  if (request.body.kind == BodyAsked::Kind::multipart || request.body.kind == BodyAsked::Kind::form)
    named.insert("Content-Type");
  for (const std::string& name : named)
    if (const auto value = first.request.headers.find(name); value && valid_utf8(*value))
      headers.add(name, literal_node(*value));
  const std::string body = example_body(request, first.request.body.bytes);
  if (headers.empty() && body.empty()) return literal_node(line);
  MappingMaker example;
  example.add("request", literal_node(line));
  if (!headers.empty()) example.add("headers", headers.done());
  if (!body.empty()) example.add("body", literal_node(body));
  return example.done();
}

}  // namespace phantomime::formats
