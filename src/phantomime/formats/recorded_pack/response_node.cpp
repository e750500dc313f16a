#include <algorithm>
#include <array>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/json_pointer.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/recorded_pack/parts.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/recording/learn/members.hpp"

namespace phantomime::formats {
namespace {

using recording::AnswerDraft;
using recording::Expression;
using recording::RecordedResponse;
using Expressions = std::map<std::string, Expression>;

constexpr std::size_t longest_json = 4u << 10, longest_text = 2u << 10, longest_bytes = 256,
                      longest_template = 64u << 10;
constexpr std::size_t longest_name = 60, most_chunks = 1000;

std::string braced(const Expression& expression) { return "{{ " + expression.code + " }}"; }

Node expression_node(const Expression& expression) {
  if (!expression.time_style.empty())
    return MappingMaker{}
        .add("$time", literal_node(braced(expression)))
        .add("$style", literal_node(expression.time_style))
        .done();
  return literal_node(expression.before + braced(expression) + expression.after);
}

/// Puts expressions in their places. Whether nothing else in it would be taken for a template or a form.
bool compute(Node& node, const std::string& pointer, const Expressions& expressions) {
  if (const auto found = expressions.find(pointer); found != expressions.end() && !node.is_null()) {
    node = expression_node(found->second);
    return true;
  }
  if (node.is_scalar()) return !has_markup(node.text());
  if (node.is_mapping() && node.size() > 0 && node.key(0).text().starts_with('$')) return false;
  for (std::size_t at = 0; at < node.size(); ++at) {
    const std::string name = node.is_mapping() ? node.key(at).text() : std::to_string(at);
    Node& child = node.is_mapping() ? node.children()[at * 2 + 1] : node.children()[at];
    if (!compute(child, pointer_to(pointer, name), expressions)) return false;
  }
  return true;
}

/// How the program would write this JSON so that it is the same bytes; nothing where it could not.
std::optional<Spelling> spelling_of(const Node& tree, std::string_view bytes) {
  const auto text = node_to_json_text(tree);
  if (!text) return std::nullopt;
  for (const Spelling spelling : {Spelling::compact, Spelling::python, Spelling::pretty}) {
    const auto written = respell_json(*text, spelling);
    if (written && *written == bytes) return spelling;
  }
  return std::nullopt;
}

void add_spelling(MappingMaker& response, Spelling spelling) {
  if (spelling == Spelling::python) response.add("spelling", literal_node("python"));
  if (spelling == Spelling::pretty) response.add("spelling", literal_node("pretty"));
}

bool add_json(MappingMaker& response, const std::string& bytes, const Expressions& expressions) {
  if (bytes.size() > (expressions.empty() ? longest_json : longest_template)) return false;
  Errors errors;
  auto tree = json_node(bytes);
  if (!tree) return false;
  // `$${` stands for `${` in the tree and not in what is compared.
  const auto spelling = bytes.find("${") == std::string::npos ? spelling_of(*tree, bytes) : std::nullopt;
  if (!spelling) return false;
  if (expressions.empty()) {
    response.add("json", std::move(*tree));
  } else {
    if (!compute(*tree, "", expressions)) return false;
    response.add("computed", std::move(*tree));
  }
  add_spelling(response, *spelling);
  return true;
}

std::string quoted_inside(const std::string& text) {
  const std::string quoted = json_quote(text);
  return quoted.substr(1, quoted.size() - 2);
}

/// The bytes as they are, with expressions in the places of values.
bool add_template(MappingMaker& response, const std::string& bytes, const Expressions& expressions) {
  const auto leaves = recording::json_leaves(bytes);
  if (!leaves || expressions.empty() || bytes.size() > longest_template || !valid_utf8(bytes) || has_markup(bytes))
    return false;
  std::string text;
  std::size_t at = 0;
  for (const recording::JsonLeaf& leaf : *leaves) {
    const auto found = expressions.find(leaf.pointer);
    if (found == expressions.end() || !found->second.time_style.empty()) continue;
    text += bytes.substr(at, leaf.begin - at);
    const Expression& expression = found->second;
    const bool is_text = leaf.kind == recording::Member::Kind::text;
    text += is_text
                ? '"' + quoted_inside(expression.before) + braced(expression) + quoted_inside(expression.after) + '"'
                : braced(expression);
    at = leaf.end;
  }
  response.add("template", literal_node(text + bytes.substr(at)));
  return true;
}

/// What a body file is called behind its dot.
std::string_view ending_of(const RecordedResponse& response) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> endings{{{"json", "json"},
                                                                                          {"html", "html"},
                                                                                          {"xml", "xml"},
                                                                                          {"text/plain", "txt"},
                                                                                          {"text/css", "css"},
                                                                                          {"javascript", "js"},
                                                                                          {"csv", "csv"},
                                                                                          {"png", "png"},
                                                                                          {"jpeg", "jpg"},
                                                                                          {"gif", "gif"},
                                                                                          {"svg", "svg"},
                                                                                          {"pdf", "pdf"},
                                                                                          {"gzip", "gz"},
                                                                                          {"zip", "zip"}}};
  if (response.headers.has("Content-Encoding")) return "bin";
  const auto type = response.headers.find("Content-Type").value_or("");
  for (const auto& [part, ending] : endings)
    if (type.find(part) != std::string_view::npos) return ending;
  return "bin";
}

std::string file_stem(const std::string& name) {
  std::string stem;
  for (const char c : name) {
    if (is_letter(c) || is_digit(c) || c == '-')
      stem += to_lower(c);
    else if (!stem.empty() && stem.back() != '_')
      stem += '_';
    if (stem.size() >= longest_name) break;
  }
  while (!stem.empty() && stem.back() == '_') stem.pop_back();
  return stem.empty() ? "body" : stem;
}

bool is_plain_text(const std::string& bytes) {
  return valid_utf8(bytes) && std::all_of(bytes.begin(), bytes.end(), [](char c) {
           return static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t' || c == '\r';
         });
}

std::uint64_t largest(const std::vector<std::uint64_t>& chunks) {
  return chunks.empty() ? 0 : *std::max_element(chunks.begin(), chunks.end());
}

Node chunks_node(const std::vector<std::uint64_t>& chunks) {
  if (chunks.size() <= 1 || chunks.size() > most_chunks)
    return plain_node(std::to_string(chunks.empty() || chunks.front() == 0
                                         ? std::uint64_t{1} << 20
                                         : std::min(chunks.front(), std::uint64_t{1} << 30)));
  std::vector<Node> sizes;
  sizes.reserve(chunks.size());
  for (const std::uint64_t size : chunks)
    sizes.push_back(plain_node(std::to_string(std::min(size, std::uint64_t{1} << 30))));
  return Node::sequence(std::move(sizes));
}

}  // namespace

