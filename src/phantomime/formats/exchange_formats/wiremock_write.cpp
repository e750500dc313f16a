#include <algorithm>
#include <cstdio>
#include <map>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/base64.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"

namespace phantomime::formats {
namespace {

using recording::Exchange;
using recording::RecordedResponse;

/// Letters, digits and dashes of a name, for a file's.
std::string file_name(std::string_view name, std::size_t number) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%04zu", number);
  std::string result = digits;
  for (const char c : name.substr(0, 60)) {
    if (is_letter(c) || is_digit(c))
      result += result.size() == 4 ? std::string{"-"} + to_lower(c) : std::string{to_lower(c)};
    else if (result.back() != '-')
      result += '-';
  }
  while (result.back() == '-') result.pop_back();
  return result + ".json";
}

/// Trees hold what JSON can say: texts are UTF-8, numbers came from JSON or were made here.
std::string pretty(const Node& node) {
  const auto text = node_to_json_text(node);
  return (text ? respell_written_json(*text, Spelling::pretty) : std::string{"null"}) + "\n";
}

std::string name_of_mapping(const Node& mapping) {
  const Node* const name = mapping.find("name");
  return name ? name->text() : std::string{};
}

/// A text of a head, or a body that is UTF-8.
Node utf8_node(std::string_view text) { return text_node(as_utf8(text)); }

Node request_of(const recording::RecordedRequest& request) {
  Node node = mapping_node("method", utf8_node(request.method));
  put(node, "url", utf8_node(origin_form(request.target)));
  const std::string& body = request.body.bytes;
  if (body.empty()) return node;
  put(node, "bodyPatterns",
      list_node({valid_utf8(body) ? mapping_node("equalTo", text_node(body))
                                  : mapping_node("binaryEqualTo", text_node(encode_base64(body)))}));
  return node;
}

Node headers_of(const http::Headers& headers, Losses& losses) {
  std::vector<std::pair<std::string, std::vector<Node>>> lines;
  for (const http::Header& line : headers) {
    if (http::same_name(line.name, "Content-Length") || http::same_name(line.name, "Transfer-Encoding") ||
        http::same_name(line.name, "Connection")) {
      losses.add("framing lines of answers' heads, which WireMock makes anew");
      continue;
    }
    const auto there = std::find_if(lines.begin(), lines.end(),
                                    [&](const auto& other) { return http::same_name(other.first, line.name); });
    if (there != lines.end())
      there->second.push_back(utf8_node(line.value));
    else
      lines.push_back({std::string{line.name}, {utf8_node(line.value)}});
  }
  Node node = mapping_node();
  for (auto& [name, values] : lines)
    put(node, name, values.size() == 1 ? values.front() : list_node(std::move(values)));
  return node;
}

Node response_of(const RecordedResponse& response, Losses& losses) {
  Node node = mapping_node("status", word_node(std::to_string(response.status)));
  if (!response.reason.empty()) put(node, "statusMessage", utf8_node(response.reason));
  if (!response.headers.empty()) put(node, "headers", headers_of(response.headers, losses));
  const std::string& body = response.body.bytes;
  if (!body.empty() && valid_utf8(body)) put(node, "body", text_node(body));
  if (!body.empty() && !valid_utf8(body)) put(node, "base64Body", text_node(encode_base64(body)));
  return node;
}

/// What was asked several times is a scenario whose states follow each other, as WireMock's own recorder makes it.
struct Repeats {
  std::size_t all = 0, so_far = 0, scenario = 0;
};

void add_states(Node& mapping, const Repeats& repeats) {
  const std::string scenario = "scenario-" + std::to_string(repeats.scenario);
  const auto state = [&](std::size_t number) {
    return number == 1 ? std::string{"Started"} : scenario + "-" + std::to_string(number);
  };
  put(mapping, "scenarioName", text_node(scenario));
  put(mapping, "requiredScenarioState", text_node(state(repeats.so_far)));
  if (repeats.so_far < repeats.all) put(mapping, "newScenarioState", text_node(state(repeats.so_far + 1)));
}

}  // namespace

OutputFiles wiremock_files(std::vector<Node> mappings, Layout layout) {
  if (layout == Layout::file) return {{"", pretty(mapping_node("mappings", list_node(std::move(mappings))))}};
  OutputFiles files;
  for (std::size_t at = 0; at < mappings.size(); ++at)
    files["mappings/" + file_name(name_of_mapping(mappings[at]), at + 1)] = pretty(mappings[at]);
  return files;
}

OutputFiles write_wiremock(std::span<const Exchange> exchanges, Layout layout, Losses& losses) {
  std::map<std::string, Repeats> asked;
  const auto key_of = [](const Exchange& exchange) { return pretty(request_of(exchange.request)); };
  for (const Exchange& exchange : exchanges)
    if (exchange.response) ++asked[key_of(exchange)].all;
  std::size_t scenarios = 0;
  std::vector<Node> mappings;
  for (const Exchange& exchange : exchanges) {
    if (!exchange.response) {
      losses.add("exchanges without an answer");
      continue;
    }
    Repeats& repeats = asked.at(key_of(exchange));
    if (++repeats.so_far == 1 && repeats.all > 1) repeats.scenario = ++scenarios;
    Node mapping = mapping_node(
        "name", utf8_node(shorten(printable(exchange.request.method + " " + exchange.request.target), 120)));
    put(mapping, "request", request_of(exchange.request));
    put(mapping, "response", response_of(*exchange.response, losses));
    if (repeats.all > 1) add_states(mapping, repeats);
    mappings.push_back(std::move(mapping));
  }
  return wiremock_files(std::move(mappings), layout);
}

OutputFiles write_wiremock_stubs(const StubTrees& trees, Layout layout, Losses& losses) {
  std::vector<Node> mappings;
  for (const Node& stub : trees.stubs) {
    Obstacle obstacle;
    Node mapping = mapping_node("name", text_node(stub.find("name") ? stub.find("name")->text() : ""));
    if (const Node* const priority = stub.find("priority"); priority && priority->as_integer())
      put(mapping, "priority", word_node(std::to_string(usual_priority - *priority->as_integer())));
    put(mapping, "request", request_to_wiremock(*stub.find("request"), losses, obstacle));
    put(mapping, "response", response_to_wiremock(*stub.find("response"), losses, obstacle));
    for (const std::string_view key : {"do", "state"})
      if (stub.find(key)) obstacle.meet("what is remembered ('" + std::string{key} + "')");
    if (stub.find("expect")) losses.add("how often stubs are to be called");
    if (obstacle.met())
      losses.add("stubs with " + obstacle.what() + " (left out)");
    else
      mappings.push_back(std::move(mapping));
  }
  return wiremock_files(std::move(mappings), layout);
}

}  // namespace phantomime::formats
