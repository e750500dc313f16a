#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/matchers/conditions/condition.hpp"
#include "phantomime/matchers/matcher.hpp"

namespace phantomime::matchers {

/// `query field`, `header`, `cookie`, `form field`: what a person calls a field of this kind.
[[nodiscard]] std::string_view noun(FacetKey::Kind kind) noexcept;
/// `query`, `header`, `cookie`, `form`: how a Difference names it before the field's name.
[[nodiscard]] std::string_view label(FacetKey::Kind kind) noexcept;

/// A condition on one query field, header, cookie or form field.
class FieldMatcher final : public Matcher {
 public:
  FieldMatcher(FacetKey::Kind kind, std::string name, Condition condition, Location where);

  [[nodiscard]] bool matches(const http::RequestView& request) const override;
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override;
  [[nodiscard]] std::string describe() const override;
  void facets(std::vector<Facet>& facets) const override;
  [[nodiscard]] std::string identity() const override;
  [[nodiscard]] const Condition& condition() const noexcept { return condition_; }

 private:
  void collect(const http::RequestView& request, Values& values) const;
  [[nodiscard]] std::string edit(const Values& values) const;
  [[nodiscard]] std::string misspelled(const http::RequestView& request) const;

  FacetKey::Kind kind_;
  std::string name_;
  Condition condition_;
  Location where_;
  Showing showing_;
};

/// Reads a mapping of field names to conditions. `named` gets what they name, for nothing_else.
void load_fields(const Node& node, LoadContext& context, FacetKey::Kind kind, std::vector<MatcherPtr>& matchers,
                 std::vector<FacetKey>& named);

/// The query, cookies or form of a request: the kinds that http parses into fields.
[[nodiscard]] const http::Fields& fields_of(const http::RequestView& request, FacetKey::Kind kind);

/// Calls `see(name)` for each field of this kind, repeats included, until one answers false; says whether none did.
template <class See>
bool all_field_names(const http::RequestView& request, FacetKey::Kind kind, See&& see) {
  if (kind == FacetKey::Kind::header) {
    for (const http::Header& header : request.request().headers)
      if (!see(std::string_view{header.name})) return false;
    return true;
  }
  for (const http::Field& field : fields_of(request, kind))
    if (!see(std::string_view{field.name})) return false;
  return true;
}

}  // namespace phantomime::matchers
