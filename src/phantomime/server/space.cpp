#include "phantomime/server/space.hpp"

#include <algorithm>
#include <utility>

namespace phantomime::server {

using scenario::Engine;

bool is_space_name(std::string_view text) noexcept {
  constexpr std::size_t longest = 64;
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), allowed);
}

Space::Space(std::string name, std::shared_ptr<const scenario::Edition> edition, const Clock& machine,
             const Settings& settings)
    : name_{std::move(name)},
      settings_{settings},
      created_{machine.now()},
      used_{created_},
      clock_{std::make_shared<VirtualClock>(machine, settings.clock)},
      stage_{std::move(edition), *clock_,
             Engine::Options{settings.seed,
                             true,
                             {.pool = settings.journals, .sequence = settings.sequence, .totals = settings.totals},
                             {},
                             {},
                             settings.coverage,
                             settings.missing}},
      faults_{settings.seed} {}

std::uint64_t Space::requests() const {
  const auto engine = stage_.engine();
  return engine->matched() + engine->refused() + engine->unmatched();
}

}  // namespace phantomime::server
