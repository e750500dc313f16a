#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "phantomime/base/error.hpp"
#include "phantomime/directives/computed.hpp"

namespace phantomime::state {

using ComputedPtr = std::shared_ptr<const directives::Computed>;
/// Names with the computed values they are set to or compared with, in the order they are written.
using ComputedMembers = std::vector<std::pair<std::string, ComputedPtr>>;

/// `otherwise: none`: what is not there is null, what cannot happen does not.
inline constexpr std::string_view no_error = "none";

/// One thing that happens when a stub answers or a machine moves (scenarios/README.md, "Steps"). A value that never
/// changes after loading; what a verb does not use is empty.
struct Step {
  enum class Verb : std::uint8_t { find, list, show, take, let, require, create, change, remove, fire, each, read };
  Verb verb = Verb::let;
  ComputedPtr when;         ///< null: always
  std::string collection;   ///< `in`
  std::string subject;      ///< `row` or `rows`: a name that an earlier step made
  std::string as;           ///< the name that it makes
  std::string otherwise;    ///< the error where it cannot be done
  ComputedPtr id;           ///< of find
  ComputedMembers members;  ///< of let; of find, list and each what rows must have (`where`)
  ComputedPtr condition;    ///< of require (`that`); of list for each row (`only`)
  /// Of take what is read instead of the body, of create and change the members, of each the list, of require the value
  /// at fault.
  ComputedPtr value;
  bool for_update = false;  ///< of take
  std::string machine;      ///< of fire, where it is no row's
  std::string transition;
  std::string member;              ///< of require: the member at fault
  ComputedPtr text;                ///< of require: what is wrong, for people
  std::vector<std::string> named;  ///< of create and change: the members that are written out, for checks
  std::vector<Step> body;
  Location where;
};

}  // namespace phantomime::state
