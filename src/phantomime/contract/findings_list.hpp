#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "phantomime/contract/compare.hpp"
#include "phantomime/contract/shown_value.hpp"

namespace phantomime::contract {

/// Collects what one comparison finds: one finding for each id, bounded, each with what is the same for all of them.
class FindingsList {
 public:
  FindingsList(const Contract& contract, const Observed& observed, const CompareBounds& bounds, Comparison& comparison)
      : contract_{contract}, observed_{observed}, bounds_{bounds}, comparison_{comparison} {}

  struct Difference {
    std::string place;
    std::string general;
    FindingKind kind;
    std::string expected;
    std::string actual;
    Impact impact;
    std::string_view reason;
    OriginNumber origin;
    std::string observed{};              ///< JSON text of what came, where it is short
    const LocatedJson* value = nullptr;  ///< or the value itself
    Secrecy secrecy = Secrecy::open;
  };
  void add(Difference difference);
  void checked(OriginNumber origin) { comparison_.checked.add(contract_.origins[origin].strength); }
  void unproven(std::size_t members) { comparison_.unproven += members; }
  void unchecked(std::string why) { comparison_.unchecked.push_back(std::move(why)); }

  [[nodiscard]] const Contract& contract() const noexcept { return contract_; }
  [[nodiscard]] const Observed& observed() const noexcept { return observed_; }
  [[nodiscard]] const CompareBounds& bounds() const noexcept { return bounds_; }
  [[nodiscard]] const Origin& origin(OriginNumber number) const noexcept { return contract_.origins[number]; }

 private:
  const Contract& contract_;
  const Observed& observed_;
  const CompareBounds& bounds_;
  Comparison& comparison_;
  std::unordered_map<std::string, std::size_t> known_;  ///< by id
};

/// Holds a JSON body against the contract's shape.
void compare_body(FindingsList& findings, const LocatedJson& body);
/// The same for one value at a place of it, against that place's shape.
void compare_value(FindingsList& findings, const Place& place, const Shape& shape, const LocatedJson& value);
/// Holds what rules compute against an answer: `equals`, `always`.
void compare_rules(FindingsList& findings, std::string_view body);
/// Holds headers against what is expected of them.
void compare_headers(FindingsList& findings);
/// Holds the shape of a later contract against that of the contract (compare_contracts).
void compare_shapes(FindingsList& findings, const Contract& after);

}  // namespace phantomime::contract
