#pragma once

#include <cctype>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "phantomime/mock_server.hpp"

/// What a GoogleTest suite adds: servers whose failures are the test's, at its own lines; matchers for what came; a
/// fixture with a space for each test. Including it is enough.
namespace phantomime {
namespace detail {

/// That a stub was not called is a consequence where the test has failed already; what came unexpectedly may be the
/// reason, and is told.
inline bool is_said_already(const Failure& failure) {
  if (failure.kind != Failure::Kind::calls) return false;
  const ::testing::TestInfo* const test = ::testing::UnitTest::GetInstance()->current_test_info();
  return std::uncaught_exceptions() > 0 || (test && test->result()->Failed());
}

inline void report_to_gtest(const Failure& failure) {
  if (!is_said_already(failure)) ADD_FAILURE_AT(failure.file.c_str(), static_cast<int>(failure.line)) << failure.text;
}

inline const bool reports_to_gtest = (set_reporter(&report_to_gtest), true);

inline const Request& request_of(const Request& request) { return request; }
inline const Request& request_of(const Exchange& exchange) { return exchange.request; }

/// A matcher or a value, in words.
template <class T, class M>
std::string in_words(const M& matcher, bool negation) {
  return ::testing::DescribeMatcher<T>(matcher, negation);
}

/// As in_words, unless the field's name says that it is a secret.
template <class M>
std::string field_in_words(std::string_view kind, const std::string& name, const M& matcher, bool negation) {
  const std::string field = std::string{kind} + ' ' + name;
  if (is_secret_name(name)) return field + (negation ? " that is not" : " that is") + " as asked";
  return field + " that " + in_words<std::string>(matcher, negation);
}

/// Whether one of a field's values matches; says what they are, secrets excepted.
template <class M>
bool one_matches(const std::vector<std::string>& values, const std::string& name, const M& matcher,
                 ::testing::MatchResultListener* listener) {
  for (const std::string& value : values)
    if (::testing::Value(value, ::testing::SafeMatcherCast<const std::string&>(matcher))) return true;
  if (values.empty()) {
    *listener << "which has no " << name;
    return false;
  }
  *listener << "whose " << name << " is ";
  for (const std::string& value : values)
    *listener << (&value == &values.front() ? "" : ", ") << (is_secret_name(name) ? "[redacted]" : value);
  return false;
}

inline std::vector<std::string> header_values(const Request& request, std::string_view name) {
  std::vector<std::string> values;
  for (const HeaderLine& line : request.headers)
    if (find_header({line}, name)) values.push_back(line.second);
  return values;
}

}  // namespace detail

// Matchers of requests and of exchanges; each takes a value or a matcher.

MATCHER_P(HasMethod, method, "has a method that " + detail::in_words<std::string>(method, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<const std::string&>(method),
                                       detail::request_of(arg).method, result_listener);
}

/// The path without its query, percent-decoded.
MATCHER_P(HasPath, path, "has a path that " + detail::in_words<std::string>(path, negation)) {
  const std::string came = detail::request_of(arg).path();
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<const std::string&>(path), came, result_listener);
}

/// One of the values of a query field.
MATCHER_P2(HasQuery, name, value, detail::field_in_words("has a query field", name, value, negation)) {
  return detail::one_matches(detail::request_of(arg).query(name), name, value, result_listener);
}

/// One of the values of a header.
MATCHER_P2(HasHeader, name, value, detail::field_in_words("has a header", name, value, negation)) {
  return detail::one_matches(detail::header_values(detail::request_of(arg), name), name, value, result_listener);
}

MATCHER_P(HasBody, body, "has a body that " + detail::in_words<std::string>(body, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<const std::string&>(body),
                                       detail::request_of(arg).body, result_listener);
}

/// Equal as JSON: numbers by value, members in any order.
MATCHER_P(HasJsonBody, json,
          std::string{negation ? "has another body than" : "has a body equal to"} + " the JSON " + shown_body(json)) {
  return same_json(detail::request_of(arg).body, json);
}

/// What a JSONPath selects in the body, one value of it at least: `JsonAt("$.scope", "new")`, `JsonAt("$.n", Gt(3))`.
MATCHER_P2(JsonAt, path, value,
           "has a body with " + std::string{path} + " that " + detail::in_words<JsonValue>(value, negation)) {
  const auto found = json_at(detail::request_of(arg).body, path);
  for (const JsonValue& one : found)
    if (::testing::Value(one, ::testing::SafeMatcherCast<const JsonValue&>(value))) return true;
  if (found.empty()) *result_listener << "whose body has no " << path;
  for (const JsonValue& one : found)
    *result_listener << (&one == &found.front() ? "whose value there is " : ", ") << one;
  return false;
}

