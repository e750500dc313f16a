#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/contract/origin.hpp"
#include "phantomime/contract/rules.hpp"
#include "phantomime/contract/shape.hpp"

namespace phantomime::contract {

/// What is expected of one header of an answer.
struct HeaderExpectation {
  std::string name;
  bool required = true;
  std::optional<std::string> value;  ///< as played; empty: any value
  std::optional<ValueRule> rule;     ///< a person's; then `value` is not looked at
  OriginNumber origin = 0;
};

/// How the stub's list is asked for: what the query decides of the answer.
struct Listing {
  Place rows;                           ///< the array of rows: `$.data`
  std::string sort, order, descending;  ///< names of the fields, and the value that turns the order round
  std::string page, page_size;          ///< names of the fields
  std::int64_t first_page = 0;          ///< the number of the first page
  std::int64_t default_page_size = 0;
  bool zero_is_all = false;
  OriginNumber origin = 0;
};

/// What a stub's answers are like. Never changes once made; safe from several threads.
struct Contract {
  std::string stub;
  std::uint32_t stub_number = 0;  ///< index into Scenario::stubs
  std::string request;            ///< `GET /rest/approval/{id:integer}`: as reports call it
  Location where;                 ///< of the stub

  /// Index 0 is the stub itself.
  std::vector<Origin> origins;

  std::vector<int> statuses;  ///< empty: any
  OriginNumber status_origin = 0;
  int shaped_status = 0;  ///< whose bodies `shape` describes
  std::vector<HeaderExpectation> headers;
  /// What the body is.
  enum class Body : std::uint8_t {
    unknown,  ///< nothing is known: it is not looked at
    none,     ///< empty
    json,     ///< `shape` says what
    opaque,   ///< bytes or text that nothing is expected of
  };
  Body body = Body::unknown;
  Shape shape;
  std::optional<Listing> listing;
  std::vector<std::shared_ptr<const Rules>> rules;  ///< whose invariants and computed values hold; weakest first
  std::vector<std::string> unknown;                 ///< for people: what could not be found out, and why

  Contract() = default;
  Contract(Contract&&) noexcept = default;
  Contract& operator=(Contract&&) noexcept = default;
};

/// How many expectations a contract has, by strength.
struct Strengths {
  std::size_t documented = 0, recorded = 0, assumed = 0;
  [[nodiscard]] std::size_t all() const noexcept { return documented + recorded + assumed; }
  void add(Provenance strength, std::size_t count = 1) noexcept {
    (strength == Provenance::documented ? documented : strength == Provenance::recorded ? recorded : assumed) += count;
  }
  Strengths& operator+=(const Strengths& other) noexcept {
    documented += other.documented;
    recorded += other.recorded;
    assumed += other.assumed;
    return *this;
  }
};
[[nodiscard]] Strengths strengths_of(const Contract& contract);

/// One line for people: what kind of value it is, such as `integer or null` or `string, timestamp`.
[[nodiscard]] std::string describe(const Shape& shape);

}  // namespace phantomime::contract
