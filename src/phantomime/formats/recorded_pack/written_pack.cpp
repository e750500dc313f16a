#include <chrono>
#include <map>

#include "phantomime/base/time_text.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/recorded_pack/written.hpp"
#include "phantomime/formats/yaml_writer.hpp"

namespace phantomime::formats {
namespace {

using recording::StubDraft;

constexpr std::size_t most_numbers = 12, longest_comment = 200;

std::string comment(const std::string& indent, const std::string& text) {
  return indent + "# " + shorten(printable(text), longest_comment) + '\n';
}

/// `recorded 2026-11-25 from https://phantom.example, exchanges 3, 7, 12`.
std::string provenance_text(const StubDraft& stub) {
  const recording::Exchange& first = *stub.exchanges.front();
  std::string text = "recorded " + format_instant(first.began).substr(0, 10) + " from " + first.origin;
  text += stub.exchanges.size() == 1 ? ", exchange " : ", exchanges ";
  for (std::size_t at = 0; at < stub.exchanges.size() && at < most_numbers; ++at)
    text += (at ? ", " : "") + std::to_string(stub.exchanges[at]->number);
  if (stub.exchanges.size() > most_numbers) text += " and " + std::to_string(stub.exchanges.size() - most_numbers) + " more";
  return text;
}

/// What of the answers is not what was recorded.
std::string made_text(const StubDraft& stub) {
  std::set<std::string> made;
  for (const recording::AnswerDraft& answer : stub.answers) {
    for (const auto& [pointer, expression] : answer.body) made.insert(pointer.empty() ? "the body" : pointer);
    for (const auto& [number, expression] : answer.headers)
      made.insert(std::string{answer.sample->response->headers.line(number).name});
  }
  std::string text;
  for (const std::string& one : made) text += (text.empty() ? "made for each request: " : ", ") + one;
  return text;
}

std::string indented(const std::string& text, const std::string& indent) {
  std::string result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    if (end > begin + 1) result += indent;
    result.append(text, begin, end - begin);
    begin = end;
  }
  return result;
}

Node stub_node(const StubDraft& stub, ResponseMaker& responses, std::vector<std::string>& notes) {
  MappingMaker node;
  node.add("name", text_node(stub.name));
  node.add("request", request_node(stub.request));
  if (auto example = example_node(stub)) node.add("example", std::move(*example));
  node.add("provenance", text_node("recorded"));
  node.add("response", responses.response_node(stub, notes));
  return Node::sequence({node.done()});
}

std::string pack_section(const recording::PackDraft& draft) {
  const std::string day = format_instant(draft.began).substr(0, 10);
  MappingMaker pack;
  pack.add("summary", text_node("recorded " + day + " from " + draft.origin));
  pack.add("epoch", text_node(format_instant(std::chrono::floor<std::chrono::seconds>(draft.began))));
  return write_yaml(MappingMaker{}.add("phantomime", plain_node("1")).add("pack", pack.done()).done());
}

std::string defaults_section(const HeaderLines& defaults) {
  if (defaults.empty()) return {};
  MappingMaker headers;
  for (const auto& [name, value] : defaults) headers.add(name, value);
  const Node response = MappingMaker{}.add("headers", headers.done()).done();
  return '\n' + write_yaml(MappingMaker{}.add("defaults", MappingMaker{}.add("response", response).done()).done());
}

HeaderLines defaults_of(const recording::PackDraft& draft) {
  std::vector<HeaderLines> all;
  std::vector<std::string> ignored;
  for (const StubDraft& stub : draft.stubs)
    for (const recording::AnswerDraft& answer : stub.answers) all.push_back(header_lines(answer, ignored));
  return common_headers(all);
}

}  // namespace

std::vector<PackFile> written_pack(const recording::PackDraft& draft) {
  const HeaderLines defaults = defaults_of(draft);
  ResponseMaker responses{defaults};
  std::string text = comment("", "Made of a recording by phantomime"
                                     "; change it as you like. Recording into this folder again replaces it.");
  for (const std::string& left_out : draft.left_out) text += comment("", "not played: " + left_out);
  text += pack_section(draft) + defaults_section(defaults) + "\nstubs:\n";
  for (const StubDraft& stub : draft.stubs) {
    std::vector<std::string> notes = stub.notes;
    const std::string tree = write_yaml(stub_node(stub, responses, notes));
    text += comment("  ", provenance_text(stub));
    if (const std::string made = made_text(stub); !made.empty()) text += comment("  ", made);
    for (const std::string& note : notes) text += comment("  ", note);
    text += indented(tree, "  ");
  }
  std::vector<PackFile> files{{"pack.yaml", std::move(text)}};
  for (PackFile& fixture : responses.fixtures()) files.push_back(std::move(fixture));
  return files;
}

}  // namespace phantomime::formats
