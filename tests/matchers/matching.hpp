#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/formats/yaml_reader.hpp"
#include "phantomime/matchers/request_spec.hpp"

#include "support/loading.hpp"
#include "support/requests.hpp"

/// What the tests of matchers share: loading `request:` from YAML and writing down what came of it.
namespace phantomime::matchers::testing {

using testing_support::make_form_request;
using testing_support::make_json_request;
using testing_support::make_request;

/// A document of YAML text, kept with its source. Fails the test where it cannot be read.
inline Document yaml(std::string_view text) {
  Errors errors;
  auto document = formats::read_yaml(std::make_shared<const Source>("stub.yaml", std::string{text}), errors);
  EXPECT_TRUE(document) << text << '\n' << render(errors);
  return document.value_or(Document{});
}

/// The value of `request:` from YAML, with all that went wrong.
struct Loaded {
  explicit Loaded(std::string_view text, testing_support::FakeFixtures fixtures = {})
      : loading{std::move(fixtures)}, document{yaml(text)} {
    load_request(document.root, loading.context, spec);
  }
  testing_support::Loading loading;
  Document document;
  RequestSpec spec;
};

/// `field: expected; actual; edit` of each difference, one a line; empty where the request matches.
inline std::string told(const std::vector<Difference>& differences) {
  std::string text;
  for (const Difference& one : differences)
    text += (text.empty() ? "" : "\n") + one.field + ": " + one.expected + "; " + one.actual + "; " + one.edit;
  return text;
}

/// One request against one `request:`; `differences` is empty where it matches.
struct MatchCase {
  std::string_view request;  ///< YAML
  http::Request sent;
  std::string_view differences;
};

/// Checks decision and explanation, that they agree, and that distances are distances.
inline void expect_case(const MatchCase& one) {
  SCOPED_TRACE(std::string{one.request} + "\nsent: " + one.sent.method + ' ' + one.sent.target + '\n' + one.sent.body);
  const Loaded loaded{one.request};
  ASSERT_EQ(loaded.loading.message(), "");
  const http::RequestView view{one.sent};
  std::vector<Difference> differences;
  loaded.spec.explain(view, differences);
  EXPECT_EQ(told(differences), one.differences);
  EXPECT_EQ(loaded.spec.matches(view), one.differences.empty());
  for (const Difference& difference : differences) {
    EXPECT_GT(difference.distance, 0) << difference.field;
    EXPECT_LE(difference.distance, 1) << difference.field;
    EXPECT_NE(difference.where.line, 0U) << difference.field;
  }
  // Whatever the index asks before the matchers must hold for what they accept.
  for (const MatcherPtr& condition : loaded.spec.conditions) {
    EXPECT_NE(condition->describe(), "");
    std::vector<Facet> facets;
    if (condition->matches(view)) condition->facets(facets);
    for (const Facet& facet : facets) {
      std::vector<std::string> values;
      facet_values(view, facet.key, values);
      EXPECT_THAT(values, ::testing::Contains(facet.value)) << facet.key.name;
    }
  }
}

/// What loading a wrong `request:` says: `what (hint)`, one a line.
struct BadCase {
  std::string_view request;
  std::string_view message;
};
inline void expect_bad(const BadCase& one) {
  EXPECT_EQ(Loaded{one.request}.loading.message(), one.message) << one.request;
}

}  // namespace phantomime::matchers::testing