// Matchers of exchanges.

MATCHER_P(HasStatus, status, "was answered with a status that " + detail::in_words<int>(status, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<int>(status), arg.status, result_listener);
}

MATCHER_P(AnsweredBy, stub, "was answered by a stub whose name " + detail::in_words<std::string>(stub, negation)) {
  return ::testing::ExplainMatchResult(::testing::SafeMatcherCast<const std::string&>(stub), arg.stub, result_listener);
}

MATCHER(IsUnmatched, negation ? "was matched by a stub" : "was matched by no stub") { return arg.unmatched; }

/// A suite with one server and a space for each of its tests, which is verified and dropped after it:
///   struct PhantomTest : phantomime::SpacePerTest<PhantomTest> {
///     static phantomime::MockServer make_server() { return phantomime::MockServer{phantomime::pack("phantom")}; }
///   };
template <class Suite>
class SpacePerTest : public ::testing::Test {
 public:
  static void SetUpTestSuite() { shared() = std::make_unique<MockServer>(Suite::make_server()); }
  static void TearDownTestSuite() { shared().reset(); }

 protected:
  void SetUp() override { space_ = std::make_unique<Space>(server().space(space_name())); }
  void TearDown() override {
    const ::testing::TestInfo* const test = ::testing::UnitTest::GetInstance()->current_test_info();
    server().drop(space(), Place::here(test->file(), static_cast<unsigned>(test->line())));
    space_.reset();
  }

  [[nodiscard]] static MockServer& server() { return *shared(); }
  [[nodiscard]] const Space& space() const { return *space_; }

 private:
  static std::unique_ptr<MockServer>& shared() {
    static std::unique_ptr<MockServer> server;
    return server;
  }

  static std::string space_name() {
    std::string name = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    for (char& c : name)
      if (!std::isalnum(static_cast<unsigned char>(c))) c = '-';
    return name.substr(0, 64);
  }

  std::unique_ptr<Space> space_;
};

}  // namespace phantomime

#define PHANTOMIME_CHECK_(verification, fail)                               \
  switch (0)                                                                \
  case 0:                                                                   \
  default:                                                                  \
    if (const ::phantomime::Verification phantomime_found = (verification)) \
      ;                                                                     \
    else                                                                    \
      fail << phantomime_found.text

/// `EXPECT_CALLED(server, post("/x"))`: at least once; `EXPECT_CALLED(server, post("/x"), 2)`: exactly twice;
/// `Times::at_most(3)`, ... Of a server or a space.
#define EXPECT_CALLED(server, ...) PHANTOMIME_CHECK_((server).called(__VA_ARGS__), ADD_FAILURE())
#define ASSERT_CALLED(server, ...) PHANTOMIME_CHECK_((server).called(__VA_ARGS__), FAIL())
/// `EXPECT_CALLED_WITHIN(5s, server, post("/x"), 2)`: waits for it, but no longer.
#define EXPECT_CALLED_WITHIN(time, server, ...) \
  PHANTOMIME_CHECK_((server).called_within((time), __VA_ARGS__), ADD_FAILURE())
#define ASSERT_CALLED_WITHIN(time, server, ...) PHANTOMIME_CHECK_((server).called_within((time), __VA_ARGS__), FAIL())
/// `EXPECT_CALLED_IN_ORDER(server, post("/a"), get("/b"))`: others may come between them.
#define EXPECT_CALLED_IN_ORDER(server, ...) PHANTOMIME_CHECK_((server).called_in_order({__VA_ARGS__}), ADD_FAILURE())
#define ASSERT_CALLED_IN_ORDER(server, ...) PHANTOMIME_CHECK_((server).called_in_order({__VA_ARGS__}), FAIL())
/// All that the end would verify, now: unmatched requests, stubs called too often or too seldom.
#define EXPECT_VERIFIED(server) PHANTOMIME_CHECK_((server).verify(), ADD_FAILURE())
#define ASSERT_VERIFIED(server) PHANTOMIME_CHECK_((server).verify(), FAIL())
