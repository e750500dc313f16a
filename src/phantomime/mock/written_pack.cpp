// A server built in code, written out as a pack.
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "phantomime/formats/example_loader.hpp"
#include "phantomime/formats/run_time_loader.hpp"
#include "phantomime/formats/variables.hpp"
#include "phantomime/formats/yaml_writer.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/mock/world.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime {
namespace detail {
namespace {

Node text(std::string_view value) { return Node::scalar(std::string{value}, Node::Style::quoted); }

/// A request that came, as an example; what may be secret in it is not written.
Node example_from(const http::Request& request) {
  std::vector<Node> example{text("request"), text(request.method + ' ' + http::redact_url(request.target))};
  std::vector<Node> headers;
  for (const http::Header& line : request.headers) {
    // What the pack's credentials are is its own to say, and what the connection needs is none of the example's.
    if (http::is_secret_name(line.name) || http::same_name(line.name, "Host") ||
        http::same_name(line.name, "Content-Length") || http::same_name(line.name, "Connection"))
      continue;
    headers.push_back(text(line.name));
    headers.push_back(text(line.value));
  }
  if (!headers.empty()) {
    example.push_back(text("headers"));
    example.push_back(Node::mapping(std::move(headers)));
  }
  if (!request.body.empty()) {
    example.push_back(text("body"));
    example.push_back(text(http::redact_body(request.body, request.body.size() * 2)));
  }
  return Node::mapping(std::move(example));
}

bool reaches(const Node& example, const scenario::Stub& stub, const scenario::Scenario& packs) {
  Errors errors;
  formats::ScenarioFixtures fixtures{packs};
  LoadContext context{fixtures, errors};
  const auto request = formats::load_example(example, context);
  return request && errors.empty() && stub.request.matches(http::RequestView{*request});
}

/// A request that reaches the stub: one that came, or one that can be guessed.
Node example_of(const World& world, const scenario::Stub& stub) {
  const auto engine = world.engine();
  for (const auto& entry : engine->journal().excerpt().entries) {
    if (!stub.request.matches(http::RequestView{entry->request})) continue;
    Node example = example_from(entry->request);
    if (reaches(example, stub, world.packs())) return example;
  }
  Node guessed = text(formats::suggest_example(stub.request));
  if (reaches(guessed, stub, world.packs())) return guessed;
  throw std::invalid_argument("the stub '" + stub.name +
                              "' needs an example to be written, because its method, path or body is a pattern: add "
                              ".with(\"example: METHOD TARGET\")");
}

Node written(const World& world, const StubInCode& stub) {
  if (stub.responder)
    throw std::invalid_argument("the stub '" + stub.name +
                                "' answers in code, which no pack can hold: let it respond with data");
  Node node = stub.said.node;
  Errors errors;
  const auto loaded = formats::load_run_time_stub(node, world.packs(), 0, errors, formats::Saying::code);
  if (!loaded) throw std::invalid_argument(render(errors));
  if (!loaded->example && loaded->request.is_pattern()) put(node, text("example"), example_of(world, *loaded));
  formats::escape_variables(node);
  return node;
}

}  // namespace
}  // namespace detail

std::string Space::to_yaml() const {
  const detail::World& world = detail::checked(world_);
  std::vector<Node> stubs;
  // The latest wins where two match equally well; in a file it is the first.
  const auto said = world.stubs();
  for (auto stub = said.rbegin(); stub != said.rend(); ++stub) stubs.push_back(detail::written(world, **stub));
  std::vector<Node> entries{Node::scalar("phantomime"), Node::scalar("1"), Node::scalar("stubs"),
                            Node::sequence(std::move(stubs))};
  return formats::write_yaml(Node::mapping(std::move(entries)));
}

void Space::write_pack(const std::string& folder) const {
  const std::string text = to_yaml();
  const std::filesystem::path path = std::filesystem::path{folder} / "pack.yaml";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw std::runtime_error("cannot make " + folder + ": " + error.message());
  if (const auto written = server::replace_file(path, text); !written) throw std::runtime_error(written.error().what);
}

}  // namespace phantomime
