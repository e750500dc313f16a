#pragma once

#include <string>
#include <vector>

#include "phantomime/base/error.hpp"
#include "phantomime/contract/place.hpp"
#include "phantomime/contract/shape.hpp"

namespace phantomime::contract {

/// What recordings taught of one value of a stub's answers (`learned/members.yaml` beside a pack; formats/learned_file
/// reads it).
struct LearnedValue {
  std::string stub;
  Place place;  ///< in the body; of a header: none, and `header` names it
  std::string header;
  Variation variation = Variation::unknown;
  std::vector<std::string> values;  ///< of a constant or an enumeration: JSON texts
  std::string evidence;             ///< for people: "same in 12 of 12 answers"
  Location where;
};
using Learned = std::vector<LearnedValue>;

}  // namespace phantomime::contract
