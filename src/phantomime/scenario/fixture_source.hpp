#pragma once

#include <memory>
#include <string>

#include "phantomime/scenario/scenario.hpp"

namespace phantomime::scenario {

/// The text of a fixture with the name under which a person finds it, for findings that point into it. Empty text where
/// it was not read.
[[nodiscard]] std::shared_ptr<const Source> fixture_source(const Scenario& scenario, const std::string& path);

}  // namespace phantomime::scenario