std::string ResponseMaker::keep(const recording::StubDraft& stub, const RecordedResponse& response) {
  if (const auto known = kept_.find(response.body.bytes); known != kept_.end()) return known->second;
  const std::string stem = file_stem(stub.name);
  std::string path = stem + '.' + std::string{ending_of(response)};
  for (int number = 2; !names_.insert(path).second; ++number)
    path = stem + '_' + std::to_string(number) + '.' + std::string{ending_of(response)};
  fixtures_.push_back({"fixtures/" + path, response.body.bytes});
  kept_.emplace(response.body.bytes, path);
  return path;
}

void ResponseMaker::add_body(MappingMaker& response, const recording::StubDraft& stub, const AnswerDraft& answer,
                             std::vector<std::string>& notes) {
  const RecordedResponse& recorded = *answer.sample->response;
  if (!http::may_have_body(recorded.status)) return;
  if (recorded.body.kept != recording::Body::Kept::here) {
    notes.push_back("without the body of exchange " + std::to_string(answer.sample->number) + ", which was not kept" +
                    (recorded.body.why.empty() ? "" : ": " + recorded.body.why));
    return;
  }
  const std::string& bytes = recorded.body.bytes;
  if (bytes.empty()) return;
  if (add_json(response, bytes, answer.body) || add_template(response, bytes, answer.body)) return;
  if (bytes.size() <= longest_text && is_plain_text(bytes))
    response.add("text", literal_node(bytes));
  else if (bytes.size() <= longest_bytes)
    response.add("base64", literal_node(encode_base64(bytes)));
  else
    response.add("file", literal_node(keep(stub, recorded)));
}

void ResponseMaker::add_answer(MappingMaker& response, const recording::StubDraft& stub, const AnswerDraft& answer,
                               std::vector<std::string>& notes) {
  const RecordedResponse& recorded = *answer.sample->response;
  if (recorded.status != 200) response.add("status", plain_node(std::to_string(recorded.status)));
  if (recorded.reason != http::reason_phrase(recorded.status)) {
    if (recorded.reason.empty())
      notes.push_back("with the usual reason: none was recorded");
    else if (valid_utf8(recorded.reason))
      response.add("reason", literal_node(recorded.reason));
    else
      notes.push_back("with another reason: what was recorded cannot be written in YAML");
  }
  add_headers(response, answer, notes);
  add_body(response, stub, answer, notes);
  if (!recorded.body.coding.empty()) response.add("coding", literal_node(recorded.body.coding));
  const bool chunked =
      recorded.body.chunks && http::may_have_body(recorded.status) && answer.sample->request.method != "HEAD";
  // Coded anew it has another length: sizes one by one would not add up.
  if (chunked && !recorded.body.coding.empty())
    response.add("chunks", chunks_node({largest(*recorded.body.chunks)}));
  else if (chunked)
    response.add("chunks", chunks_node(*recorded.body.chunks));
  if (!recorded.body.trailers.empty()) notes.push_back("without its trailers, which only `serve --exact` plays");
}

Node ResponseMaker::response_node(const recording::StubDraft& stub, std::vector<std::string>& notes) {
  MappingMaker response;
  if (stub.answers.size() == 1) {
    add_answer(response, stub, stub.answers.front(), notes);
    return response.done();
  }
  std::vector<Node> answers;
  for (const AnswerDraft& answer : stub.answers) {
    MappingMaker one;
    add_answer(one, stub, answer, notes);
    answers.push_back(one.done());
  }
  response.add("sequence", Node::sequence(std::move(answers)));
  response.add("then", literal_node("last stays"));
  return response.done();
}

}  // namespace phantomime::formats
