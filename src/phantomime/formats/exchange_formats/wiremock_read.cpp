#include <algorithm>
#include <set>

#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/example_loader.hpp"
#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/formats/exchange_formats/parsed_text.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"
#include "phantomime/formats/paths.hpp"
#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/http/request_view.hpp"

namespace phantomime::formats {
namespace {

constexpr int most_folders_deep = 16;
constexpr std::size_t most_files = 20'000;

/// Keys that say nothing of what is answered.
bool is_of_no_matter(std::string_view key) {
  return key == "id" || key == "uuid" || key == "name" || key == "priority" || key == "request" || key == "response" ||
         key == "persistent" || key == "metadata" || key == "insertionIndex";
}

class WiremockReader {
 public:
  WiremockReader(const ConversionInput& input, Reading& reading, StubTrees& trees)
      : input_{input}, reading_{reading}, trees_{trees} {}

  void whole() {
    if (input_.source) {
      const std::string folder = folder_of(input_.path);
      return document(input_, WiremockFiles{*input_.files, files_beside(folder)});
    }
    const std::string mappings = join(input_.path, "mappings");
    const bool within = input_.files->type(mappings) == FileStore::Type::folder;
    const std::string root = within ? mappings : input_.path;
    std::vector<std::string> paths;
    find(root, 0, paths);
    const WiremockFiles files{*input_.files, within ? join(input_.path, "__files") : files_beside(root)};
    for (const std::string& path : paths) {
      auto file = open_input(*input_.files, path);
      if (file)
        document(*file, files);
      else
        (void)reading_.entry(path, [&] { reading_.errors().push_back(file.error()); });
    }
    if (paths.empty())
      reading_.errors().push_back(
          {ErrorCode::not_found, "'" + root + "' has no mappings", {}, "name a folder of .json files"});
  }

 private:
  /// `__files` is beside `mappings`.
  static std::string files_beside(const std::string& folder) {
    return join(name_of(folder) == "mappings" ? folder_of(folder) : folder, "__files");
  }

  void find(const std::string& folder, int depth, std::vector<std::string>& paths) {
    const auto entries = input_.files->list(folder);
    if (!entries) return reading_.errors().push_back(entries.error());
    for (const FileStore::Entry& entry : *entries) {
      const std::string path = join(folder, entry.name);
      if (entry.type == FileStore::Type::folder && depth < most_folders_deep && entry.name != "__files")
        find(path, depth + 1, paths);
      else if (entry.type == FileStore::Type::file && entry.name.ends_with(".json") && paths.size() < most_files)
        paths.push_back(path);
    }
  }

  void document(const ConversionInput& file, const WiremockFiles& files) {
    const auto parsed = parsed_json(file, reading_);
    if (!parsed) return;
    const Node& root = parsed->root;
    const Node* const list = root.is_sequence() ? &root : reading_.list(root, "mappings");
    if (list)
      reading_.each_entry(*list, "mapping", [&](const Node& node) { mapping(node, files); });
    else
      (void)reading_.entry(file.path, [&] { mapping(root, files); });
  }

  void mapping(const Node& node, const WiremockFiles& files) {
    const std::size_t errors = reading_.errors().size();
    const Node* const request = reading_.required(node, "request", "a mapping");
    const Node* const response = reading_.required(node, "response", "a mapping");
    if (!request || !response || !expect_mapping(*request, reading_.context(), "'request'") ||
        !expect_mapping(*response, reading_.context(), "'response'"))
      return;
    Obstacle obstacle;
    WiremockExample example;
    Node stub = mapping_node("name", text_node(name(node, *request)));
    look_at_rest(node, obstacle);
    put(stub, "request", request_from_wiremock(*request, reading_, obstacle, example));
    if (const auto priority = reading_.integer(node, "priority", -1'000'000, 1'000'000);
        priority && *priority != usual_priority)
      put(stub, "priority", word_node(std::to_string(usual_priority - *priority)));
    put(stub, "response", response_from_wiremock(*response, files, reading_, obstacle));
    if (reading_.errors().size() > errors) return;
    if (!obstacle.met()) prove(stub, example, obstacle);
    if (obstacle.met())
      reading_.losses().add("stubs with " + obstacle.what() + " (left out)");
    else
      trees_.stubs.push_back(std::move(stub));
  }

  /// Unique, for people.
  std::string name(const Node& node, const Node& request) {
    std::string said = reading_.text(node, "name").value_or(std::string{});
    if (said.empty()) {
      said = reading_.text(request, "method").value_or("ANY");
      for (const std::string_view key : {"url", "urlPath", "urlPattern", "urlPathPattern", "urlPathTemplate"})
        if (const auto path = reading_.text(request, key)) said += " " + *path;
    }
    said = shorten(printable(said), 120);
    for (std::size_t number = 2; !names_.insert(said).second; ++number) {
      const std::size_t behind = said.rfind(" #");
      said = (number > 2 ? said.substr(0, behind) : said) + " #" + std::to_string(number);
    }
    return said;
  }

  void look_at_rest(const Node& node, Obstacle& obstacle) {
    for (std::size_t entry = 0; entry < node.size(); ++entry) {
      const std::string& key = node.key(entry).text();
      if (is_of_no_matter(key)) continue;
      if (key == "scenarioName" || key == "requiredScenarioState" || key == "newScenarioState")
        obstacle.meet("states of a scenario");
      else if (key == "postServeActions" || key == "serveEventListeners")
        reading_.losses().add("what is done after answering (webhooks)");
      else
        reading_.losses().add("the key '" + shorten(printable(key), 60) + "' of mappings");
    }
  }

  /// What the scenario language refuses is left out, and a stub that is a pattern needs an example that reaches it.
  void prove(Node& stub, const WiremockExample& example, Obstacle& obstacle) {
    Errors errors;
    const auto loaded = load_run_time_stub(stub, nothing_, 0, errors, Saying::code);
    if (!loaded) return obstacle.meet("what a pack refuses: " + shorten(printable(errors.front().what), 120));
    if (!loaded->request.is_pattern()) return;
    Node node = example.node();
    NoFixtures fixtures;
    LoadContext context{fixtures, errors};
    const auto request = load_example(node, context);
    if (!request || !errors.empty() || !loaded->request.matches(http::RequestView{*request}))
      return obstacle.meet("a pattern for which no example request was found");
    put(stub, "example", std::move(node));
  }

  class NoFixtures final : public FixtureReader {
   public:
    std::shared_ptr<const std::string> read(std::string_view, Error& error) override {
      error = {ErrorCode::not_found, "there are no fixtures here", {}, ""};
      return nullptr;
    }
  };

  const ConversionInput& input_;
  Reading& reading_;
  StubTrees& trees_;
  std::set<std::string> names_;
  scenario::Scenario nothing_;
};

}  // namespace

void read_wiremock(const ConversionInput& input, Reading& reading, StubTrees& trees) {
  WiremockReader{input, reading, trees}.whole();
}

}  // namespace phantomime::formats
