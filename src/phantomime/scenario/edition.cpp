#include "phantomime/scenario/edition.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace phantomime::scenario {
namespace {

/// Bodies up to this size are laid side by side, away from the stubs they come from.
constexpr std::size_t small_body = 512;

/// Equal where a PlainHead may be.
std::string identity(const directives::ResponseSpec& response) {
  std::string text = std::to_string(response.status);
  const auto add = [&text](std::string_view part) {
    text.append(std::to_string(part.size())).append(":").append(part);
  };
  for (const directives::HeaderSpec& header : response.headers) {
    add(header.name);
    add(header.value);
    add(std::to_string(static_cast<int>(header.kind)));
    add(std::to_string(header.offset.count()));
    if (response.finished_body && http::same_name(header.name, "Content-Length"))
      add(std::to_string(response.finished_body->size()));
  }
  return text;
}

bool is_alone(const Scenario& scenario, const Stub& stub) {
  const bool let_in_by_state = !stub.request.without_pack_credentials && stub.pack < scenario.packs.size() &&
                               !scenario.packs[stub.pack].check.empty();
  return !let_in_by_state && stub.bounds.empty() && stub.steps.empty() && !stub.response.asks_world();
}

}  // namespace

Edition::Edition(std::shared_ptr<const Scenario> scenario)
    : scenario_{std::move(scenario)},
      index_{*scenario_},
      prepared_{std::make_unique<Prepared[]>(scenario_->stubs.size())} {
  prepare();
}

void Edition::prepare() {
  std::unordered_map<std::string, const directives::PlainHead*> heads;
  std::unordered_map<std::string_view, std::shared_ptr<const std::string>> bodies;
  for (std::size_t number = 0; number < scenario_->stubs.size(); ++number) {
    const Stub& stub = scenario_->stubs[number];
    Prepared& prepared = prepared_[number];
    prepared.pack = stub.pack;
    prepared.open = stub.request.without_pack_credentials || stub.pack >= scenario_->packs.size() ||
                    scenario_->packs[stub.pack].accept.empty();
    prepared.bound = !stub.bounds.empty();
    prepared.alone = !scenario_->model || is_alone(*scenario_, stub);
    has_responders_ = has_responders_ || stub.response.answers_in_code();
    if (!stub.response.is_plain()) continue;
    prepared.body = stub.response.finished_body;
    if (prepared.body && prepared.body->size() <= small_body) {
      std::shared_ptr<const std::string>& body = bodies[*prepared.body];
      if (!body) body = std::make_shared<const std::string>(*prepared.body);
      prepared.body = body;
    }
    const directives::PlainHead*& head = heads[identity(stub.response)];
    if (!head) head = &heads_.emplace_back(stub.response.status, stub.response.headers, prepared.body);
    prepared.head = head;
  }
}

}  // namespace phantomime::scenario
