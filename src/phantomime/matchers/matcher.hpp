#pragma once

#include <memory>
#include <string>
#include <vector>

#include "phantomime/base/error.hpp"
#include "phantomime/http/request_view.hpp"

namespace phantomime::matchers {

/// One field in which a request differs from what a stub asks for. Texts are redacted and fit for people.
struct Difference {
  std::string field;     ///< "method", "path", "query page", "header Content-Type", "body $.scope", "credentials"
  std::string expected;  ///< what the stub asks for: `equals "new"`
  std::string actual;    ///< what came: `"all"`, or "absent"
  std::string edit;     ///< the smallest change of the request that would make it hold: `set the query field page to 2`
  double distance = 1;  ///< 0 (nearly) to 1 (nothing in common)
  Location where;       ///< the line of the stub that asks for it
};

/// What the index may ask of a request instead of running matchers: the field `key` has exactly this value.
struct FacetKey {
  enum class Kind { query, header, cookie, form, json };
  Kind kind = Kind::query;
  std::string name;  ///< field name (header names in lower case), or a JSON Pointer
  bool operator==(const FacetKey&) const = default;
};
struct Facet {
  FacetKey key;
  std::string value;  ///< for json: json_facet_value()
};

/// Decides, describes and measures one condition on a request. Immutable and safe to use from several threads.
class Matcher {
 public:
  virtual ~Matcher() = default;

  [[nodiscard]] virtual bool matches(const http::RequestView& request) const = 0;
  /// Appends a Difference for each field that differs; nothing where it matches. Only called to explain: may be slow.
  virtual void explain(const http::RequestView& request, std::vector<Difference>& differences) const = 0;
  /// A phrase for people: `query page equals "2"`.
  [[nodiscard]] virtual std::string describe() const = 0;
  /// How many conditions this counts for when stubs are ranked (scenarios/README.md, "Which stub answers").
  [[nodiscard]] virtual unsigned conditions() const { return 1; }
  /// Equalities that must hold whenever this matches. Leaving some out only costs speed; a wrong one loses matches.
  virtual void facets(std::vector<Facet>&) const {}
  /// All that this condition says, in a spelling of its own: two conditions of equal, non-empty identity hold for the
  /// same requests, which is how lint knows shadowed stubs. Never shown: not redacted. Empty: nothing is known.
  [[nodiscard]] virtual std::string identity() const { return {}; }
};

using MatcherPtr = std::shared_ptr<const Matcher>;

/// The values a request has for a facet key, in the spelling of Facet::value; several where a field is repeated.
void facet_values(const http::RequestView& request, const FacetKey& key, std::vector<std::string>& values);
/// The spelling of a scalar JSON value as a facet: numbers by value (1 and 1.0 are the same). Empty for null pointers
/// to arrays and objects, which are no facets.
[[nodiscard]] std::string json_facet_value(const Json& scalar);

}  // namespace phantomime::matchers
