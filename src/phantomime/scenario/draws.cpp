#include "phantomime/scenario/draws.hpp"

namespace phantomime::scenario {

Random Draws::of(const http::Request& request) {
  const std::uint64_t identity = mix_seed(mix_seed(mix_seed(seed_, request.method), request.target), request.body);
  Occurrences& table = occurrences();
  const std::uint64_t occurrence = table[identity % table.size()].fetch_add(1, std::memory_order_relaxed);
  return Random{mix_seed(identity, occurrence)};
}

Draws::Occurrences& Draws::occurrences() {
  std::call_once(drawn_, [this] { occurrences_ = std::make_unique<Occurrences>(); });
  return *occurrences_;
}

void Draws::inherit(const Draws& earlier) {
  if (!earlier.occurrences_) return;
  for (std::size_t slot = 0; slot < earlier.occurrences_->size(); ++slot)
    occurrences()[slot] = (*earlier.occurrences_)[slot].load();
}

}  // namespace phantomime::scenario
