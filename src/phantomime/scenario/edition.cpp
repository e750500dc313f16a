#include "phantomime/scenario/edition.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace phantomime::scenario {
namespace {

/// Bodies up to this size are laid side by side, away from the stubs they come from.
constexpr std::size_t small_body = 512;

/// Equal for equal headers.
std::string identity(const std::vector<directives::HeaderSpec>& headers) {
  std::string text;
  const auto add = [&text](std::string_view part) {
    text.append(std::to_string(part.size())).append(":").append(part);
  };
  for (const directives::HeaderSpec& header : headers) {
    add(header.name);
    add(header.value);
    add(std::to_string(static_cast<int>(header.kind)));
    add(std::to_string(header.offset.count()));
    add(std::to_string(reinterpret_cast<std::uintptr_t>(header.rendered.get())));
  }
  return text;
}

}  // namespace

Edition::Edition(std::shared_ptr<const Scenario> scenario)
    : scenario_{std::move(scenario)},
      index_{*scenario_},
      prepared_{std::make_unique<Prepared[]>(scenario_->stubs.size())} {
  prepare();
}

void Edition::prepare() {
  std::unordered_map<std::string, std::span<const directives::HeaderSpec>> shared;
  std::unordered_map<std::string_view, std::shared_ptr<const std::string>> bodies;
  for (std::size_t number = 0; number < scenario_->stubs.size(); ++number) {
    const Stub& stub = scenario_->stubs[number];
    Prepared& prepared = prepared_[number];
    prepared.pack = stub.pack;
    prepared.open = stub.request.without_pack_credentials || stub.pack >= scenario_->packs.size() ||
                    scenario_->packs[stub.pack].accept.empty();
    prepared.plain = stub.response.is_plain();
    if (!prepared.plain) continue;
    prepared.status = stub.response.status;
    prepared.body = stub.response.finished_body;
    if (prepared.body && prepared.body->size() <= small_body) {
      std::shared_ptr<const std::string>& body = bodies[*prepared.body];
      if (!body) body = std::make_shared<const std::string>(*prepared.body);
      prepared.body = body;
    }
    prepared.headers = shared.try_emplace(identity(stub.response.headers), stub.response.headers).first->second;
  }
}

}  // namespace phantomime::scenario
