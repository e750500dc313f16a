#include "phantomime/cli/expect_file.hpp"

#include <utility>

#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/scenario/words.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t most_file_bytes = 16u << 20;
constexpr std::size_t most_entries = 10'000;
constexpr std::size_t most_differences_told = 3;

/// What a matcher asks for, in short: its method and path, as far as it names them.
std::string name_of_matcher(const Node& matcher) {
  if (matcher.is_scalar()) return http::redact_url(matcher.text());
  const auto text = [&](std::string_view key) {
    const Node* value = matcher.find(key);
    return value && value->is_scalar() ? value->text() : std::string{};
  };
  std::string path = text("path");
  if (path.empty()) path = text("path_regex");
  const std::string method = text("method");
  const std::string name = method + (method.empty() || path.empty() ? "" : " ") + http::redact_url(path);
  return name.empty() ? "a request" : name;
}

std::string name_of_entry(const Node& entry) {
  if (const Node* in_order = entry.find("in_order")) {
    std::string name;
    for (const Node& matcher : in_order->items().first(std::min<std::size_t>(in_order->items().size(), 3)))
      name += (name.empty() ? "" : ", then ") + name_of_matcher(matcher);
    return name + (in_order->items().size() > 3 ? ", ..." : "");
  }
  const Node* request = entry.find("request");
  return request ? name_of_matcher(*request) : "a request";
}

/// A file that cannot even be walked: where, and what it should have been.
bool is_sound_list(const Node& root, Errors& errors) {
  const auto wrong = [&](std::string what, std::string hint) {
    errors.push_back({ErrorCode::wrong_type, std::move(what), root.location(), std::move(hint)});
    return false;
  };
  const std::string example = "write a list: - {request: GET /orders, times: {exactly: 1}}";
  if (!root.is_sequence())
    return wrong("the file should be a list of what is expected, not " + std::string{root.type_name()}, example);
  if (root.size() == 0) return wrong("the file expects nothing", example);
  if (root.size() > most_entries)
    return wrong("the file has " + std::to_string(root.size()) + " entries",
                 "at most " + std::to_string(most_entries) + " are allowed");
  return true;
}

/// `GET /helo: path is /helo, not /hello`.
std::string near_text(const OrderedJson& near) {
  const auto& request = near.at("request");
  std::string text = request.at("method").get<std::string>() + " " + request.at("target").get<std::string>();
  std::size_t told = 0;
  for (const auto& one : near.at("differences")) {
    if (told == most_differences_told) break;
    matchers::Difference difference;
    difference.field = one.at("field").get<std::string>();
    difference.expected = one.at("expected").get<std::string>();
    difference.actual = one.at("actual").get<std::string>();
    text += (told++ == 0 ? ": " : "; ") + scenario::sentence(difference);
  }
  return text;
}

}  // namespace

std::optional<ExpectFile> read_expect_file(const FileStore& files, const std::string& path,
                                           const scenario::Scenario& scenario, Errors& errors) {
  auto text = files.read(path, most_file_bytes);
  if (!text) {
    errors.push_back(text.error());
    return std::nullopt;
  }
  ExpectFile file;
  file.source = std::make_shared<const Source>(path, *std::move(text));
  const std::size_t before = errors.size();
  const auto document = formats::read_yaml(file.source, errors);
  if (!document || !is_sound_list(document->root, errors)) return std::nullopt;
  for (const Node& entry : document->root.items())
    if (auto question = server::read_question(entry, scenario, errors))
      file.entries.push_back({name_of_entry(entry), entry.location(), *std::move(question)});
  if (errors.size() > before) return std::nullopt;
  return file;
}

std::vector<reports::RunReport::Expectation> judge(ExpectFile file, const scenario::Journal& journal) {
  std::vector<reports::RunReport::Expectation> result;
  for (ExpectFile::Entry& entry : file.entries) {
    const OrderedJson answer = server::answer_question(std::move(entry.question), journal);
    reports::RunReport::Expectation one;
    one.name = std::move(entry.name);
    one.where = entry.where.to_string();
    one.met = answer.at("passed").get<bool>();
    one.expected = answer.at("expected").get<std::string>();
    one.count = answer.at("count").get<std::uint64_t>();
    one.forgotten = answer.at("dropped").get<std::uint64_t>();
    for (const auto& near : answer.at("nearest")) one.nearest.push_back(near_text(near));
    result.push_back(std::move(one));
  }
  return result;
}

}  // namespace phantomime::cli
