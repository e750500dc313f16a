#pragma once

#include <memory>
#include <string>
#include <vector>

#include "phantomime/contract/observed.hpp"
#include "phantomime/contract/origin.hpp"
#include "phantomime/scenario/edition.hpp"

namespace phantomime::contract {

/// An answer that is known to be right, or that the pack itself gives.
struct Sample {
  http::Request request;
  int status = 200;
  http::Headers headers;
  std::shared_ptr<const std::string> body;
  Instant at{};
  Origin origin;

  [[nodiscard]] Observed observed() const;
};

/// What the pack answers to requests that reach the stub: its example, where that names a row, each row that the pack
/// begins with, where it is a list, all pages at once; at the packs' epoch, and when all that is due has happened. The
/// first answers the example as it is. Empty where nothing reaches the stub.
[[nodiscard]] std::vector<Sample> answers_of(const std::shared_ptr<const scenario::Edition>& edition,
                                             std::uint32_t stub);

/// The bodies of a stub's fixtures: those that it answers with, and those that its rules name.
[[nodiscard]] std::vector<Sample> fixtures_of(const scenario::Scenario& scenario, const scenario::Stub& stub);

/// The collection whose rows the stub lists, or null.
[[nodiscard]] const state::Collection* listed_collection(const scenario::Scenario& scenario,
                                                         const scenario::Stub& stub);

}  // namespace phantomime::contract
