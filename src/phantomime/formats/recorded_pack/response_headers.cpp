#include <algorithm>
#include <map>

#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/recorded_pack/parts.hpp"
#include "phantomime/formats/yaml_writer.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/learn/value_format.hpp"

namespace phantomime::formats {
namespace {

using recording::Exchange;

constexpr std::size_t fewest_answers = 3;

/// `Expires` as a distance from `Date`.
std::optional<Node> relative_date(const Exchange& exchange, std::string_view value) {
  const auto date = exchange.response->headers.find("Date");
  if (!date) return std::nullopt;
  const auto base = recording::time_of(*date, recording::format_of(*date));
  const auto time = recording::time_of(value, recording::format_of(value));
  if (!base || !time || *time < *base - std::chrono::hours{24 * 400} || *time > *base + std::chrono::hours{24 * 400})
    return std::nullopt;
  return MappingMaker{}.add("http_date", literal_node(format_duration(*time - *base))).done();
}

/// The value of `Content-Length`: ours to say, but where it tells of a body that is not sent.
std::optional<Node> length_node(const Exchange& exchange, std::string_view value) {
  const int status = exchange.response->status;
  if (exchange.request.method == "HEAD" || status == 304) return literal_node(value);
  if (!http::may_have_body(status)) return std::nullopt;
  return literal_node("auto");
}

std::optional<Node> value_node(const recording::AnswerDraft& answer, std::size_t number,
                               std::vector<std::string>& notes) {
  const Exchange& exchange = *answer.sample;
  const http::Header line = exchange.response->headers.line(number);
  const bool body_leaves_chunked = exchange.response->body.chunks.has_value();
  if (http::same_name(line.name, "Content-Length")) return length_node(exchange, line.value);
  if (http::same_name(line.name, "Transfer-Encoding"))
    return body_leaves_chunked ? std::optional{literal_node(line.value)} : std::nullopt;
  if (recording::is_transport_header(line.name)) return std::nullopt;
  if (http::same_name(line.name, "Date") && recording::format_of(line.value) == recording::ValueFormat::http_date)
    return literal_node("auto");
  if (const auto made = answer.headers.find(number); made != answer.headers.end())
    return literal_node(made->second.before + "{{ " + made->second.code + " }}" + made->second.after);
  if (http::same_name(line.name, "Expires"))
    if (auto node = relative_date(exchange, line.value)) return node;
  if (valid_utf8(line.value) && !has_markup(line.value)) return literal_node(line.value);
  notes.push_back("without the header " + std::string{line.name} + ": its value cannot be written in YAML");
  return std::nullopt;
}

bool has(const HeaderLines& all, const std::string& name) {
  return std::any_of(all.begin(), all.end(), [&](const auto& line) { return http::same_name(line.first, name); });
}

/// Whether an answer's lines keep their order with these defaults: lines that replace a default's stand in its place,
/// further ones behind them all.
bool keeps_order(const HeaderLines& defaults, const HeaderLines& lines) {
  std::vector<std::string> order, sent;
  for (const auto& [name, value] : defaults)
    if (has(lines, name)) order.push_back(name);
  for (const auto& [name, value] : lines) {
    if (!has(defaults, name)) order.push_back(name);
    sent.push_back(name);
  }
  return order == sent;
}

bool same(const Node& a, const Node& b) { return write_yaml(a) == write_yaml(b); }

/// The value that most lines of a name have, and whether at least half of them do.
std::optional<Node> usual_value(const std::vector<HeaderLines>& answers, const std::string& name) {
  std::map<std::string, std::pair<std::size_t, const Node*>> counts;
  std::size_t all = 0;
  for (const HeaderLines& lines : answers)
    for (const auto& [own, value] : lines) {
      if (own != name) continue;
      if (!value.is_scalar()) return std::nullopt;
      auto& count = counts[write_yaml(value)];
      ++count.first, ++all;
      count.second = &value;
    }
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  if (most == counts.end() || most->second.first * 2 < all || most->second.first < 2) return std::nullopt;
  return *most->second.second;
}

}  // namespace

HeaderLines header_lines(const recording::AnswerDraft& answer, std::vector<std::string>& notes) {
  HeaderLines lines;
  const http::Headers& headers = answer.sample->response->headers;
  for (std::size_t number = 0; number < headers.size(); ++number) {
    const std::string name{headers.line(number).name};
    auto value = value_node(answer, number, notes);
    if (!value) continue;
    const auto earlier =
        std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return http::same_name(line.first, name); });
    if (earlier == lines.end()) {
      lines.emplace_back(name, std::move(*value));
    } else if (!http::same_name(name, "Content-Length") && !http::same_name(name, "Transfer-Encoding")) {
      if (!earlier->second.is_sequence()) earlier->second = Node::sequence({earlier->second});
      earlier->second.children().push_back(std::move(*value));
    }
  }
  return lines;
}

HeaderLines common_headers(const std::vector<HeaderLines>& answers) {
  if (answers.size() < fewest_answers) return {};
  std::map<std::vector<std::string>, std::size_t> counts;
  for (const HeaderLines& lines : answers) {
    std::vector<std::string> names;
    for (const auto& [name, value] : lines) names.push_back(name);
    ++counts[std::move(names)];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  HeaderLines common;
  for (const std::string& name : most->first) {
    auto value = usual_value(answers, name);
    if (!value) break;  // what follows would stand before it
    common.emplace_back(name, std::move(*value));
  }
  const auto disturbed = [&](const HeaderLines& lines) { return !keeps_order(common, lines); };
  while (!common.empty() && std::any_of(answers.begin(), answers.end(), disturbed)) common.pop_back();
  return common;
}

void ResponseMaker::add_headers(MappingMaker& response, const recording::AnswerDraft& answer,
                                std::vector<std::string>& notes) const {
  const HeaderLines lines = header_lines(answer, notes);
  std::vector<Node> without;
  for (const auto& [name, value] : defaults_)
    if (!has(lines, name)) without.push_back(literal_node(name));
  const bool has_body = http::may_have_body(answer.sample->response->status) && answer.sample->response->body.size > 0;
  if (has_body && !has(lines, "Content-Type") && !has(defaults_, "Content-Type"))
    without.push_back(literal_node("Content-Type"));
  MappingMaker own;
  for (const auto& [name, value] : lines) {
    const auto usual = std::find_if(defaults_.begin(), defaults_.end(),
                                    [&, &key = name](const auto& line) { return line.first == key; });
    if (usual == defaults_.end() || !same(usual->second, value)) own.add(name, value);
  }
  if (!without.empty()) response.add("without_headers", Node::sequence(std::move(without)));
  if (!own.empty()) response.add("headers", own.done());
}

}  // namespace phantomime::formats
