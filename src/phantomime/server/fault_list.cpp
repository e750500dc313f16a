#include "phantomime/server/fault_list.hpp"

#include <utility>

namespace phantomime::server {

struct FaultList::Said {
  Said(std::vector<RunTimeFault> all, std::uint64_t seed)
      : faults{std::move(all)},
        hits{std::make_unique<std::atomic<std::uint64_t>[]>(faults.size())},
        draws{mix_seed(seed, "faults")},
        handshake_seed{mix_seed(seed, "tls_handshake")} {}

  const std::vector<RunTimeFault> faults;
  const std::unique_ptr<std::atomic<std::uint64_t>[]> hits;
  scenario::Draws draws;
  const std::uint64_t handshake_seed;
  std::atomic<std::uint64_t> handshakes{0};
};

std::shared_ptr<FaultList::Said> FaultList::said() const {
  const std::lock_guard lock{mutex_};
  return said_;
}

void FaultList::replace(std::vector<RunTimeFault> faults) {
  const bool none = faults.empty();
  auto said = none ? nullptr : std::make_shared<Said>(std::move(faults), seed_);
  const std::lock_guard lock{mutex_};
  said_.swap(said);
  empty_.store(none, std::memory_order_release);
}

std::optional<FaultList::Hit> FaultList::hit(const http::Request& request) {
  if (empty()) return std::nullopt;
  const auto said = this->said();
  if (!said) return std::nullopt;
  const http::RequestView view{request};
  Random random = said->draws.of(request);
  for (std::size_t i = 0; i < said->faults.size(); ++i) {
    const RunTimeFault& one = said->faults[i];
    if (one.fault && one.fault->tls_handshake) continue;
    if (one.request && !one.request->matches(view)) continue;
    if (one.probability < 1 && random.fraction() >= one.probability) continue;
    said->hits[i].fetch_add(1, std::memory_order_relaxed);
    return Hit{said, one, random};
  }
  return std::nullopt;
}

void FaultList::Hit::give_to(http::Reply& reply) {
  if (fault_.fault) fault_.fault->give_to(reply, random_);
  if (fault_.delay.kind != directives::DelaySpec::Kind::none) reply.delay = fault_.delay.draw(random_);
}

std::optional<http::Transmission> FaultList::handshake() {
  const auto said = this->said();
  if (!said) return std::nullopt;
  for (std::size_t i = 0; i < said->faults.size(); ++i) {
    const RunTimeFault& one = said->faults[i];
    if (!one.fault || !one.fault->tls_handshake) continue;
    Random random{mix_seed(said->handshake_seed, said->handshakes.fetch_add(1, std::memory_order_relaxed))};
    if (one.probability < 1 && random.fraction() >= one.probability) continue;
    said->hits[i].fetch_add(1, std::memory_order_relaxed);
    return http::transmission(*one.fault->tls_handshake, random.next());
  }
  return std::nullopt;
}

OrderedJson FaultList::told() const {
  OrderedJson list = OrderedJson::array();
  const auto said = this->said();
  for (std::size_t i = 0; said && i < said->faults.size(); ++i) {
    OrderedJson one = said->faults[i].said;
    one["hits"] = said->hits[i].load(std::memory_order_relaxed);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace phantomime::server
