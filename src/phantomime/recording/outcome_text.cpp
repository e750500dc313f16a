#include "phantomime/recording/outcome_text.hpp"

#include <array>
#include <utility>

namespace phantomime::recording {
namespace {

constexpr std::array<std::pair<Outcome, std::string_view>, 5> texts{{{Outcome::complete, "complete"},
                                                                     {Outcome::upstream_failed, "upstream_failed"},
                                                                     {Outcome::upstream_cut, "upstream_cut"},
                                                                     {Outcome::client_gone, "client_gone"},
                                                                     {Outcome::refused, "refused"}}};

}  // namespace

std::string_view text_of(Outcome outcome) noexcept {
  for (const auto& [one, text] : texts)
    if (one == outcome) return text;
  return {};
}

std::optional<Outcome> outcome_of(std::string_view text) noexcept {
  for (const auto& [outcome, one] : texts)
    if (one == text) return outcome;
  return std::nullopt;
}

}  // namespace phantomime::recording
