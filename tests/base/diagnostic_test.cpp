#include "phantomime/base/diagnostic.hpp"

#include <memory>
#include <set>

#include <gtest/gtest.h>

namespace phantomime {
namespace {

TEST(ErrorRules, NameEveryCodeOnceInItsOrder) {
  ASSERT_FALSE(error_rules().empty());
  std::set<std::string_view> names;
  for (const DiagnosticRule& rule : error_rules()) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_FALSE(rule.summary.empty()) << rule.name;
  }
  EXPECT_EQ(to_diagnostic({ErrorCode::usage, "", {}, ""}).check, "usage");
  EXPECT_EQ(to_diagnostic({ErrorCode::duplicate_key, "", {}, ""}).check, "duplicate-key");
  EXPECT_EQ(to_diagnostic({ErrorCode::bad_expression, "", {}, ""}).check, "bad-expression");
  EXPECT_EQ(to_diagnostic({ErrorCode::io, "", {}, ""}).check, "io");
}

TEST(Diagnostics, KeepWhatTheErrorSays) {
  const auto source = std::make_shared<const Source>("a.yaml", "x: 1\n");
  const Diagnostic made =
      to_diagnostic({ErrorCode::unknown_key, "unknown key 'x'", Location{source, 1, 1}, "remove it"});
  EXPECT_EQ(made.severity, Severity::error);
  EXPECT_EQ(made.what, "unknown key 'x'");
  EXPECT_EQ(made.where->to_string(), "a.yaml:1:1");
  EXPECT_EQ(made.hint, "remove it");
}

TEST(Diagnostics, SortByFileLineAndColumn) {
  const auto a = std::make_shared<const Source>("a.yaml", "");
  const auto b = std::make_shared<const Source>("b.yaml", "");
  std::vector<Diagnostic> all;
  for (const auto& [name, where] : {std::pair{"5", Location{b, 1, 1}}, std::pair{"4", Location{a, 10, 1}},
                                    std::pair{"3", Location{a, 2, 9}}, std::pair{"2", Location{a, 2, 3}}})
    all.push_back({"", Severity::error, name, where, ""});
  all.push_back({"", Severity::error, "1", std::nullopt, ""});
  sort_diagnostics(all);
  std::string order;
  for (const Diagnostic& diagnostic : all) order += diagnostic.what;
  EXPECT_EQ(order, "12345");
}

}  // namespace
}  // namespace phantomime
