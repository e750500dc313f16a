#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/json.hpp"
#include "phantomime/contract/plan.hpp"
#include "phantomime/scenario/scenario.hpp"

namespace phantomime::contract {

/// How one kind of thing is made on a live server, looked at and taken away again, as far as a pack knows. Numbers are
/// indexes into Scenario::stubs.
struct Flow {
  /// A member of the body that names a thing of another kind.
  struct Reference {
    std::string member;
    std::string collection;
  };

  std::string collection;  ///< whose row is made; empty: the pack has no memory of it
  std::uint32_t create = 0;
  std::optional<std::uint32_t> list, one, destroy;
  std::vector<std::uint32_t> updates;  ///< what changes one such thing
  std::string marker;                  ///< the member of the body that carries the marker
  std::string shown;                   ///< the member of a row that shows it
  std::vector<Reference> references;   ///< of the body, that only a thing of the server's own can fill
  std::string refused;                 ///< why it is not carried out; empty: it can be
};

/// The flow of every stub that creates something, those that others refer to before these. What could not be found
/// again (nothing in the body carries a marker, no list shows it) or not be deleted is refused.
[[nodiscard]] std::vector<Flow> make_flows(const scenario::Scenario& scenario);

/// Puts into a plan what flows send, where `allowed` lets them create: the create, its DELETE, and where that is
/// allowed what changes one. Of the other creates it says why no flow sends them.
void plan_flows(const std::vector<Flow>& flows, const std::vector<Safety>& allowed, Plan& plan);

/// The body of the flow's example with the marker in it, and with the ids that its references name. Empty where the
/// example's body is no JSON object.
[[nodiscard]] std::optional<std::string> marked_body(const Flow& flow, const scenario::Scenario& scenario,
                                                     std::string_view marker,
                                                     const std::vector<std::pair<std::string, std::string>>& ids);

/// The query that asks a flow's list for what carries the marker, by its collection's grammar: `_filter_name="..."` and
/// all on one page. Empty where the list knows none.
[[nodiscard]] std::string marker_query(const Flow& flow, const scenario::Scenario& scenario, std::string_view marker);

/// What the answer of a create calls that which was made: its `id`, the only member that ends in `_id`, or what the end
/// of Location says. Empty where it says nothing.
[[nodiscard]] std::string made_id(std::string_view body, std::optional<std::string_view> location);

}  // namespace phantomime::contract
