#include "support/scenario_maker.hpp"

#include <gtest/gtest.h>

namespace phantomime::scenario::testing {
namespace {

class NoFixtures final : public FixtureReader {
 public:
  std::shared_ptr<const std::string> read(std::string_view path, Error& error) override {
    error = {ErrorCode::not_found, "no fixture '" + std::string{path} + "'", {}, {}};
    return nullptr;
  }
};

/// Runs a loader and fails the test with what it reported.
template <class Load>
void run(Load&& load) {
  NoFixtures fixtures;
  Errors errors;
  LoadContext context{fixtures, errors};
  load(context);
  EXPECT_TRUE(errors.empty()) << render(errors);
}

const std::shared_ptr<const Source>& source() {
  static const auto made = std::make_shared<const Source>("pack.yaml", "");
  return made;
}

Node node_of(const OrderedJson& json) {
  Node node;
  if (json.is_array()) {
    std::vector<Node> items;
    for (const OrderedJson& item : json) items.push_back(node_of(item));
    node = Node::sequence(std::move(items));
  } else if (json.is_object()) {
    std::vector<Node> entries;
    for (const auto& [key, value] : json.items()) {
      entries.push_back(Node::scalar(key));
      entries.push_back(node_of(value));
    }
    node = Node::mapping(std::move(entries));
  } else if (json.is_string()) {
    node = Node::scalar(json.get<std::string>(), Node::Style::quoted);
  } else {
    node = Node::scalar(json.dump());
  }
  return node.at(source().get(), 1, 1);
}

}  // namespace

Node node_of(std::string_view json) { return node_of(OrderedJson::parse(json)); }

Location place(std::string_view file, std::uint32_t line) {
  return {std::make_shared<const Source>(std::string{file}, ""), line, 1};
}

Stub stub_of(std::string_view json, std::uint32_t line) {
  Stub stub;
  const Node node = node_of(json);
  stub.name = node.find("name")->text();
  stub.where = {source(), line, 1};
  if (const Node* priority = node.find("priority")) stub.priority = *priority->as_integer();
  if (const Node* expect = node.find("expect")) {
    const auto count = static_cast<std::uint64_t>(*expect->as_integer());
    stub.expect = Expectation{count, count};
  }
  run([&](LoadContext& context) {
    load_request(*node.find("request"), context, stub.request);
    if (stub.request.path) context.captures = stub.request.path->capture_names();
    const Node nothing = Node::mapping({});
    const Node* response = node.find("response");
    load_response(response ? *response : nothing, context, stub.response);
  });
  return stub;
}

directives::ResponseSpec response_of(std::string_view json) {
  directives::ResponseSpec spec;
  run([&](LoadContext& context) { load_response(node_of(json), context, spec); });
  return spec;
}

std::shared_ptr<const matchers::Credential> credential_of(std::string_view json) {
  std::shared_ptr<const matchers::Credential> credential;
  run([&](LoadContext& context) { credential = matchers::load_credential(node_of(json), context); });
  return credential;
}

std::shared_ptr<Scenario> scenario_of(const std::vector<std::string_view>& stubs) {
  auto scenario = std::make_shared<Scenario>();
  Pack& pack = scenario->packs.emplace_back();
  pack.name = "acme";
  pack.where = {source(), 2, 1};
  std::uint32_t line = 0;
  for (const std::string_view stub : stubs) scenario->stubs.push_back(stub_of(stub, line += 10));
  return scenario;
}

http::Request request_of(std::string_view line, std::string body, http::Headers headers) {
  http::Request request;
  const std::size_t blank = line.find(' ');
  request.method = line.substr(0, blank);
  request.target = line.substr(blank + 1);
  request.headers = std::move(headers);
  request.body = std::move(body);
  return request;
}

}  // namespace phantomime::scenario::testing
